"""What happens when the machine refuses: nothing is half written, nothing typed is lost, the answer
says what to do."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sites import SiteMaker

from scoring.storage import disk

FINDING = {"finding": {"done": 10, "of": 10}, "save_id": "full-1"}


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "硬盘满了"), (errno.EACCES, "权限"), (errno.EBUSY, "正被别的程序")],
    ids=["full", "no right", "held open"],
)
def test_a_save_that_the_disk_refuses_is_told_and_goes_through_later_under_the_same_id(
    site: SiteMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    here = site()
    unit = here.client("unit")
    path = tmp_path / "county/rounds/2026-self.yaml"
    journal = tmp_path / "county/journal.jsonl"
    here.client("lead").post("/assign/issue", json={})
    before, lines = path.read_bytes(), journal.read_bytes()

    def refuse(draft: Path, *_: Any, **__: Any) -> None:
        raise OSError(number, "refused", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(disk, "write_draft", refuse)
        answer = unit.put("/i/1.1/finding", json=FINDING)
    assert answer.status_code in (503, 507), answer.text
    assert said in answer.json()["problem"] or "retry_after" in answer.json()
    assert path.read_bytes() == before
    assert journal.read_bytes() == lines
    assert unit.get("/i/1.1").status_code == 200  # reading goes on
    assert unit.put("/i/1.1/finding", json=FINDING).status_code == 200
    assert "done: 10" in path.read_text("utf-8")


def test_a_draft_that_does_not_fit_is_told_and_the_page_still_opens(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = site()
    unit = here.client("unit")

    def full(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(here.office.store.drafts, "keep", full)
    monkeypatch.setattr(here.office.store.sessions, "touch", full)
    answer = unit.put("/drafts/finding:1.1", json={"fields": {"done": "10"}})
    assert answer.status_code == 507
    assert "硬盘满了" in answer.json()["problem"]
    assert unit.get("/i/1.1", headers={"accept": "text/html"}).status_code == 200


def test_a_workspace_that_was_broken_by_hand_is_shown_as_it_was_and_says_so(
    site: SiteMaker, tmp_path: Path
) -> None:
    here = site()
    (tmp_path / "county/workspace.yaml").write_text("name: [", "utf-8")
    here.office.desk.session.refresh()
    assert here.client("unit").get("/i/1.1").status_code == 200
    assert here.client("admin").get("/admin/server").json()["trouble"]
    refused = here.client("unit").put("/i/1.1/finding", json={"finding": {"done": 10, "of": 10}})
    assert refused.status_code == 507, refused.text
    assert "读不出来" in refused.json()["problem"]
