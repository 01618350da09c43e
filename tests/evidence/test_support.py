"""When a piece counts, why it does not, and what share of a claim the evidence carries."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from samples import SOUND, Opener, changed

from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence
from scoring.evidence.stamps import stamp
from scoring.evidence.support import Validity, standing
from scoring.rounds.model import Window

WINDOW = Window.model_validate({"from": "2025-01-01", "to": "2026-10-31"})
TODAY = date(2026, 11, 20)
OK = FileFact("ok", "0" * 64, 5)


@pytest.fixture
def judged(opened: Opener) -> Any:
    tree = opened(SOUND).tree
    assert tree is not None

    def judge(fact: FileFact = OK, window: Window | None = WINDOW, **fields: Any) -> Validity:
        record = Evidence.model_validate(
            {"id": "E1", "file": "a.pdf", "date": "2026-03-01", **fields}
        )
        return standing(record, fact, window, TODAY, tree)

    return judge


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ({"file": None, "url": "ftp://example.com/a"}, "地址不是网页链接"),
        ({"url": "https://example.com/a"}, "同时写了 file 和 url"),
    ],
)
def test_a_piece_that_nobody_can_open_carries_nothing(
    judged: Any, place: dict[str, Any], why: str
) -> None:
    found = judged(**place, seen="2026-03-01")
    assert not found.counts
    assert found.reasons == (why,)


def test_a_sound_piece_counts(judged: Any) -> None:
    found = judged()
    assert found.counts
    assert not found.stale
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (FileFact("missing"), "文件缺失"),
        (FileFact("outside"), "路径不在工作区内"),
        (FileFact("unreadable", size=0), "文件是空的"),
        (FileFact("unreadable", size=9), "文件打不开"),
        (FileFact("changed", "1" * 64, 9), "文件内容与登记的校验值不符"),
    ],
)
def test_a_file_that_does_not_stand(judged: Any, fact: FileFact, reason: str) -> None:
    found = judged(fact)
    assert not found.sound
    assert not found.counts
    assert found.reasons == (reason,)


def test_returned_expired_and_not_yet_valid(judged: Any) -> None:
    assert judged(review={"state": "returned", "note": "缺页"}).reasons == ("已退回：缺页",)
    assert judged(review={"state": "returned"}).reasons == ("已退回",)
    assert judged(review={"state": "pending"}).counts
    assert judged(valid={"to": "2026-11-19"}).reasons == ("已于 2026-11-19 失效",)
    assert judged(valid={"to": "2026-11-20"}).counts, (
        "the last day of validity is a day of validity"
    )
    assert judged(valid={"from": "2026-11-21"}).reasons == ("2026-11-21 才生效",)
    assert judged(valid={"from": "2026-11-20"}).counts


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2024-12-31", False), ("2025-01-01", True), ("2026-10-31", True), ("2026-11-01", False)],
)
def test_the_window_holds_both_its_ends(judged: Any, day: str, counts: bool) -> None:
    found = judged(date=day)
    assert found.sound
    assert found.counts is counts
    assert bool(found.window_reason) is not counts


def test_without_a_window_no_date_is_asked_for(judged: Any) -> None:
    assert judged(window=None, date=None).counts
    found = judged(date=None)
    assert (found.sound, found.counts, found.window_reason) == (True, False, "没有日期")


def test_all_reasons_are_told_together(judged: Any) -> None:
    found = judged(
        FileFact("missing"),
        review={"state": "returned"},
        valid={"to": "2020-01-01"},
        date="2019-01-01",
    )
    assert found.reasons == ("文件缺失", "已退回", "已于 2020-01-01 失效")
    assert found.window_reason == "日期 2019-01-01 不在时间窗 2025-01-01 至 2026-10-31 内"


REGISTER, TREE = "evidence/register.yaml", "indicators/sample.yaml"


def share(opened: Opener, files: Any, code: str = "1.1") -> Fraction:
    return opened(files).supports[code].share


def test_a_named_requirement_is_met_by_a_piece_of_its_kind(opened: Opener) -> None:
    found = opened(SOUND).supports["1.1"]
    assert found.share == 1
    assert found.requirements[0].carried_by == ("E0001",)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("kind: 文件", "kind: 图片", None),
        ("item: 办理清单", "item: 别的", None),
        ("item: 办理清单", "item: 办理清单, state: proposed", "对应关系尚未确认"),
        ("2026-03-01", "2019-03-01", "日期 2019-03-01 不在时间窗 2025-01-01 至 2026-10-31 内"),
        ("files/清单.txt", "files/没有.txt", "文件缺失"),
    ],
)
def test_what_carries_nothing(opened: Opener, old: str, new: str, why: str | None) -> None:
    """A piece that is not offered for the requirement is not listed; one offered in vain says
    why."""
    found = opened(changed(REGISTER, old, new)).supports["1.1"]
    assert found.share == 0
    assert found.requirements[0].in_vain == (() if why is None else (("E0001", why),))


def test_a_proof_without_an_item_fits_any_requirement_of_its_kind(opened: Opener) -> None:
    assert share(opened, changed(REGISTER, ", item: 办理清单", "")) == 1


def test_a_piece_without_a_kind_fits_every_kind(opened: Opener) -> None:
    assert share(opened, changed(REGISTER, "  kind: 文件\n", "")) == 1


def test_within_any_asks_for_no_date(opened: Opener) -> None:
    files = {
        **changed(REGISTER, "2026-03-01", "2019-03-01"),
        TREE: SOUND[TREE].replace("kinds: [文件]", "within: any"),
    }
    assert share(opened, files) == 1


@pytest.mark.parametrize(
    ("requirements", "strict", "expected"),
    [
        ("[{name: 办理清单}, {name: 公告}]", "", Fraction(1, 2)),
        ("[{name: 办理清单}, {name: 公告}, {name: 照片}]", "", Fraction(1, 3)),
        ("[{name: 办理清单}, {name: 公告}]", "support: strict\n", Fraction(0)),
        ("[{name: 办理清单}, {name: 公告, required: false}]", "support: strict\n", Fraction(1)),
        ("[{name: 公告, required: false}]", "", Fraction(1)),
        ("[{name: 办理清单, min: 2}]", "", Fraction(0)),
        ("none", "", Fraction(1)),
        ("[]", "", Fraction(1)),
    ],
)
def test_the_share_is_that_of_required_items_met(
    opened: Opener, requirements: str, strict: str, expected: Fraction
) -> None:
    tree = strict + SOUND[TREE].replace(
        "\n    - {name: 办理清单, kinds: [文件]}", f" {requirements}"
    )
    files = {**SOUND, TREE: tree.replace("evidence: []", "evidence: []")}
    assert share(opened, files) == expected


def test_a_leaf_that_states_nothing_asks_for_one_piece(opened: Opener) -> None:
    assert share(opened, SOUND, "1.2") == 1
    assert share(opened, changed(REGISTER, '  - {indicator: "1.2"}', "  []"), "1.2") == 0


def test_one_piece_counts_once_for_a_requirement(opened: Opener) -> None:
    tree = SOUND[TREE].replace("kinds: [文件]", "min: 2")
    register = SOUND[REGISTER].replace("item: 办理清单}", 'item: 办理清单}\n  - {indicator: "1.1"}')
    found = opened({**SOUND, TREE: tree, REGISTER: register}).supports["1.1"]
    assert found.requirements[0].carried_by == ("E0001",)
    assert found.share == 0


def test_a_review_goes_stale_when_file_or_criterion_change(opened: Opener) -> None:
    """The stamp holds what the reviewer saw: the file and everything of the indicator that one
    judges by."""
    workspace = opened(SOUND)
    record = workspace.records[0]
    now = stamp(record, workspace.files["E0001"].sha256, workspace.tree)
    assert len(now) == 16
    assert now != stamp(record, "0" * 64, workspace.tree)
    review = f"review: {{state: accepted, by: 张三, stamp: '{now}'}}\n  date:"
    register = SOUND[REGISTER].replace("date:", review, 1)
    assert opened({**SOUND, REGISTER: register}).problems == ()
    for old, new in (
        ("name: 网上办理", "name: 网上都能办"),
        ("{type: ratio}", "{type: ratio, full_at: 95%}"),
        ("kinds: [文件]", "min: 1"),
    ):
        again = opened({**SOUND, REGISTER: register, TREE: SOUND[TREE].replace(old, new)})
        assert [item.rule for item in again.problems] == ["E016"], new
        assert again.supports["1.1"].share == 1, "待复审 counts while the file is unchanged"
    moved = opened(
        {**SOUND, REGISTER: register, TREE: SOUND[TREE].replace("points: 6", "points: 6.0")}
    )
    assert moved.problems == (), "points are no part of what a reviewer judges a file by"
