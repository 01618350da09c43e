"""What only shows when the files of a workspace are held against each other: photographs, samples
that were drawn from what has changed since, the journal and what it vouches for. Looked for when
somebody asks, and once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import samples
from samples import Opener

from scoring.inspection.sampling import Terms, draw
from scoring.inspection.save_sample import record_sample
from scoring.problems import Problem, Where, problem
from scoring.storage import Author, RecordChanges, write_records
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.checks import Checks
from scoring.workspace.memory import Memory

ROUND, REGISTER, MOCK = "rounds/2026-self.yaml", "evidence/register.yaml", "rounds/2026-mock.yaml"
DAY = date(2026, 11, 26)


def of_rule(workspace: Workspace, rule: str) -> list[tuple[str, int | None, str]]:
    return [
        (item.where.file, item.where.line, item.what)
        for item in workspace.problems
        if item.rule == rule
    ]


# -- photographs

PICTURE = b"\xff\xd8\xff\xe0 a photograph"
DIGEST = hashlib.sha256(PICTURE).hexdigest()
PHOTOS = samples.MOCK.replace(
    "reason: 清单缺一页}", f"reason: 清单缺一页, photos: [{{sha256: {DIGEST}}}]}}"
)


@pytest.mark.parametrize(
    ("content", "state"),
    [(PICTURE, None), (None, "不在"), (PICTURE + b"x", "和认定时不一样")],
    ids=["there", "gone", "another file now"],
)
def test_photographs_of_a_mark(opened: Opener, content: bytes | None, state: str | None) -> None:
    files: dict[str, str | bytes] = {**samples.SOUND, MOCK: PHOTOS}
    name = f"rounds/photos/{DIGEST}.jpg"
    if content is not None:
        files[name] = content
    wanted = [] if state is None else [(MOCK, 6, f"指标“1.1”的现场照片 {name} {state}")]
    assert of_rule(opened(files), "F054") == wanted


# -- samples


def test_a_sample_is_told_when_the_claims_have_changed_since(tmp_path: Path) -> None:
    """Drawn when 1.1 claimed 9 of 10; the county writes 10 of 10 afterwards."""
    samples.write(tmp_path, {**samples.SOUND, MOCK: samples.MOCK.split("findings:")[0]})
    workspace = open_workspace(tmp_path).whole()
    drawing = next(item for item in workspace.rounds if item.kind == "mock")
    frame = workspace.frame(drawing)
    assert frame is not None
    sample = draw(frame, Terms("risk", 1, "x"))
    write_records(
        tmp_path,
        Author("赵刚", DAY),
        "round sample",
        lambda changes: record_sample(changes, drawing, sample, frame),
    )
    assert of_rule(open_workspace(tmp_path).whole(), "F023") == []
    samples.write(tmp_path, {ROUND: samples.SOUND[ROUND].replace("done: 9", "done: 10")})
    ((file, _, what),) = of_rule(open_workspace(tmp_path).whole(), "F023")
    assert (file, what) == (MOCK, "抽样之后，被核验轮次“2026-self”的认定或佐证有改动")


# -- the journal


def test_a_journal_that_was_altered_is_told_and_calls_no_paper_altered(tmp_path: Path) -> None:
    samples.write(tmp_path, samples.SOUND)
    for at in (1, 2):

        def plan(changes: RecordChanges, at: int = at) -> None:
            changes.put(f"reports/{at}.txt", "x")

        write_records(tmp_path, Author("甲", DAY), "report", plan)
    assert open_workspace(tmp_path).problems == ()
    path = tmp_path / "journal.jsonl"
    path.write_text(path.read_text("utf-8").replace('"甲"', '"乙"', 1), "utf-8")
    rules = {item.rule for item in open_workspace(tmp_path).problems}
    assert len(rules) == 1
    assert rules.pop().startswith("J")


# -- looked for once


def test_problems_are_looked_for_at_the_first_question_and_kept() -> None:
    asked: list[str] = []
    first = problem("W003", Where("workspace.yaml", 4, 8), what="找不到轮次“a”")

    def later() -> Iterator[Problem]:
        asked.append("later")
        yield problem("J001", Where("journal.jsonl", 2, 1), what="第 2 行接不上")

    checks = Checks((first, first), (later,))
    assert asked == []
    assert [item.rule for item in checks.of(None)] == ["J001", "W003"], "each once, by file"
    assert checks.of(None) is checks.of(None)
    assert asked == ["later"]


def test_what_lies_between_files_is_not_looked_for_where_nothing_can_be_scored(
    opened: Opener,
) -> None:
    def never(_: Workspace) -> Iterator[Problem]:
        raise AssertionError("asked")

    assert Checks((), (), never).of(None) == ()
    checks = Checks(
        (), (), lambda workspace: [problem("W003", Where(workspace.head.name), what="甲")]
    )
    assert [item.where.file for item in checks.of(opened(samples.SOUND))] == ["示例县"]


# -- records as their file holds them


def test_a_record_has_its_text_its_data_and_its_version(tmp_path: Path) -> None:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND), memory=Memory()).whole()
    link = workspace.record(REGISTER, "E0002")
    assert link is not None
    assert link.text.startswith("- id: E0002\n")
    assert link.data["title"] == "公开栏目"
    finding = workspace.finding("1.1")
    assert (finding.code, finding.data) == ("1.1", {"done": "9", "of": "10"})
    stored = workspace.record(ROUND, "1.1", ("findings",))
    assert stored is not None
    assert finding.version == stored.version != link.version


@pytest.mark.parametrize(
    ("file", "key", "section"),
    [
        (REGISTER, "E0009", None),
        (ROUND, "2", ("findings",)),
        ("rounds/没有.yaml", "1.1", ("findings",)),
        (ROUND, "V9", ("vetoes",)),
    ],
)
def test_what_is_not_there_is_none(
    tmp_path: Path, file: str, key: str, section: tuple[str, ...] | None
) -> None:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND), memory=Memory()).whole()
    assert workspace.record(file, key, section) is None


def test_a_setting_and_a_veto_are_records_of_their_sections(tmp_path: Path) -> None:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND), memory=Memory()).whole()
    veto = workspace.record(ROUND, "V1", ("vetoes",))
    unit = workspace.record("workspace.yaml", "县司法局", ("units",))
    assert veto is not None
    assert unit is not None
    assert (veto.data, unit.data) == ("false", {"aliases": ["司法局"]})


def test_without_a_memory_no_records_are_kept(tmp_path: Path) -> None:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND)).whole()
    assert workspace.record(REGISTER, "E0001") is None
    standing = workspace.finding("1.1")
    assert (standing.version, standing.data) == ("", {})
    assert standing.finding is not None
