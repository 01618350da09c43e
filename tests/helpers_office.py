"""An office with people of every role, and one thing that somebody does there: what a test of an
action needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import samples

from scoring.problems import ScoringError
from scoring.rectification.ledger import RectificationItem
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import Author, carry_out

DAY = date(2026, 11, 22)
HEAD = "workspace.yaml"
ROUND = "rounds/2026-self.yaml"
REGISTER = "evidence/register.yaml"
LEDGER = "rectification.yaml"
TREE = "indicators/sample.yaml"
PEOPLE = """\
people:
  王敏: {units: [县司法局], roles: [填报人], aliases: [小王]}
  赵六: {units: [县司法局], roles: [单位审核人]}
  吴静: {units: [县教育局], roles: [填报人]}
  孙立: {units: [县教育局], roles: [单位审核人]}
  陈晨: {roles: [专班]}
  高远: {roles: [专班]}
  李明: {roles: [专班组长]}
  周敏: {roles: [评查]}
  林知远: {roles: [评查]}
  钱立: {roles: [评查组长]}
  赵倩: {roles: [督办]}
  沈维: {roles: [领导]}
  老魏: {roles: [管理员]}
  何苗: {deputy_of: 赵倩}
"""
"""Somebody of each role; 何苗 is the deputy of 赵倩, 小王 another name of 王敏."""
OFFERED = """\
- id: E0003
  url: https://example.com/notice
  seen: 2026-04-01
  kind: 链接
  title: 公告
  unit: 司法局
"""
"""A third piece of evidence, at which nobody has looked; what it proves may be written behind it."""
ACCEPTED = "  review: {state: accepted, by: 陈晨, on: 2026-11-20}\n  unit: 县司法局\n"
BOTH = "  lead: [县司法局]\n  support: [县教育局]\n"
ONGOING = """\
- id: R0009
  problem: 督察反馈
  source: supervision
  lead: [县教育局]
  due: 持续推进
  events:
  - {on: 2026-09-01, do: open}
"""


def files(changed: Mapping[str, str | bytes] | None = None) -> dict[str, str | bytes]:
    """The sound workspace with :data:`PEOPLE`, and with these files in place of its own."""
    return {**samples.SOUND, HEAD: samples.SOUND[HEAD] + PEOPLE, **(changed or {})}


def office(folder: Path, changed: Mapping[str, str | bytes] | None = None) -> Path:
    """The workspace of :func:`files` in the folder 县."""
    return samples.write(folder / "县", files(changed))


def rectifying(folder: Path) -> Path:
    """An office in the midst of its rectification: R0001 is led by 县司法局 and supported by
    县教育局; E0001 was accepted; R0009 has no date."""
    register = samples.SOUND[REGISTER].replace("  unit: 县司法局\n", ACCEPTED)
    ledger = samples.SOUND[LEDGER].replace("  lead: [县司法局]\n", BOTH)
    return office(folder, {REGISTER: register, LEDGER: ledger + ONGOING})


def closed_item(ident: str) -> str:
    """An item of the ledger that 县教育局 has rectified and 赵倩 has closed."""
    return f"""\
- id: {ident}
  problem: 已经办结
  lead: [县教育局]
  events:
  - {{on: 2026-09-01, do: open}}
  - {{on: 2026-09-03, do: start, by: 吴静}}
  - {{on: 2026-09-04, do: submit, by: 吴静, evidence: [E0002]}}
  - {{on: 2026-09-05, do: close, by: 赵倩, note: 属实}}
"""


def put(home: Path, name: str, old: str, new: str) -> None:
    """Replaces one passage of a file; the passage must be there."""
    text = (home / name).read_text("utf-8")
    assert old in text, f"{name} has no {old!r}"
    (home / name).write_text(text.replace(old, new, 1), "utf-8")


def do(
    home: Path,
    by: str,
    action: Callable[..., Any],
    *args: Any,
    day: date = DAY,
    at: datetime | None = None,
    **kwargs: Any,
) -> Any:
    """What an action returns that somebody does on a day, at a moment."""
    author = Author(by, day, at=at)
    return carry_out(home, author, "测试", lambda changes: action(changes, *args, **kwargs))[0]


def refused(home: Path, by: str, action: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Why somebody cannot do something. That nothing at all was written is seen here as well."""
    before = contents(home)
    with pytest.raises(ScoringError) as caught:
        do(home, by, action, *args, **kwargs)
    assert contents(home) == before
    return str(caught.value)


def contents(home: Path) -> dict[str, bytes]:
    """Every file that a user keeps, by its name below the workspace."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and ".shifan" not in path.parts
    }


def sound(home: Path) -> Workspace:
    """The workspace as its files hold it now, once nothing in them is an error."""
    opening = open_workspace(home)
    assert [str(item) for item in opening.problems if item.severity == "error"] == []
    return opening.whole()


def items_of(home: Path) -> dict[str, RectificationItem]:
    """The items of the ledger by their number, once nothing in the workspace is an error."""
    return {record.id: record for record in sound(home).ledger}


def journal(home: Path) -> list[dict[str, Any]]:
    """The lines of the journal, the oldest first; none before the first write."""
    path = home / "journal.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def last_entry(home: Path) -> tuple[str, list[str]]:
    """Who wrote last, and what the line of the journal names."""
    entry = journal(home)[-1]
    return entry["by"], entry["records"]
