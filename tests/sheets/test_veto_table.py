"""一票否决表: whether each veto happened, when, and who found it.

| 编号 | 一票否决事项 | 是否发生 | 发生日期 | 认定机关 | 说明 |
| V1 | 发生重大负面舆情 | 发生 | 2026-03-05 | 省委网信办 | 通报 |
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from samples import SOUND, Opener, changed

from scoring.sheets.form import BadCell
from scoring.sheets.veto_table import NO, YES, VetoesTable

ROUND = "rounds/2026-self.yaml"
Tables = Callable[..., VetoesTable]


@pytest.fixture
def table(opened: Opener) -> Tables:
    def make(entry: str = "{V1: false}") -> VetoesTable:
        return VetoesTable(opened(changed(ROUND, "{V1: false}", entry)))

    return make


@pytest.mark.parametrize(
    ("entry", "cells"),
    [
        ("{V1: false}", (NO, "", "", "")),
        ("{V1: true}", (YES, "", "", "")),
        ("{}", ("", "", "", "")),
        (
            "{V1: {on: 2026-03-05, authority: 省委网信办, note: 通报}}",
            (YES, "2026-03-05", "省委网信办", "通报"),
        ),
    ],
)
def test_a_row_shows_what_the_round_says(table: Tables, entry: str, cells: tuple[str, ...]) -> None:
    (row,) = table(entry).form.rows
    assert (row.id, row.cells["name"]) == ("V1", "发生重大负面舆情")
    assert tuple(row.cells[key] for key in ("happened", "on", "authority", "note")) == cells
    assert row.choices == {"happened": (NO, YES)}


def converted(table: VetoesTable, **cells: str) -> tuple[dict[str, object], list[BadCell]]:
    return table.convert(table.form.rows[0], cells)


@pytest.mark.parametrize("word", ["未发生", "否", "没有", "无", " 未发生 "])
def test_what_did_not_happen(table: Tables, word: str) -> None:
    assert converted(table("{}"), happened=word) == ({"entry": False}, [])


@pytest.mark.parametrize("word", ["发生", "是", "有"])
@pytest.mark.parametrize("day", ["2026-03-05", "2026年3月5日", "2026/3/5", "2026.3.5"])
def test_what_happened_with_its_day(table: Tables, word: str, day: str) -> None:
    cells = {"happened": word, "on": day, "authority": " 省委网信办 "}
    entry = {"on": date(2026, 3, 5), "authority": "省委网信办"}
    assert converted(table(), **cells) == ({"entry": entry}, [])


def test_cells_that_were_not_touched_stay_as_the_round_has_them(table: Tables) -> None:
    made = table("{V1: {on: 2026-03-05, authority: 省委网信办}}")
    entry = {"on": date(2026, 3, 5), "authority": "省委网信办", "note": "通报"}
    assert converted(made, note="通报") == ({"entry": entry}, [])


@pytest.mark.parametrize(
    ("cells", "column", "what"),
    [
        ({"happened": ""}, "happened", "“空白”读不出来"),
        ({"happened": "大概"}, "happened", "“大概”读不出来"),
        ({"happened": "发生"}, "on", "发生的要写日期"),
        ({"happened": "未发生", "on": "2026-03-05"}, "on", "写明未发生的，这一格要空着"),
        ({"happened": "未发生", "note": "没有"}, "note", "写明未发生的，这一格要空着"),
    ],
)
def test_what_cannot_be_meant(table: Tables, cells: dict[str, str], column: str, what: str) -> None:
    _, (bad,) = converted(table(), **cells)
    assert (bad.key, bad.what) == (column, what)


@pytest.mark.parametrize("day", ["三月", "2026-13-05", "2026-02-30"])
def test_a_day_that_is_none(table: Tables, day: str) -> None:
    entry, (bad,) = converted(table(), happened="发生", on=day)
    assert entry == {}
    assert bad.key == "on"
    assert not bad.what.isascii(), "told in Chinese"


def test_no_veto_is_added_here(table: Tables) -> None:
    _, (bad,) = table().convert(None, {"code": "V9", "happened": "发生"})
    assert (bad.key, bad.what) == ("code", "这张表不能新增事项")


def test_only_the_entry_is_written_into_the_round(table: Tables) -> None:
    made = table()
    text = SOUND[ROUND]
    entry = {"entry": {"on": date(2026, 3, 5), "note": "通报"}}
    after = made.write(text, {"V1": entry}, [], [])
    assert after.startswith(text[: text.index("vetoes")])
    assert "2026-03-05" in after
    assert made.faults(after) == []
    assert made.write(text, {"V1": {}}, [], []) == text
    assert made.write(text, {}, [], []) == text
