/**
 * What the smoke Job runs in MLflow's image, with Python's standard library alone: nobody gets in without a credential,
 * on any of the three kinds of door, and a machine that signs in by client credentials writes a run with an artifact and
 * reads it back. The last line says what was proved, or the exception what was not; no credential is printed.
 *
 * Environment: SMOKE_URL (the gateway's Service), OIDC_DISCOVERY_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, and
 * OIDC_CLIENT_SCOPE where the issuer wants one.
 */
export const smokeScript = `
import base64, json, os, secrets, time, urllib.error, urllib.parse, urllib.request

GATEWAY = os.environ["SMOKE_URL"].rstrip("/")
API = "/api/2.0/mlflow/"
# Seconds: a Service's endpoints and a mesh's policies reach the nodes a little later than the pods are ready.
PATIENCE = 90


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


opener = urllib.request.build_opener(NoRedirect)


def call(method, url, body=None, headers=None):
    if isinstance(body, dict):
        body = json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def until_up(url):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            status, _ = call("GET", url)
            if status == 200:
                return
            found = f"answer {status}"
        except OSError as error:
            found = str(error)
        if time.monotonic() > deadline:
            raise SystemExit(f"FAILED: {url} did not answer 200 within {PATIENCE} s, last: {found}")
        time.sleep(1)


def expect(sentence, holds, found):
    if not holds:
        raise SystemExit(f"FAILED: {sentence}; found {found}")
    print(f"ok: {sentence}", flush=True)


def token():
    discovery = os.environ["OIDC_DISCOVERY_URL"].rstrip("/")
    suffix = "/.well-known/openid-configuration"
    status, body = call("GET", discovery if discovery.endswith(suffix) else discovery + suffix)
    expect("the issuer publishes its configuration", status == 200, status)
    form = {"grant_type": "client_credentials"}
    if os.environ.get("OIDC_CLIENT_SCOPE"):
        form["scope"] = os.environ["OIDC_CLIENT_SCOPE"]
    quote = lambda name: urllib.parse.quote(os.environ[name], safe="")
    basic = base64.b64encode(f"{quote('OIDC_CLIENT_ID')}:{quote('OIDC_CLIENT_SECRET')}".encode()).decode()
    status, body = call(
        "POST",
        json.loads(body)["token_endpoint"],
        urllib.parse.urlencode(form).encode(),
        {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"},
    )
    expect("the issuer gives the machine a token", status == 200, status)
    return json.loads(body)["access_token"]


def main():
    until_up(GATEWAY + "/health")
    refusals = [
        ("a script without a credential is refused", "GET", API + "experiments/search?max_results=1", None),
        ("a forged token is refused", "GET", API + "experiments/search?max_results=1", "Bearer " + secrets.token_urlsafe(64)),
        ("traces without a credential are refused", "POST", "/v1/traces", None),
    ]
    for sentence, method, path, authorization in refusals:
        headers = {} if authorization is None else {"Authorization": authorization}
        if method == "POST":
            headers.update({"Content-Type": "application/x-protobuf", "x-mlflow-experiment-id": "0"})
        status, _ = call(method, GATEWAY + path, b"" if method == "POST" else None, headers)
        expect(sentence, status in (401, 403), status)
    status, _ = call("GET", GATEWAY + "/", None, {"Accept": "text/html"})
    expect("a browser without a session is sent to sign in", status in (302, 303, 307, 401), status)

    bearer = {"Authorization": f"Bearer {token()}"}

    def ask(method, path, body=None):
        status, answer = call(method, GATEWAY + path, body, bearer)
        expect(f"{method} {path.split('?')[0]} answers 200", status == 200, f"{status} {answer[:300]!r}")
        return answer

    name = f"gatehouse-smoke-{time.time_ns()}"
    experiment = json.loads(ask("POST", API + "experiments/create", {"name": name}))["experiment_id"]
    created = json.loads(ask("POST", API + "runs/create", {"experiment_id": experiment, "start_time": 0}))
    run = created["run"]["info"]["run_id"]
    ask("POST", API + "runs/log-metric", {"run_id": run, "key": "smoke", "value": 0.5, "timestamp": 0})
    read = json.loads(ask("GET", API + f"runs/get?run_id={run}"))
    metrics = {metric["key"]: metric["value"] for metric in read["run"]["data"].get("metrics", [])}
    expect("the metric that was written is read back", metrics.get("smoke") == 0.5, metrics)
    artifact = f"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/smoke.bin"
    content = secrets.token_bytes(4096)
    ask("PUT", artifact, content)
    expect("the artifact that was written is read back", ask("GET", artifact) == content, "other bytes")
    # Deleted, not left behind: garbage collection takes it from there.
    ask("POST", API + "experiments/delete", {"experiment_id": experiment})
    print("PROVED: nobody gets in without a credential, and a machine writes and reads through the gateway")


main()
`.trim()
