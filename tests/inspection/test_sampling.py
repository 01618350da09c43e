"""Samples of whole workspaces: what the frame holds, why a leaf weighs more, and that the draw
repeats."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from samples import Opener
from sampling_samples import BLOCKS, files, proof

from scoring.engine.frame import Frame, frame_from
from scoring.engine.risk import HIGH, MIDDLE, WEIGHTS, Reason, risk_class, weight
from scoring.inspection.sampling import CannotDrawError, Terms, draw, pieces_of, terms_of
from scoring.inspection.verify_sample import redraw
from scoring.rounds.sampling import SampleBy, as_data
from scoring.workspace import Workspace

WAYS: tuple[SampleBy, ...] = ("methods", "units", "risk")
REGISTER = "evidence/register.yaml"


def frame_of(workspace: Workspace, name: str = "2026-mock") -> Frame:
    drawing = next(item for item in workspace.rounds if item.id == name)
    frame = workspace.frame(drawing)
    assert frame is not None
    return frame


@pytest.fixture
def frame(opened: Opener) -> Frame:
    return frame_of(opened(files()))


def signs(frame: Frame, code: str) -> set[str]:
    return {reason.sign for leaf in frame.leaves if leaf.code == code for reason in leaf.reasons}


# The frame


def test_the_frame_holds_what_can_be_inspected_and_counts_the_rest(frame: Frame) -> None:
    assert [leaf.code for leaf in frame.leaves] == [
        *(f"1.{at}" for at in range(1, 9)),
        *("2.1", "2.2", "2.3", "2.4", "3.1"),
    ]
    assert frame.left_out == {"unassessed": 1, "not_applicable": 0, "nothing": 1, "penalty": 1}
    first = frame.leaves[0]
    assert (first.block, first.unit, first.methods) == ("1", "县公安局", ("案卷评查", "材料审查"))
    assert (first.points, first.claimed, first.valid, len(first.evidence)) == (
        2,
        Fraction(8, 5),
        13,
        13,
    )


def test_the_text_of_a_frame_can_be_read_back(frame: Frame) -> None:
    again = frame_from(frame.text)
    assert again.text == frame.text
    assert again.sha256 == frame.sha256
    for wrong in (
        "",
        "[]",
        '["another-frame",1]',
        frame.text.replace("shifan-frame-1", "shifan-frame-0"),
        frame.text[:-9],
        "[" * 100_000,
    ):
        with pytest.raises(ValueError, match=r"."):
            frame_from(wrong)


def test_a_frame_is_narrowed_by_method_and_by_unit(frame: Frame) -> None:
    site = frame.narrowed(["实地核验"], [])
    assert [leaf.code for leaf in site.leaves] == ["1.2", "1.5", "1.8", "2.1", "2.4"]
    assert site.left_out["other"] == 8
    assert site.sha256 != frame.sha256
    both = frame.narrowed(["材料审查"], ["县公安局"])
    assert {leaf.unit for leaf in both.leaves} == {"县公安局"}
    assert frame.narrowed([], []).sha256 == frame.sha256


def test_the_order_of_records_changes_no_byte(opened: Opener) -> None:
    before = files()
    before[REGISTER] = (
        str(before[REGISTER]) + proof("E2", "1.1", "1.2") + proof("E02", "1.1", "1.2")
    )
    lines = str(before[REGISTER]).splitlines(keepends=True)
    straight, turned = (
        frame_of(opened(before)),
        frame_of(opened({**before, REGISTER: "".join(reversed(lines))})),
    )
    assert straight.text == turned.text
    for by in WAYS:
        assert as_data(draw(straight, Terms(by, 6, "7", 3))) == as_data(
            draw(turned, Terms(by, 6, "7", 3))
        )


def test_findings_of_the_sampled_round_leave_the_frame_as_it_was(opened: Opener) -> None:
    before = frame_of(opened(files()))
    after = frame_of(opened(files(mock='findings:\n  "1.1": {score: 0.5, reason: 缺页}\n')))
    assert after.sha256 == before.sha256


# The reasons


def test_each_reason_is_given_where_its_fact_is(opened: Opener) -> None:
    own = files(claims={"2.1": "{done: 10, of: 10}"})
    own[REGISTER] = str(own[REGISTER]) + "".join(
        (
            proof("E0100", "2.1", date="2025-02-01"),
            proof("E0101", "2.2", more="kind: 说明"),
            proof("E0102", "2.3", more="kind: 文件, review: {state: returned, note: 缺页}"),
        )
    )
    own["indicators/sample.yaml"] = (
        str(own["indicators/sample.yaml"])
        .replace(
            "name: 指标2.1, points: 2, rule: {type: ratio}",
            "name: 指标2.1, points: 20, rule: {type: ratio}",
        )
        .replace(
            "name: 指标2.4, points: 2, rule: {type: ratio}",
            "name: 指标2.4, points: 2, evidence: none",
        )
    )
    own["rounds/2026-self.yaml"] = str(own["rounds/2026-self.yaml"]).replace(
        '"2.4": {done: 8, of: 10}', '"2.4": {score: 1, reason: 自评}'
    )
    earlier = "round: 2026-early\nkind: mock\nas_of: 2026-10-01\nbasis: 2026-self\nfindings:\n"
    own["rounds/2026-early.yaml"] = (
        earlier + '  "3.1": {score: 1, reason: 缺页}\n  "1.7": {done: 8, of: 10}\n'
    )
    frame = frame_of(opened(own))
    assert signs(frame, "1.1") == {"shared"}
    assert signs(frame, "1.2") == {"just", "shared"}
    assert signs(frame, "1.7") == {"short"}, "an inspection that cut nothing is no reason"
    assert signs(frame, "2.1") == {"large", "old", "just"}
    assert signs(frame, "2.2") == {"self_made", "just"}
    assert signs(frame, "2.3") == {"short", "returned"}
    assert signs(frame, "2.4") == {"judged", "none"}
    assert signs(frame, "3.1") == {"cut", "short"}
    (cut,) = [leaf.reasons[0] for leaf in frame.leaves if leaf.code == "3.1"]
    assert cut == Reason("cut", "2026-early 核减过 0.6 分")


def test_rounds_of_the_same_day_or_later_are_no_past(opened: Opener) -> None:
    other = "round: 2026-other\nkind: mock\nas_of: 2026-11-25\nbasis: 2026-self\nfindings:\n"
    own = {**files(), "rounds/2026-other.yaml": other + '  "3.1": {score: 1, reason: 缺页}\n'}
    assert "cut" not in signs(frame_of(opened(own)), "3.1")


def test_the_weight_is_one_and_the_points_of_its_reasons() -> None:
    assert weight([]) == 1
    assert weight([Reason("cut", ""), Reason("just", "")]) == 1 + WEIGHTS["cut"] + WEIGHTS["just"]
    assert [risk_class(points) for points in (1, 4, 5, 9, 10)] == ["低", "低", "中", "中", "高"]


# The draw


@pytest.mark.parametrize("by", WAYS)
def test_every_size_gives_that_many_leaves_from_strata_that_add_up(
    frame: Frame, by: SampleBy
) -> None:
    codes = [leaf.code for leaf in frame.leaves]
    for size in range(1, len(codes) + 1):
        record = draw(frame, Terms(by, size, "七"))
        assert len(set(record.indicators)) == size
        assert list(record.indicators) == [code for code in codes if code in record.indicators]
        assert sorted(code for stratum in record.strata for code in stratum.codes) == sorted(codes)
        assert sum(stratum.drawn for stratum in record.strata) == size
        for stratum in record.strata:
            assert stratum.drawn == len(set(stratum.codes) & set(record.indicators)) >= 1
            assert stratum.of == len(stratum.codes)
        if size >= 3:
            assert {code[0] for code in record.indicators} == {"1", "2", "3"}, (
                "one of each block at least"
            )
        assert set(record.chance) == set(record.indicators)


def test_equal_chances_are_drawn_of_members_and_blocks_go_by_largest_remainder(
    frame: Frame,
) -> None:
    """8, 4 and 1 leaves: 6 of 13 would be 3.7, 1.8 and 0.5, the last raised to 1, so 10/3 and 5/3
    for the others."""
    record = draw(frame, Terms("units", 6, "x"))
    blocks = Counter(dict.fromkeys(BLOCKS, 0))
    for stratum in record.strata:
        blocks[stratum.block] += stratum.drawn
        for code in set(stratum.codes) & set(record.chance):
            assert record.chance[code] == Fraction(stratum.drawn, stratum.of)
    assert dict(blocks) == {"1": 3, "2": 2, "3": 1}


@pytest.mark.parametrize("by", WAYS)
def test_leaves_come_as_often_as_their_chance_says(frame: Frame, by: SampleBy) -> None:
    tally: Counter[str] = Counter()
    chance: dict[str, Fraction] = {}
    for seed in range(600):
        record = draw(frame, Terms(by, 5, str(seed)))
        tally.update(record.indicators)
        for code, value in record.chance.items():
            assert chance.setdefault(code, value) == value, "the chance does not depend on the seed"
    assert len(chance) == len(frame.leaves), "no leaf is out of reach"
    assert sum(chance.values()) == 5
    for code, value in chance.items():
        assert abs(Fraction(tally[code], 600) - value) < Fraction(8, 100), code


def test_risk_draws_heavy_leaves_more_often(opened: Opener) -> None:
    own = files()
    own["rounds/early.yaml"] = (
        "round: early\nkind: mock\nas_of: 2026-10-01\nbasis: 2026-self\n"
        'findings:\n  "1.8": {score: 0, reason: 没有做}\n'
    )
    frame = frame_of(opened(own))
    drawn = [draw(frame, Terms("risk", 4, str(seed))).indicators for seed in range(200)]
    often = Counter(code for codes in drawn for code in codes)
    assert often["1.8"] > 2 * often["1.1"]


def test_leaves_with_several_methods_stand_under_the_one_that_is_asked_for(frame: Frame) -> None:
    record = draw(frame.narrowed(["材料审查"], []), Terms("methods", 9, "x"))
    assert {stratum.group for stratum in record.strata} == {"材料审查"}
    assert record.methods == ("材料审查",)


def test_all_evidence_up_to_the_limit_and_a_lot_beyond_it(frame: Frame) -> None:
    leaf = frame.leaves[0]
    some = pieces_of(leaf, Terms("risk", 1, "x", 4))
    assert len(set(some)) == 4
    assert set(some) <= set(leaf.evidence)
    assert (
        some
        == pieces_of(leaf, Terms("units", 9, "x", 4))
        != pieces_of(leaf, Terms("risk", 1, "y", 4))
    )
    assert len(pieces_of(leaf, Terms("risk", 1, "x"))) == 10
    assert pieces_of(frame.leaves[1], Terms("risk", 1, "x")) == ("E0020",)


def test_more_than_there_are_is_refused(frame: Frame) -> None:
    for size in (0, 14):
        with pytest.raises(CannotDrawError, match="可抽的指标只有 13 项"):
            draw(frame, Terms("risk", size, "x"))


# Drawing again


def test_a_second_draw_from_the_frame_of_then_is_the_same_and_tells_what_changed(
    opened: Opener,
) -> None:
    then = frame_of(opened(files()))
    record = draw(then, Terms("risk", 5, "x", 3))
    assert terms_of(record) == Terms("risk", 5, "x", 3)
    own = files(
        claims={"1.2": "{done: 9, of: 10}", "2.5": "{done: 1, of: 2}", "3.1": "{note: 撤回}"}
    )
    own[REGISTER] = str(own[REGISTER]) + proof("E0200", "1.3")
    now = frame_of(opened(own))
    found = redraw(record, now, then, None)
    assert (found.same, found.frame_same, found.kept) == (True, False, True)
    changes = {one.code: (one.change, one.what) for one in found.changes}
    assert changes["1.2"] == ("changed", "自评分 1.6 → 1.8")
    assert changes["1.3"][1].startswith("新对应佐证 E0200；有效佐证 1 → 2 件")
    assert changes["2.5"] == ("new", "自评 1 分")
    assert changes["3.1"] == ("gone", "抽样时自评 1.6 分")
    assert set(changes) == {"1.2", "1.3", "2.5", "3.1"}


def test_a_record_that_was_touched_is_found_out(frame: Frame) -> None:
    record = draw(frame, Terms("methods", 5, "x"))
    other = next(leaf.code for leaf in frame.leaves if leaf.code not in record.indicators)
    swapped = record.model_copy(update={"indicators": (other, *record.indicators[1:])})
    found = redraw(swapped, frame, frame, None)
    assert (found.same, found.indicators.more, found.indicators.less) == (
        False,
        (record.indicators[0],),
        (other,),
    )
    milder = record.model_copy(
        update={"chance": {**record.chance, record.indicators[0]: Fraction(1)}}
    )
    assert not redraw(milder, frame, frame, None).same
    assert redraw(record, frame, None, None).same


def test_a_frame_that_has_become_too_small_is_said(frame: Frame) -> None:
    record = draw(frame, Terms("risk", 13, "x"))
    smaller = frame.narrowed([], ["县司法局"])
    assert "不够抽 13 项" in redraw(record, smaller, None, None).reason


def test_the_manual_says_the_points_that_count() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "inspection.md").read_text("utf-8")
    table = page.split("### 风险分\n")[1].split("\n### ")[0]
    assert [int(points) for points in re.findall(r"\| (\d+) \|$", table, re.MULTILINE)] == list(
        WEIGHTS.values()
    )
    assert f"{HIGH}分以上为高，{MIDDLE}至{HIGH - 1}分为中" in table
