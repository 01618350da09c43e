"""What the names of files and folders say about indicators."""

import pytest
import samples

from scoring.evidence.intake.naming import by_name

TREE = """\
id: sample
title: 三级
levels: [一级, 二级, 三级]
indicators:
- code: "1"
  name: 甲
  points: 10
  children:
  - code: "1.1"
    name: 甲一
    children: [{code: "1.1.1", name: 甲一一}, {code: "1.1.2", name: 甲一二}, {code: "1.1.10", name: 甲一十}]
  - {code: "1.6", name: 甲六}
- code: "2"
  name: 乙
  points: 5
  children: [{code: "2.1", name: 乙一}]
- {code: "3", name: 丙, points: 5}
- {code: "4", name: 丁, points: 5}
- {code: "Ⅶ-1-1", name: 戊, points: 5}
"""


@pytest.fixture
def tree(opened):
    files = {
        name: text
        for name, text in samples.SOUND.items()
        if not name.startswith(("evidence", "rounds", "rect"))
    }
    return opened({**files, "indicators/sample.yaml": TREE, "rounds/2026-self.yaml": "round: 2026-self\nkind: self\n"
                   "as_of: 2026-11-20\n"}).tree  # fmt: skip


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("files/1-1-1 一次办清单.pdf", "1.1.1"),
        ("files/1.1.10_台账.xlsx", "1.1.10"),
        ("files/1．1．2关于公开的通知.docx", "1.1.2"),
        ("files/【1-1-2】照片.jpg", "1.1.2"),
        ("files/（1.6）说明.txt", "1.6"),
        ("files/1.1.1.pdf", "1.1.1"),
        ("files/1-1-1-2 第二件.pdf", "1.1.1"),
        ("files/1.1.1年度报告.pdf", "1.1.1"),
        ("files/1.6日常监管.pdf", "1.6"),
        ("files/县司法局/1.1.2 公开/扫描0001.pdf", "1.1.2"),
        ("files/1.1.2 公开/1.1.1 混放的.pdf", "1.1.1"),
        ("files/Ⅶ-1-1 评查.pdf", "Ⅶ-1-1"),
        ("files/vii-1-1 评查.pdf", "Ⅶ-1-1"),
        ("files/2 乙/一份.pdf", "2.1"),
        ("files/3 丙/一份.pdf", "3"),
    ],
)
def test_a_code_in_the_name_of_file_or_folder(tree, file, code):
    found = by_name(file, tree)
    assert found.code == code
    assert found.how.startswith(("按文件名“", "按文件夹名“"))


@pytest.mark.parametrize(
    "file",
    [
        "files/一次办清单.pdf",
        "files/1-6月份台账.xlsx",
        "files/3月简报.pdf",
        "files/3.15消费者权益日.jpg",
        "files/4份合同.pdf",
        "files/3号文件.pdf",
        "files/3年行动方案.pdf",
        "files/2026年工作总结.pdf",
        "files/2026.3.5 会议.jpg",
        "files/20260305.jpg",
        "files/9.9 没有这个指标.pdf",
        "files/v1.1.1.pdf",
        "files/IMG_1.1.1.jpg",
    ],
)
def test_numbers_that_are_no_codes(tree, file):
    assert by_name(file, tree) is None


def test_counting_numbers_yield_to_the_folder(tree):
    """People number the files of a folder; only where nothing else is known is such a number a
    code."""
    assert by_name("files/1.1.2 公开/1.通知.pdf", tree).code == "1.1.2"
    assert by_name("files/3 丙/4.通知.pdf", tree).code == "3"
    assert by_name("files/4.通知.pdf", tree).code == "4"
    assert by_name("files/1.6/（4）通知.pdf", tree).how == "按文件夹名“1.6”对应"


def test_an_indicator_with_several_below_it_is_told_and_not_taken(tree):
    found = by_name("files/1.1 简政放权/通知.pdf", tree)
    assert found.code is None
    assert "1.1" in found.how
    assert "3 个下级" in found.how
    assert by_name("files/1.1 简政放权/1.1.2 通知.pdf", tree).code == "1.1.2"
