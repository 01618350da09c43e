"""Documents as jobs: begun, followed, taken; another's job is nobody's business, a failed one says
why."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sites import SiteMaker

from scoring.workbench.jobs import Job, Jobs


def ended(jobs: Jobs, job: Job) -> Job:
    """The job once it has ended."""
    for _ in range(400):
        if job.state not in ("waiting", "working"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


@pytest.mark.slow
def test_a_document_is_begun_followed_and_taken(site: SiteMaker) -> None:
    here = site()
    client = here.client("lead")
    begun = client.post("/docs/jobs", json={"kind": "tree", "form": "json"})
    assert begun.status_code == 200, begun.text
    answer: dict[str, Any] = begun.json()
    for _ in range(400):
        if answer["state"] not in ("waiting", "working"):
            break
        time.sleep(0.05)
        answer = client.get(f"/docs/jobs/{answer['job']}").json()
    assert (answer["state"], answer["percent"]) == ("done", 100)
    taken = client.get(f"/docs/jobs/{answer['job']}/file")
    assert taken.status_code == 200
    assert taken.headers["content-type"] == "application/json"
    assert [one["job"] for one in client.get("/docs/jobs").json()["jobs"]] == [answer["job"]]
    assert here.client("tracker").get(f"/docs/jobs/{answer['job']}").status_code == 404
    assert (
        here.client("unit").post("/docs/jobs", json={"kind": "self", "form": "pdf"}).status_code
        == 403
    )
    assert client.post("/docs/jobs", json={"kind": "nothing", "form": "pdf"}).status_code == 404


def test_one_at_a_time_what_failed_says_why_and_one_can_be_stopped(tmp_path: Path) -> None:
    jobs = Jobs()
    slow = [sys.executable, "-c", "import time; time.sleep(30)"]
    wrong = [sys.executable, "-c", "import sys; sys.exit('缺字：㐀')"]
    first = jobs.begin(1, "self", "pdf", tmp_path / "a.pdf", slow, None)
    second = jobs.begin(1, "tree", "pdf", tmp_path / "b.pdf", wrong, None)
    assert jobs.begin(1, "self", "pdf", tmp_path / "a.pdf", slow, None) is first
    assert second.state == "waiting"
    jobs.stop(first)
    assert ended(jobs, first).state == "stopped"
    assert ended(jobs, second).state == "failed"
    assert second.problem == "缺字：㐀"
    assert jobs.find(2, second.id) is None
