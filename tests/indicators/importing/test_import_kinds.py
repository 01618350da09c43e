"""Which kind of document it is, said first; and what a document says of itself compared with what
was read."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_samples import leaves

from scoring.indicators.importing import Imported, NoSuchDocument, import_file

REPORT = """示例县人民政府2025年度法治政府建设情况报告
2025年,全县扎实推进法治政府建设,现将有关情况报告如下。
一、主要做法及成效
(一)办理行政复议。全年共受理行政复议案件31件,按期办结率100%。
(二)开展培训。年内举办培训9场次。
二、存在的不足
培训覆盖面不够。
三、下一步打算
一是健全制度。2026年6月底前出台备案办法。
二是加强培训。
"""
SPEECHES = """讲话汇编
目 录
在全县推进会上的讲话 1
在全县调度会上的讲话 6
在全县推进会上的讲话
同志们:
一、统一思想
任务很重。
二、狠抓落实
第一,定清单。
第二,定责任。
在全县调度会上的讲话
同志们:
一、看到差距
差距不小。
"""
PLAN = """示例县2026年法治政府建设工作方案
一、健全制度
1.公布清单。每季度更新。(责任单位:县司法局)
2.清理文件。(责任单位:县司法局)
"""


def read(folder: Path, text: str, **options: object) -> Imported:
    path = folder / "文件.txt"
    path.write_text(text, encoding="utf-8")
    return import_file(path, **options)  # type: ignore[arg-type]


def rules(imported: Imported) -> list[str]:
    return [notice.rule for notice in imported.notices]


def test_a_report_is_read_but_not_called_fit(tmp_path: Path) -> None:
    imported = read(tmp_path, REPORT)
    assert imported.kind == "report"
    assert imported.notices[0].what == "像是总结报告，不是指标体系"
    assert not imported.fit
    assert imported.tree["title"] == "示例县人民政府2025年度法治政府建设情况报告"


def test_nothing_is_proposed_from_what_was_done_only_from_what_is_planned(tmp_path: Path) -> None:
    nodes = {node["name"]: node for node in leaves(read(tmp_path, REPORT).tree)}
    assert "rule" not in nodes["办理行政复议"]
    assert "due" not in nodes["开展培训"]
    assert nodes["健全制度"]["due"] == "2026-06-30"


def test_several_speeches_are_told_apart_and_one_can_be_taken(tmp_path: Path) -> None:
    imported = read(tmp_path, SPEECHES)
    assert imported.notices[0].rule == "IMP71"
    assert "文件里有 2 篇文稿：第5行" in imported.notices[0].what
    assert [node["name"] for node in imported.tree["indicators"]] == [
        "在全县推进会上的讲话",
        "在全县调度会上的讲话",
    ]
    assert ("IMP11", "目录 2 行") in [(notice.rule, notice.what) for notice in imported.notices]
    second = read(tmp_path, SPEECHES, document=2)
    assert second.tree["title"] == "在全县调度会上的讲话"
    assert [node["name"] for node in second.tree["indicators"]] == ["看到差距"]
    with pytest.raises(NoSuchDocument, match="文件里有 2 篇文稿，没有第 3 篇"):
        read(tmp_path, SPEECHES, document=3)


@pytest.mark.parametrize("word", ["一是", "第一,", "一要"])
def test_what_only_words_number_makes_items_of_its_part(tmp_path: Path, word: str) -> None:
    second = word.replace("一", "二")
    text = (
        f"示例县2026年工作要点\n一、建制度\n{word}公布清单。\n{second}清理文件。\n二、强监督\n"
        "(一)接受监督。\n"
    )
    imported = read(tmp_path, text)
    assert [node["name"] for node in imported.tree["indicators"][0]["children"]] == [
        "公布清单",
        "清理文件",
    ]
    assert "IMP69" in rules(imported)


def test_a_plan_is_a_plan_even_where_one_part_tells_of_the_last_year(tmp_path: Path) -> None:
    imported = read(tmp_path, PLAN)
    assert imported.kind == "plan"
    assert imported.fit


@pytest.mark.parametrize(
    ("statement", "fits"),
    [
        ("本方案共2项任务。", True),
        ("本方案共5项任务。", False),
        ("指标体系由1个一级指标、2个二级指标组成。", True),
        ("指标体系由1个一级指标、3个二级指标组成。", False),
        ("共7章。", True),
    ],
)
def test_printed_counts_are_compared_with_what_was_read(
    tmp_path: Path, statement: str, fits: bool
) -> None:
    imported = read(tmp_path, PLAN.replace("一、健全", f"{statement}\n一、健全"))
    assert imported.fit is fits
    assert ("IMP73" in rules(imported)) is not fits


def test_chapters_on_the_organisation_of_an_assessment_are_no_indicators(tmp_path: Path) -> None:
    text = (
        "示例市考核办法\n一、考核对象\n各县。\n二、考核内容\n(一)制度建设(共2项,60分):①备案、"
        "②清理。\n"
        "(二)执法(40分)\n三、结果运用\n用于评先。\n"
    )
    imported = read(tmp_path, text)
    assert [node["name"] for node in imported.tree["indicators"]] == ["考核内容"]
    assert [node["points"] for node in leaves(imported.tree)] == ["60", "40"]
    assert leaves(imported.tree)[0]["name"] == "制度建设"
    assert imported.points == "100"


def test_equal_doubts_are_counted_and_the_odd_one_is_shown(tmp_path: Path) -> None:
    items = "".join(f"{number}.办第{number}件事。(责任单位:县司法局)\n" for number in range(1, 10))
    imported = read(
        tmp_path, f"示例县工作要点\n{items}10.办最后一件。(责任单位:县司法局、县财政局)\n"
    )
    lines = imported.summary().split("\n")
    start = next(index for index, line in enumerate(lines) if "IMP30" in line)
    assert "（10 处）" in lines[start]
    assert "县财政局" in lines[start + 1]
    assert lines[start + 5].strip().startswith("另有 6 处相同：第5行、第6行")


def test_points_that_stand_only_in_how_they_are_earned(tmp_path: Path) -> None:
    text = (
        "示例县考核细则\n一、制度(12分)\n(一)建立公示制度的,得8分。未建立的,扣2分。\n"
        "(二)建立回访制度的,得4分。\n"
        "二、执法(20分)\n(一)查处及时的,得16分。\n(二)文书规范。\n"
    )
    imported = read(tmp_path, text)
    assert [node.get("points") for node in leaves(imported.tree)] == ["8", "4", None, None]
    assert any(notice.rule == "IMP45" and "得16分" in notice.what for notice in imported.notices)


def test_how_a_block_is_scored_goes_to_the_block_and_not_to_its_last_item(tmp_path: Path) -> None:
    text = (
        "示例县考核细则\n(一)能力(9分)\n1.有计划(5分);\n2.有报告(4分)。\n"
        "以上各项达到要求的,得满分。\n"
        "(二)决策(3分)\n1.听取意见(3分)。\n"
    )
    imported = read(tmp_path, text)
    block = imported.tree["indicators"][0]
    assert "以上各项达到要求的" in block["text"]
    assert "以上各项" not in leaves(imported.tree)[1].get("text", "")


TITLES = [
    ("(此件公开发布)\n示例县法治政府建设2026年工作要点", "示例县法治政府建设2026年工作要点"),
    (
        "示例县2026年依法行政工作方案\n来源:示例县\n示例县2026年依法行政工作方案",
        "示例县2026年依法行政工作方案",
    ),
    ("近日,示例市印发了《示例市法治政府建设实施方案》,请认真执行。", "示例市法治政府建设实施方案"),
]


@pytest.mark.parametrize(("head", "title"), TITLES)
def test_titles_of_pages_and_news(tmp_path: Path, head: str, title: str) -> None:
    imported = read(tmp_path, f"{head}\n一、任务\n(一)备案。加强备案。(责任单位:县司法局)\n")
    assert imported.tree["title"] == title


def test_organs_over_the_date_that_they_signed_on(tmp_path: Path) -> None:
    head = (
        "示委发〔2026〕3号\n各乡镇:\n中共示例县委   示例县人民政府\n2026年4月24日\n"
        "示例县2026年工作方案"
    )
    imported = read(tmp_path, f"{head}\n一、任务\n(一)备案。加强备案。(责任单位:县司法局)\n")
    assert imported.tree["issuer"] == "中共示例县委、示例县人民政府"
