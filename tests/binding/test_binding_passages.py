"""Where in a piece the proof stands: pages and words out of what the register says."""

from __future__ import annotations

import pytest

from scoring.binding.passages import Passage, folded, passage_of, run_of

PAGE = "一、办理情况。本年全县共办结1200项，其中网上办结 1,140 项，占95%。二、下一步打算。"


def said(text: str, *phrases: str, item: str = "") -> str:
    run = run_of(text, phrases, item)
    return "" if run is None else text[run[0] : run[1]]


@pytest.mark.parametrize(
    ("locate", "what", "pages", "phrases"),
    [
        ("第3页", "时限压缩 62%", (3,), ("时限压缩 62%", "时限压缩")),
        ("第2—4页", None, (2, 3, 4), ()),
        ("第3页“办理情况”", "全县办结1200项", (3,), ("办理情况", "全县办结1200项")),
        (None, "办结1200项，网上办结1140项", (), ("办结1200项，网上办结1140项", "办结1200项", "网上办结1140项")),
        (None, "公开", (), ()),
        (None, None, (), ()),
    ],
)  # fmt: skip
def test_a_proof_points_to_pages_and_to_words_the_best_first(locate, what, pages, phrases):
    assert passage_of(locate, what) == Passage(pages, phrases)


def test_the_requirement_is_looked_for_when_all_else_fails():
    passage = passage_of(None, None, "办理时限压缩清单")
    assert (passage.item, passage.words) == ("办理时限压缩清单", True)
    assert not passage_of(None, None, "清单").words


def test_a_text_is_compared_without_width_blanks_and_punctuation():
    letters, places = folded("占 ９５％，")
    assert letters == "占95%"
    assert places == [0, 2, 3, 4]


def test_the_very_words_are_found_across_blanks_and_line_ends():
    assert said("全县共办\n结 1200 项", "共办结1200项") == "共办\n结 1200 项"


def test_of_several_phrases_the_first_that_stands_there_counts():
    assert said(PAGE, "没有这句话吧", "下一步打算") == "下一步打算"


def test_words_that_are_nearly_so_written_are_found():
    assert "全县共办结1200项" in said(PAGE, "全县总共办结1200项")


def test_a_short_run_counts_only_literally():
    assert said(PAGE, "办结况") == ""


def test_a_figure_with_its_unit_tells_the_clause():
    """The register says it in other words; the figure is the same."""
    text = "各项指标良好。网上办理比例为95%，群众满意。"
    assert said(text, "全流程网办率超过95%以上水平线") == "网上办理比例为95%"


def test_of_a_long_clause_only_the_figure_is_meant():
    text = "本年度在县委县政府坚强领导下全县各部门各乡镇认真贯彻落实上级决策部署共计办结247项各类事项并全部公开"
    assert said(text, "完成数达到247项整") == "247项"


def test_the_title_of_the_piece_is_the_last_resort():
    assert (
        said("示例县办理时限压缩清单\n一、……", "没有这句话吧", item="办理时限压缩清单")
        == "办理时限压缩清单"
    )


def test_an_empty_page_holds_nothing():
    assert run_of(" \n，。", ["办结"]) is None
