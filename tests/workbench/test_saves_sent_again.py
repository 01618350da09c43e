"""A save whose answer was lost is sent again under its id; another one under that id is refused.

PUT /i/1.1/finding {"finding": {"done": 7, "of": 10}, "save_id": "s1"}
"""

from __future__ import annotations

import json
from typing import Any

from sites import Site, SiteMaker


def written(here: Site) -> list[dict[str, Any]]:
    """The lines of the journal that hold a save."""
    lines = (here.office.desk.path / "journal.jsonl").read_text("utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if "save" in entry]


def put(client: Any, done: int, **more: Any) -> Any:
    finding = {"done": done, "of": 10}
    return client.put("/i/1.1/finding", json={"finding": finding, "save_id": "s1", **more})


def test_a_finding_sent_again_is_written_once_and_another_under_its_id_is_refused(
    site: SiteMaker,
) -> None:
    here = site()
    unit = here.client("unit")
    base = unit.get("/i/1.1").json()["digest"]
    first = put(unit, 7, base=base)
    assert first.status_code == 200
    again = put(unit, 7, base=base)
    assert (again.status_code, again.json()["digest"]) == (200, first.json()["digest"])
    # A program that asks for the newest version first wants nothing else.
    assert put(unit, 7, base=first.json()["digest"]).status_code == 200
    other = put(unit, 6, base=base)
    assert other.status_code == 422
    assert "没有写入" in other.json()["problem"]
    assert len(written(here)) == 1
    assert unit.get("/i/1.1").json()["digest"] == first.json()["digest"]
    assert put(unit, 6, base=first.json()["digest"], save_id="s2").status_code == 200


def test_what_one_person_sent_answers_nobody_else(site: SiteMaker) -> None:
    here = site()
    assert put(here.client("unit"), 7).status_code == 200
    assert put(here.client("group"), 7).status_code == 422
    assert len(written(here)) == 1


def test_a_step_of_an_item_is_known_by_its_id_and_by_what_was_sent(site: SiteMaker) -> None:
    """What such a save does is a plan, and not a list of changes."""
    here = site()
    unit = here.client("unit")

    def progress(note: str, url: str = "/r/R0001/move") -> int:
        wish = {"do": "progress", "unit": "县司法局", "note": note, "save_id": "p1"}
        return int(unit.post(url, json=wish).status_code)

    assert progress("办了一半") == 200
    assert progress("办了一半") == 200
    assert progress("都办好了") == 422
    assert put(unit, 7, save_id="p1").status_code == 422
    assert len(written(here)) == 1
