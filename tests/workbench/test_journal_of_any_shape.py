"""A line of the journal that says something in another shape than the program writes stops no page:
neither the change log, nor the page of a record, nor a save.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from sites import SiteMaker

REGISTER = "evidence/register.yaml"
USUAL = {"at": "2026-11-22T10:00:00+08:00", "on": "2026-11-22", "by": "王敏", "do": "save"}
SHAPES: list[dict[str, Any]] = [
    {key: value}
    for key in ("at", "on", "by", "via", "do", "records", "before", "after", "files", "was", "save")
    for value in (5, "\ud800", [{"a": 1}], {REGISTER: 3}, {REGISTER: {"E0001": 5}}, None)
]
BY_HAND = [{"via": "hand", "do": "hand", "left_out": "x", **shape} for shape in SHAPES]
KEYS = {"records": ["E0001", "1.1", "R0001"]}


@pytest.mark.parametrize("more", [SHAPES, BY_HAND], ids=["any line", "edits by hand"])
def test_the_pages_that_read_the_journal_open(site: SiteMaker, more: list[dict[str, Any]]) -> None:
    here = site()
    lines = [json.dumps({**USUAL, **KEYS, **shape}).encode("ascii") for shape in more]
    with (here.office.desk.path / "journal.jsonl").open("ab") as stream:
        stream.write(b"".join(line + b"\n" for line in lines))
    for who in ("group", "unit"):
        client = here.client(who)
        for page in ("/", "/log", "/i/1.1", "/e/E0001", "/r/R0001", "/me"):
            for kind in ("text/html", "application/json"):
                answer = client.get(page, headers={"accept": kind})
                assert answer.status_code in {200, 403}, (who, page, kind, answer.text[:200])
    finding = {"finding": {"done": 7, "of": 10}, "save_id": "s1"}
    assert here.client("unit").put("/i/1.1/finding", json=finding).status_code == 200
    assert "王敏" in here.client("group").get("/log").text
