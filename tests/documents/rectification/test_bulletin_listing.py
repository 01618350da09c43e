"""``rectify bulletin`` on a terminal, as rows and as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scoring.documents.charts.svg import halves
from scoring.documents.rectification.bulletin import (
    LINE,
    bulletin_data,
    bulletin_text,
    unit_columns,
    unit_rows,
)
from scoring.rectification.bulletin import (
    Bulletin,
    BulletinItem,
    BulletinNotice,
    BulletinTotals,
    BulletinUnit,
)
from scoring.views.sheet import headings


def item(ident: str, **keys: Any) -> BulletinItem:
    standard = {"problem": "缺一页", "kind": "佐证不足", "lead": ("县司法局",)}
    return BulletinItem(id=ident, **{**standard, **keys})


def unit(rank: int, name: str, **counts: int) -> BulletinUnit:
    """A unit with one item, which is open, unless the counts say otherwise."""
    names = ("closed", "overdue", "new", "submitted", "signed_off", "returned")
    standard = {**dict.fromkeys(names, 0), "items": 1, "open": 1}
    return BulletinUnit(rank=rank, unit=name, **{**standard, **counts})


def notice(step: str, **keys: Any) -> BulletinNotice:
    standard = {
        "unit": "县教育局",
        "kind": "佐证不足",
        "items": ("R0002",),
        "times": 2,
        "streak": 1,
    }
    return BulletinNotice(**{**standard, "step": step, **keys})


def bulletin(**keys: Any) -> Bulletin:
    """Three items, one of them signed off and one overdue."""
    totals = BulletinTotals(items=3, closed=1, overdue=1, measures=4, measures_done=2)
    standard = {
        "number": 3,
        "name": "示例县",
        "week": date(2026, 11, 16),
        "since": date(2026, 11, 14),
        "until": date(2026, 11, 20),
        "totals": totals,
    }
    return Bulletin(**{**standard, **keys})


def test_the_head_says_period_and_counts() -> None:
    assert bulletin_text(bulletin()).splitlines()[:3] == [
        "示例县短板整改通报　第3期（预览，尚未印发）",
        "统计期 2026-11-14 至 2026-11-20",
        "问题 3 个，已销号 1 个，逾期 1 个；措施 4 条，已完成 2 条",
    ]


def test_an_issued_bulletin_says_since_when() -> None:
    text = bulletin_text(bulletin(issued=date(2026, 11, 20), by="李明"))
    assert text.startswith("示例县短板整改通报　第3期（2026-11-20 印发）\n")


def test_what_was_signed_off_while_its_loss_stands_is_told_behind_the_counts() -> None:
    totals = BulletinTotals(items=3, closed=2, overdue=0, losing=1, measures=0, measures_done=0)
    lines = bulletin_text(bulletin(totals=totals)).splitlines()
    assert lines[3] == "已销号的问题中，1 个的指标仍在失分"
    assert "仍在失分" not in bulletin_text(bulletin())


def test_units_are_rows_in_the_order_of_their_rank() -> None:
    units = (unit(1, "县司法局", closed=1, open=0, signed_off=1), unit(2, "县教育局", overdue=1))
    rows = [
        dict(zip(headings(unit_columns(bulletin())), row, strict=True))
        for row in unit_rows(bulletin(units=units))
    ]
    assert rows[0] == {
        "名次": "1",
        "单位": "县司法局",
        "事项": "1",
        "已销号": "1",
        "未销号": "0",
        "逾期": "0",
        "本期新增": "0",
        "本期申报": "0",
        "本期销号": "1",
        "本期退回": "0",
        "处理": "",
    }
    assert (rows[1]["单位"], rows[1]["逾期"]) == ("县教育局", "1")


def test_a_unit_s_steps_stand_in_its_row() -> None:
    notices = (notice("interview"), notice("notice", kind="标准未达到", times=1))
    text = bulletin(units=(unit(1, "县司法局"), unit(2, "县教育局")), notices=notices)
    rows = unit_rows(text)
    assert rows[0][-1] == ""
    assert rows[1][-1] == "佐证不足：建议约谈（第 2 次）；标准未达到：通报（第 1 次）"


def test_without_units_there_is_no_row() -> None:
    assert unit_rows(bulletin()) == []


def test_what_did_not_happen_is_told_but_for_the_rarer_lists() -> None:
    """本期延期, 本期进展 and 过了复查日期 are told only where there is something in them."""
    text = bulletin_text(bulletin())
    for title in ("本期新增", "本期申报", "本期销号", "本期退回", "本期重新打开"):
        assert f"\n{title} 0 个\n" in text
    for title in ("本期延期", "本期进展", "过了复查日期"):
        assert title not in text
    assert text.endswith("逾期 0 个")


def test_items_are_named_and_their_notes_stand_below() -> None:
    text = bulletin_text(
        bulletin(
            new=(item("R0004"), item("R0005")),
            extended=(item("R0002", note="到 2026-12-15"),),
            unreviewed=(item("R0003"),),
        )
    )
    assert "本期新增 2 个：R0004、R0005\n" in text
    assert "本期延期 1 个：R0002\n  R0002　到 2026-12-15\n" in text
    assert "过了复查日期 1 个：R0003\n" in text


def test_a_long_note_is_folded_and_nothing_of_it_is_lost() -> None:
    note = "已收集一半的清单，" * 20
    text = bulletin_text(bulletin(progress=(item("R0002", note=note),)))
    assert max(halves(line) for line in text.splitlines()) <= LINE
    assert note in text.replace("\n", "")


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (
            {"due": date(2026, 10, 1), "days": 50},
            "  R0002　县司法局：缺一页（时限 2026-10-01，逾期 50 天）",
        ),
        (
            {"due": date(2026, 10, 1), "days": 50, "extended_late": True},
            "  R0002　县司法局：缺一页（时限 2026-10-01，逾期 50 天，逾期后延期）",
        ),
        (
            {"due": date(2026, 10, 1), "days": 1, "lead": ()},
            "  R0002　未明确：缺一页（时限 2026-10-01，逾期 1 天）",
        ),
    ],
)
def test_what_is_late_says_since_when_and_whose_it_is(keys: dict[str, Any], line: str) -> None:
    text = bulletin_text(bulletin(overdue=(item("R0002", **keys),)))
    assert text.endswith(f"\n逾期 1 个\n{line}")


def test_the_steps_are_counted_and_told_one_by_one() -> None:
    notices = (
        notice("notice", unit="县司法局", times=1),
        notice("interview", settled="2026-11-18 张三决定约谈"),
    )
    text = bulletin_text(bulletin(notices=notices))
    assert text.endswith(
        "\n处理：通报 1 家次，建议约谈 1 家次\n"
        "  通报：县司法局，佐证不足（R0002），第 1 次通报，连续 1 期\n"
        "  建议约谈：县教育局，佐证不足（R0002），第 2 次通报，连续 1 期；2026-11-18 张三决定约谈"
    )


def test_json_has_every_key_and_no_null() -> None:
    data = bulletin_data(bulletin(new=(item("R0004"),), notices=(notice("notice"),)))
    assert (data["issued"], data["by"], data["totals"]["losing"]) == ("", "", "")
    assert data["week"] == "2026-11-16"
    assert data["new"][0] == {
        "id": "R0004",
        "indicator": "",
        "problem": "缺一页",
        "kind": "佐证不足",
        "lead": ["县司法局"],
        "due": "",
        "days": 0,
        "note": "",
        "extended_late": False,
    }
    assert (data["notices"][0]["settled"], data["closed"]) == ("", [])
