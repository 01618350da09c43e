"""The passage that proves the point: pages out of words, and words out of a page."""

from __future__ import annotations

import pytest

from scoring.binding.geometry import Box
from scoring.binding.marking import _in_words
from scoring.binding.passages import Passage, passage_of, run_of
from scoring.evidence.places import pages_named


@pytest.mark.parametrize(
    ("locate", "pages"),
    [
        ("第3页", [3]),
        ("第三页", [3]),
        ("第二十一页第2段", [21]),
        ("第2—4页", [2, 3, 4]),
        ("第2页至第3页", [2, 3]),
        ("P12", [12]),
        ("见第3页、第7页", [3, 7]),
        ("第一百零二页", [102]),
        ("封面", []),
        ("00:12:08", []),
        ("第0页", []),
        ("第1—99999页", list(range(1, 41))),
    ],
)
def test_pages_that_are_named(locate: str, pages: list[int]) -> None:
    assert pages_named(locate) == pages


@pytest.mark.parametrize(
    ("text", "what", "run"),
    [
        ("一、办理时限平均压缩62％，\n比上年提高。", "时限平均压缩 62%", "时限平均压缩62％"),
        ("全县 办 结\n 1200 项。", "办结1200项", "办 结\n 1200 项"),
        (
            "本年共开展普法宣传活动一百二十场。",
            "共开展普法宣传活动120场",
            "共开展普法宣传活动一百二十",
        ),
    ],
)
def test_the_words_are_found_over_breaks_and_in_nearly_the_same_form(
    text: str, what: str, run: str
) -> None:
    found = run_of(text, passage_of(None, what).phrases)
    assert found is not None
    assert run[:6] in text[slice(*found)]


@pytest.mark.parametrize("what", ["公开", "完全是另一回事的说法", ""])
def test_what_does_not_stand_there_is_not_underlined(what: str) -> None:
    assert run_of("一、办理时限平均压缩62％，比上年提高。", passage_of(None, what).phrases) is None


def test_quoted_words_go_before_the_sentence_around_them() -> None:
    passage = passage_of("第2页", "写明“网上办理率达到100%”的要求", "办理清单")
    assert passage.pages == (2,)
    assert passage.phrases[0] == "网上办理率达到100%"
    assert passage.item == "办理清单"


def test_a_part_of_a_recognised_line_is_found_by_its_width() -> None:
    """Figures are half as wide as characters: 清单（2024年版） is 清单 2 + 2, （ 2, 2024 4, 年版）
    6 halves wide."""
    (box,) = _in_words(((Box(100, 700, 260, 716), "清单（2024年版）"),), Passage((), ("年版",)))
    assert (box.x0, box.x1) == (200, 240)


@pytest.mark.parametrize(
    ("text", "what", "item", "underlined"),
    [
        # The title holds the requirement; what proves it stands below.
        (
            "关于公布行政许可事项清单的通知 我县共247项，现予公布。",
            "列入247项",
            "行政许可事项清单",
            "我县共247项",
        ),
        (
            "办理时限压缩清单 承诺时限合计8208日，平均压缩62%。",
            "压缩比例62%",
            "办理时限压缩清单",
            "压缩62%",
        ),
        ("清理结果的公告 继续有效", "逐件列明", "清理结果", "清理结果"),
    ],
)
def test_what_proves_goes_before_the_title_that_names_the_requirement(
    text: str, what: str, item: str, underlined: str
) -> None:
    passage = passage_of("第1页", what, item)
    run = run_of(text, passage.phrases, passage.item)
    assert run is not None
    assert text[slice(*run)].strip().endswith(underlined)
