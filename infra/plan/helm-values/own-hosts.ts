/** A list replaces MLflow's own, so the gateway's own Host header has to be in it. */
export const ownHosts = (allowed: readonly string[]) => ['127.0.0.1:*', 'localhost:*', ...allowed]
