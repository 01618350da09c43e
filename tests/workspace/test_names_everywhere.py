"""Every ``by``, ``person``, ``approved_by`` and ``decided_by`` that a file of a workspace may hold
names one of ``people``: a foreign name in any of them is told (W020) where it stands. What may be a
unit, an office or a meeting is listed with its reason.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
import samples
from samples import Opener, Opens

import scoring
from scoring.evidence.model import Evidence, Review
from scoring.people import PersonRecord
from scoring.rectification.bulletin import Bulletin
from scoring.rectification.ledger import Event, RectificationItem
from scoring.rectification.papers import Paper, Receipt
from scoring.rounds.finding import NotApplicable, Remarks
from scoring.rounds.handing import HandEvent
from scoring.rounds.model import Withdrawal
from scoring.rounds.parts import Locked, PartEvent
from scoring.rounds.questions import Talk
from scoring.rounds.sampling import SampleRecord
from scoring.schema import Record

ROUND, REGISTER, LEDGER = "rounds/2026-self.yaml", "evidence/register.yaml", "rectification.yaml"
MARKS = "rounds/2026-mock.yaml"
PEOPLE = "people:\n  李明: {roles: [督办]}\n  王敏: {deputy_of: 李明}\n"
NOBODY = "孙权"
KEYS = ("by", "person", "approved_by", "decided_by", "deputy_of")
Key = tuple[type[Record], str]

PIECE = '- {{id: E0001, url: "https://example.com/a", seen: 2026-04-01, {}}}\n'
ITEM = (
    '- id: R0001\n  indicator: "1.1"\n  problem: 有一项没有上网\n  lead: [县司法局]\n'
    "  due: 2026-12-01\n{}  events:\n  - {{on: 2026-09-01, do: open, by: 李明}}\n{}"
)
MOCK = "round: 2026-mock\nkind: mock\nas_of: 2026-11-25\nbasis: 2026-self\n"
PAPER = "number: 1\nkind: urge\nname: 示例县\nissued: 2026-11-02\nunits: [县司法局]\nby: {}\n"
BULLETIN = (
    "number: 1\nname: 示例县\nweek: 2026-11-02\nsince: 2026-11-02\nuntil: 2026-11-08\n"
    "issued: 2026-11-09\nby: {}\n"
    "totals: {{items: 0, closed: 0, overdue: 0, measures: 0, measures_done: 0}}\n"
)

TOLD: dict[Key, tuple[str, str]] = {
    (PersonRecord, "deputy_of"): (
        "workspace.yaml",
        samples.SOUND["workspace.yaml"] + PEOPLE + f"  赵倩: {{deputy_of: {NOBODY}}}\n",
    ),
    (Evidence, "by"): (REGISTER, PIECE.format(f"by: {NOBODY}")),
    (Review, "by"): (REGISTER, PIECE.format(f"review: {{state: returned, by: {NOBODY}}}")),
    (RectificationItem, "person"): (LEDGER, ITEM.format(f"  person: {NOBODY}\n", "")),
    (Event, "by"): (
        LEDGER,
        ITEM.format("", f"  - {{on: 2026-09-03, do: start, by: {NOBODY}}}\n"),
    ),
    (Event, "approved_by"): (
        LEDGER,
        ITEM.format(
            "",
            "  - {on: 2026-09-03, do: extend, by: 王敏, to: 2026-12-31, note: 汛期, "
            f"approved_by: {NOBODY}}}\n",
        ),
    ),
    (Event, "decided_by"): (
        LEDGER,
        ITEM.format(
            "",
            "  - {on: 2026-09-03, do: interview, by: 王敏, record: 谈话记录1号, "
            f"decided_by: {NOBODY}}}\n",
        ),
    ),
    (PartEvent, "by"): (
        ROUND,
        samples.SOUND[ROUND]
        + f"parts:\n  县司法局:\n  - {{on: 2026-11-01, do: assign, by: {NOBODY}}}\n",
    ),
    (Locked, "by"): (
        ROUND,
        samples.SOUND[ROUND] + f"locked: {{on: 2026-11-01, by: {NOBODY}}}\n",
    ),
    (Talk, "by"): (
        ROUND,
        samples.SOUND[ROUND]
        + f'questions:\n  "1.1":\n  - {{on: 2026-11-02, do: ask, by: {NOBODY}, text: 哪种口径？}}\n',
    ),
    (HandEvent, "by"): (
        MARKS,
        MOCK + "inspectors: [李明]\nhanded_in:\n  李明:\n"
        f"  - {{on: 2026-11-02, do: hand_in, by: {NOBODY}}}\n",
    ),
    (Withdrawal, "by"): (
        MARKS,
        MOCK + "inspectors: [李明]\nwithdrawn:\n"
        f'  "1.1":\n  - {{on: 2026-11-02, by: {NOBODY}, note: 看错了}}\n',
    ),
    (Remarks, "by"): (
        MARKS,
        MOCK + f'findings:\n  "1.1": {{score: 5, reason: 缺一页, by: {NOBODY}}}\n',
    ),
    (Bulletin, "by"): ("bulletins/0001.yaml", BULLETIN.format(NOBODY)),
    (Paper, "by"): ("papers/0001.yaml", PAPER.format(NOBODY)),
    (Receipt, "by"): (
        "papers/receipts.yaml",
        f"- {{paper: 1, who: 县司法局, on: 2026-11-03, by: {NOBODY}}}\n",
    ),
}
"""Where a foreign name is told: the file, and its text with one."""

FREE: dict[Key, str] = {
    (NotApplicable, "approved_by"): "不适用 may be approved by a unit, an office or a meeting",
    (SampleRecord, "by"): "by what a sample is stratified",
}
"""Keys of that name that need not be one of the people."""

ELSEWHERE = ("scoring.region", "scoring.submission")
"""Rooms whose files lie outside a workspace, where no ``people`` can be asked."""


def records_of(kind: type[Record] = Record) -> Iterator[type[Record]]:
    for below in kind.__subclasses__():
        yield below
        yield from records_of(below)


def test_every_key_that_may_name_a_person_is_in_the_table() -> None:
    """A new record with such a key has to say here whether a foreign name is told."""
    for module in pkgutil.walk_packages(scoring.__path__, "scoring."):
        if module.name.endswith((".model", ".record")) or "rounds" in module.name:
            importlib.import_module(module.name)
    keys = {
        (record, key)
        for record in records_of()
        if not record.__module__.startswith(ELSEWHERE)
        for key in KEYS
        if key in record.__annotations__
    }
    assert keys == {*TOLD, *FREE}


@pytest.mark.parametrize("key", TOLD, ids=lambda key: f"{key[0].__name__}.{key[1]}")
def test_a_foreign_name_is_told_where_it_stands(opened: Opener, key: Key) -> None:
    file, text = TOLD[key]
    people = samples.SOUND["workspace.yaml"] + PEOPLE
    workspace = opened({**samples.SOUND, "workspace.yaml": people, file: text})
    told = [problem for problem in workspace.problems if problem.rule == "W020"]
    assert [(problem.where.file, problem.severity) for problem in told] == [(file, "error")]
    assert f"“{NOBODY}”不在人员名单里" in told[0].what
    line = text.split("\n")[(told[0].where.line or 0) - 1]
    assert NOBODY in line


@pytest.mark.parametrize("key", TOLD, ids=lambda key: f"{key[0].__name__}.{key[1]}")
def test_a_name_of_the_list_is_fine_there(opened: Opener, key: Key) -> None:
    """With the bracketed unit behind it too."""
    file, text = TOLD[key]
    known = text.replace(NOBODY, "李 明（县司法局）")
    people = samples.SOUND["workspace.yaml"] + PEOPLE
    workspace = opened({**samples.SOUND, "workspace.yaml": people, file: known})
    assert "W020" not in {problem.rule for problem in workspace.problems}


def test_who_issues_every_week_is_told_once(opened: Opener) -> None:
    head = samples.SOUND["workspace.yaml"] + PEOPLE
    papers = {
        "bulletins/0001.yaml": BULLETIN.format(NOBODY),
        "bulletins/0002.yaml": BULLETIN.format(NOBODY).replace("number: 1", "number: 2"),
        "papers/0001.yaml": PAPER.format(NOBODY),
        "papers/receipts.yaml": f"- {{paper: 1, who: 县司法局, on: 2026-11-03, by: {NOBODY}}}\n",
    }
    workspace = opened({**samples.SOUND, "workspace.yaml": head, **papers})
    told = [problem for problem in workspace.problems if problem.rule == "W020"]
    assert [problem.where.file for problem in told] == ["bulletins/0001.yaml"]
    assert told[0].what.startswith("bulletins/0001.yaml 的印发人“孙权”")


@pytest.mark.parametrize("key", TOLD, ids=lambda key: f"{key[0].__name__}.{key[1]}")
def test_so_it_is_where_the_current_round_is_not_there(opening: Opens, key: Key) -> None:
    """One run shows all faults, those that keep it from scoring and the others."""
    file, text = TOLD[key]
    head = samples.SOUND["workspace.yaml"] + PEOPLE
    files = {**samples.SOUND, "workspace.yaml": head, file: text}
    lost = files["workspace.yaml"].replace("round: 2026-self", "round: 2027-self")
    found = opening({**files, "workspace.yaml": lost})
    assert found.workspace is None
    told = [problem.where.file for problem in found.problems if problem.rule == "W020"]
    assert told == [file]
