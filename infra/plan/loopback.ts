/** MLflow listens here and nowhere else: whoever is not in the pod meets the gateway. */
export const loopback = '127.0.0.1'
