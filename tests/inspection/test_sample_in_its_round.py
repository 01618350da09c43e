"""A sample in the file of its round: written at its end or in place of an earlier one, with what it
was drawn from in the journal; and drawn again from there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import samples
from sampling_samples import MOCK, files

from scoring.engine.frame import Frame
from scoring.inspection.cases import Case, CaseList
from scoring.inspection.sampling import CannotDrawError, Terms, draw, draw_cases
from scoring.inspection.save_sample import (
    CannotRecordError,
    copy_sample,
    record_sample,
    recorded_frame,
    tried_out,
)
from scoring.inspection.verify_sample import redraw
from scoring.rounds.model import Round
from scoring.rounds.sampling import SampleRecord
from scoring.storage import Author, Journal, write_records
from scoring.workspace import Workspace, open_workspace

AUTHOR = Author("赵刚", date(2026, 11, 26))
ROUND = "rounds/2026-mock.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "县", files())


def opened(home: Path) -> tuple[Workspace, Round, Frame]:
    workspace = open_workspace(home).whole()
    drawing = next(item for item in workspace.rounds if item.id == "2026-mock")
    frame = workspace.frame(drawing)
    assert frame is not None
    return workspace, drawing, frame


def record(home: Path, seed: str = "20261126") -> SampleRecord:
    """Draws three leaves and writes them into the round."""
    _, drawing, frame = opened(home)
    sample = draw(frame, Terms("risk", 3, seed))
    write_records(
        home, AUTHOR, "round sample", lambda changes: record_sample(changes, drawing, sample, frame)
    )
    return sample


def text(home: Path, name: str = ROUND) -> str:
    return (home / name).read_bytes().decode()


# -- writing


def test_a_sample_is_read_back_as_it_was_drawn_and_the_head_stays(home: Path) -> None:
    sample = record(home)
    assert text(home).startswith(MOCK), "with its comment"
    assert open_workspace(home).problems == ()
    assert opened(home)[1].head.sample == sample


def test_codes_and_the_seed_stand_in_quotes(home: Path) -> None:
    """Another program would read the seed 20261126 as a number and the code 1.10 as 1.1."""
    sample = record(home)
    made = text(home)
    assert 'seed: "20261126"' in made
    assert f'"{sample.indicators[0]}"' in made
    assert f"frame: {sample.frame}" in made


def test_the_journal_keeps_the_frame_and_the_sample_before(home: Path) -> None:
    first = record(home)
    second = record(home, "20261127")
    entries = Journal(home / "journal.jsonl").entries()
    assert [entry["do"] for entry in entries] == ["round sample", "round sample"]
    assert "earlier" not in entries[0]
    assert entries[1]["earlier"]["seed"] == first.seed
    assert entries[1]["sample"]["indicators"] == list(second.indicators)
    assert text(home).count("sample:") == 1
    assert opened(home)[1].head.sample == second


@pytest.mark.parametrize("start", ["\ufeff", ""], ids=["a mark", "none"])
def test_line_ends_of_windows_and_a_mark_stay(home: Path, start: str) -> None:
    samples.write(home, {ROUND: start + MOCK.replace("\n", "\r\n")})
    record(home)
    made = text(home)
    assert made.startswith(start + MOCK.replace("\n", "\r\n"))
    assert made.count("\n") == made.count("\r\n")


@pytest.mark.parametrize(
    "raw",
    ["{round: 2026-mock, kind: mock, as_of: 2026-11-25, basis: 2026-self}\n"],
    ids=["in brackets"],
)
def test_a_file_that_cannot_be_changed_safely_is_left_alone(home: Path, raw: str) -> None:
    samples.write(home, {ROUND: raw})
    with pytest.raises(CannotRecordError) as caught:
        record(home)
    assert str(caught.value) == (
        f"{ROUND} 的写法系统不能安全地改，没有写入；请改成每个键一行的写法"
    )
    assert text(home) == raw
    assert not (home / "journal.jsonl").exists()


def test_two_rounds_look_at_the_same_indicators(home: Path) -> None:
    sample = record(home)
    second = MOCK.replace("2026-mock", "2026-b")
    samples.write(home, {"rounds/2026-b.yaml": second})
    write_records(
        home,
        AUTHOR,
        "round assign",
        lambda changes: copy_sample(changes, "rounds/2026-b.yaml", sample),
    )
    rounds = {item.id: item for item in open_workspace(home).whole().rounds}
    assert rounds["2026-b"].head.sample == rounds["2026-mock"].head.sample == sample
    assert text(home, "rounds/2026-b.yaml").startswith(second)


def test_a_seed_that_was_tried_out_leaves_a_line_and_nothing_else(home: Path) -> None:
    _, drawing, frame = opened(home)
    before = text(home)
    tried_out(home, drawing, draw(frame, Terms("risk", 3, "好签")), AUTHOR)
    assert text(home) == before
    (entry,) = Journal(home / "journal.jsonl").entries()
    assert (entry["do"], entry["round"]) == ("round sample preview", "2026-mock")
    assert entry["sample"]["seed"] == "好签"
    assert "frame" not in entry


# -- finding the frame again


def test_the_frame_of_then_is_found_by_its_digest(home: Path) -> None:
    sample = record(home)
    frame = opened(home)[2]
    kept = recorded_frame(home, sample.frame)
    assert kept is not None
    assert kept.text == frame.text
    assert recorded_frame(home, "0" * 64) is None


def test_without_a_journal_no_frame_is_known(home: Path) -> None:
    assert recorded_frame(home, opened(home)[2].sha256) is None


def test_a_frame_that_was_altered_in_the_journal_is_not_believed(home: Path) -> None:
    sample = record(home)
    path = home / "journal.jsonl"
    raw = path.read_text("utf-8")
    assert "县司法局" in raw
    path.write_text(raw.replace("县司法局", "县公安局"), "utf-8")
    assert recorded_frame(home, sample.frame) is None


# -- drawing again


def test_the_recorded_sample_is_what_its_seed_gives_and_another_seed_does_not(home: Path) -> None:
    sample = record(home)
    frame = opened(home)[2]
    found = redraw(sample, frame, recorded_frame(home, sample.frame), None)
    assert (found.same, found.frame_same, found.kept, found.changes) == (True, True, True, ())
    other = redraw(sample.model_copy(update={"seed": "x"}), frame, None, None)
    assert not other.same
    assert set(other.indicators.less) <= set(sample.indicators)


CASES = CaseList(
    "案卷.csv",
    "a" * 64,
    tuple(Case(f"{at:03}", "县司法局" if at <= 6 else "县教育局") for at in range(1, 10)),
)
"""Six cases of one unit and three of another."""


def test_cases_are_shared_among_the_units_and_drawn_again_by_their_list(home: Path) -> None:
    """Three of nine: two of six and one of three."""
    drawn = draw_cases(CASES, 3, "20261126")
    assert [(part.unit, part.of, part.drawn) for part in drawn.strata] == [
        ("县司法局", 6, 2),
        ("县教育局", 3, 1),
    ]
    assert len(drawn.numbers) == 3
    frame = opened(home)[2]
    sample = draw(frame, Terms("risk", 3, "20261126"), drawn)
    assert redraw(sample, frame, frame, CASES).same
    without = redraw(sample, frame, frame, None)
    assert (without.cases, without.same) == (None, True), "no list at hand, nothing to compare"


def test_another_list_is_told_and_a_shorter_one_is_a_reason(home: Path) -> None:
    drawn = draw_cases(CASES, 3, "20261126")
    frame = opened(home)[2]
    sample = draw(frame, Terms("risk", 3, "20261126"), drawn)
    other = CaseList("案卷.csv", "b" * 64, CASES.cases)
    found = redraw(sample, frame, frame, other)
    assert (found.list_changed, found.same) == (True, False)
    assert found.cases is not None
    assert found.cases.same
    short = redraw(sample, frame, frame, CaseList("案卷.csv", "c" * 64, CASES.cases[:2]))
    assert short.reason == "案卷清单只有 2 件，不够抽 3 件"
    assert not short.same


@pytest.mark.parametrize("size", [0, -1, 10])
def test_more_cases_than_there_are_or_none_are_not_drawn(size: int) -> None:
    with pytest.raises(CannotDrawError) as caught:
        draw_cases(CASES, size, "x")
    assert str(caught.value) == f"案卷清单只有 9 件，不够抽 {size} 件"


@pytest.mark.parametrize("size", [0, 99])
def test_more_leaves_than_there_are_or_none_are_not_drawn(home: Path, size: int) -> None:
    """15 indicators, of which one claims nothing and one is not assessed."""
    with pytest.raises(CannotDrawError) as caught:
        draw(opened(home)[2], Terms("risk", size, "x"))
    assert str(caught.value) == f"可抽的指标只有 13 项，不够抽 {size} 项"
