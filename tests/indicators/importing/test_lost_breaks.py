"""Documents that lost their line ends: numbers inside one paragraph."""

from __future__ import annotations

from scoring.indicators.importing.lost_breaks import split_lost_breaks
from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.outline_lines import Line
from scoring.reading.numbering_marks import read_mark


def lines(*texts: str) -> list[Line]:
    return [Line(text, f"第{n}段", read_mark(text)) for n, text in enumerate(texts, 1)]


def split(*texts: str) -> list[str]:
    return [line.text for line in split_lost_breaks(lines(*texts), NoticeLog())]


def test_a_text_in_one_paragraph_is_cut_at_its_numbers():
    text = "总体要求。一、加强领导。（一）落实责任。（二）健全制度。二、推进公开。（一）公开清单。"
    assert split(text) == [
        "总体要求。",
        "一、加强领导。",
        "（一）落实责任。",
        "（二）健全制度。",
        "二、推进公开。",
        "（一）公开清单。",
    ]


def test_in_a_document_with_lines_only_a_gap_is_filled():
    assert split("一、加强领导。二、推进公开。", "三、强化监督。", "四、抓好落实。") == [
        "一、加强领导。",
        "二、推进公开。",
        "三、强化监督。",
        "四、抓好落实。",
    ]


def test_numbers_in_a_paragraph_that_fill_no_gap_stay_there():
    texts = ["一、加强领导。1.落实责任。2.健全制度。", "二、推进公开。", "三、强化监督。"]
    assert split(*texts) == texts


def test_a_number_that_breaks_the_series_cuts_nothing():
    assert split("一、甲事项。三、乙事项。五、丙事项。")[0].startswith("一、甲事项。三、")


def test_what_was_cut_is_reported():
    log = NoticeLog()
    split_lost_breaks(lines("一、甲事项。二、乙事项。三、丙事项。四、丁事项。"), log)
    assert [notice.rule for notice in log.items] == ["IMP76"]
