"""The measurements can be taken: each job runs on a small store and keeps figures. How fast is nobody's test."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "job", ["decoder", "import", "sync", "join", "roundtrip", "start", "pages", "rest", "previews", "blobs", "xml"]
)
def test_a_job_keeps_its_figures(job: str, tmp_path: Path, checkout: Path) -> None:
    kept = tmp_path / "figures.json"
    command = (sys.executable, "-m", "bench", job, "--messages", "200", "--rounds", "1", "--json", kept)
    subprocess.run(command, cwd=checkout, check=True, stdout=subprocess.DEVNULL)
    report = json.loads(kept.read_text())
    assert report["job"] == job
    assert report["messages"] == 200
    assert report["figures"]
    assert all(figure["value"] >= 0 for figure in report["figures"])
