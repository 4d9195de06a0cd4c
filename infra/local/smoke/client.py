"""What a data scientist's script does: log a run with a large artifact through the gateway and read it back.

MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN come from the environment; argv[1] is the artifact's size in MiB.
Prints one JSON object and exits 0 only if what was read equals what was written.
"""

import hashlib
import json
import os
import sys
import tempfile
import time

import mlflow
from mlflow import MlflowClient

BLOCK = 1024 * 1024


def digest(path):
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def main():
    mebibytes = int(sys.argv[1])
    name = f"smoke-{time.time_ns()}"
    with tempfile.TemporaryDirectory() as folder:
        # Random, so that nothing on the way can answer from a copy or shrink it.
        written = os.path.join(folder, "model.bin")
        with open(written, "wb") as file:
            for _ in range(mebibytes):
                file.write(os.urandom(BLOCK))
        sent = digest(written)

        experiment_id = mlflow.create_experiment(name)
        with mlflow.start_run(experiment_id=experiment_id, run_name="smoke") as run:
            mlflow.log_params({"optimizer": "adam", "layers": 3})
            for step in range(3):
                mlflow.log_metric("loss", 1.0 / (step + 1), step=step)
            mlflow.log_artifact(written, "model")
        run_id = run.info.run_id

        client = MlflowClient()
        stored = client.get_run(run_id)
        assert stored.data.params == {"optimizer": "adam", "layers": "3"}, stored.data.params
        history = [metric.value for metric in client.get_metric_history(run_id, "loss")]
        assert history == [1.0, 0.5, 1.0 / 3], history
        read = client.download_artifacts(run_id, "model/model.bin", folder)
        received = digest(read)
        assert received == sent, f"the artifact came back with SHA-256 {received}, {sent} was sent"
    print(
        json.dumps(
            {
                "experiment": name,
                "experiment_id": experiment_id,
                "run_id": run_id,
                "sha256": sent,
                "bytes": mebibytes * BLOCK,
            }
        )
    )


main()
