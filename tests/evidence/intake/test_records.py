"""What goes into the record of a new file, and what is left to people."""

import datetime

import pytest
import samples

from scoring.evidence.intake.naming import ByName
from scoring.evidence.intake.records import (
    certain,
    doubts_of,
    fillings,
    kind_of,
    new_record,
    unit_of_folder,
)
from scoring.evidence.model import Evidence
from scoring.evidence.probing import Facts, Found, FoundDay, FoundValidity, Probe

DAY = datetime.date(2026, 3, 5)


def facts(confidence):
    return Facts(
        title=Found("关于公开的通知", confidence, "标题"),
        doc_no=Found("示政发〔2026〕1号", confidence, "文头"),
        issuer=Found("示例县人民政府", confidence, "落款"),
        date=FoundDay(DAY, confidence, "落款"),
        valid=FoundValidity(DAY, None, confidence, "正文"),
    )


def probed(kind="pdf", found=None, **more):
    return Probe("/x/a.pdf", kind, "ok", sha256="a" * 64, size=3, facts=found or Facts(), **more)


def test_certain_facts_go_into_the_record_in_the_order_of_the_contract(opened):
    tree = opened(samples.SOUND).tree
    record = new_record(
        "E0007",
        "files/1.1/a.pdf",
        probed(found=facts("medium")),
        tree,
        ByName("1.1", "按文件夹名“1.1”对应"),
        "县司法局",
    )
    assert record == {
        "id": "E0007",
        "file": "files/1.1/a.pdf",
        "sha256": "a" * 64,
        "size": 3,
        "kind": "文件",
        "title": "关于公开的通知",
        "doc_no": "示政发〔2026〕1号",
        "issuer": "示例县人民政府",
        "date": DAY,
        "valid": {"from": DAY},
        "unit": "县司法局",
        "proves": [{"indicator": "1.1", "item": "办理清单", "what": "按文件夹名“1.1”对应"}],
    }
    assert list(record) == [
        *[
            "id",
            "file",
            "sha256",
            "size",
            "kind",
            "title",
            "doc_no",
            "issuer",
            "date",
            "valid",
            "unit",
            "proves",
        ]
    ]


def test_doubtful_facts_are_told_and_left_out(opened):
    probe = probed(found=facts("low"))
    record = new_record("E1", "files/扫描 01.pdf", probe, opened(samples.SOUND).tree, None, None)
    assert set(record) == {"id", "file", "sha256", "size", "kind", "title"}
    assert record["title"] == "扫描 01"
    told = list(doubts_of(probe))
    assert len(told) == 2
    assert "2026-03-05（落款）" in told[0]
    assert "示政发〔2026〕1号" in told[1]
    assert list(doubts_of(probed(found=facts("high")))) == []


def test_a_name_that_points_nowhere_maps_nothing(opened):
    tree = opened(samples.SOUND).tree
    assert "proves" not in new_record(
        "E1", "files/1/a.pdf", probed(), tree, ByName(None, "指上级指标"), None
    )


def test_the_item_is_named_only_where_just_one_fits(opened):
    """
    == indicators/sample.yaml
    id: sample
    title: 示例
    levels: [指标]
    indicators:
    - code: "1.1"
      name: 甲
      points: 1
      evidence: [{name: 文, kinds: [文件]}, {name: 图, kinds: [图片]}, {name: 表, kinds: [文件, 统计表]}]
    - {code: "1.2", name: 乙, points: 1}
    """
    tree = opened(test_the_item_is_named_only_where_just_one_fits.__doc__).tree

    def item(kind):
        return new_record("E1", "files/a", probed(kind), tree, ByName("1.1", "x"), None)["proves"][
            0
        ].get("item")

    assert (item("jpg"), item("xlsx"), item("pdf"), item("mp4")) == ("图", "表", None, None)


@pytest.mark.parametrize(
    ("kind", "title", "doc_no", "expected"),
    [
        ("jpg", "现场", None, "图片"),
        ("jpg", "通知", "示政发〔2026〕1号", "文件"),
        ("mp4", "宣传", None, "视频"),
        ("et", "台账", None, "统计表"),
        ("html", "公开栏目", None, "链接"),
        ("pdf", "关于开展情况的说明", None, "说明"),
        ("pdf", "关于开展情况的说明", "示政发〔2026〕1号", "文件"),
        ("ofd", "通知", None, "文件"),
    ],
)
def test_kinds(kind, title, doc_no, expected):
    found = Facts(doc_no=Found(doc_no, "high", "文头")) if doc_no else None
    assert kind_of(probed(kind, found), title) == expected


def test_only_what_a_record_lacks_is_filled_in():
    probe = probed(found=facts("high"))
    bare = Evidence(id="E1", file="files/扫描 01.pdf", title="扫描 01")
    assert fillings(bare, probe) == certain(probe)
    assert set(certain(probe)) == {"title", "doc_no", "issuer", "date", "valid"}
    own = Evidence(
        id="E1", file="files/扫描 01.pdf", title="自己写的", date="2025-01-01", issuer="县司法局"
    )
    assert set(fillings(own, probe)) == {"doc_no", "valid"}
    assert fillings(own, probed()) == {}


@pytest.mark.parametrize(
    ("file", "unit"),
    [
        ("files/县司法局/1-1/通知.txt", "县司法局"),
        ("files/司法局/通知.txt", "县司法局"),
        ("files/县司法局/县教育局/通知.txt", "县教育局"),
        ("files/1-1/县司法局.txt", None),
        ("files/司法/通知.txt", None),
    ],
)
def test_a_folder_named_like_a_unit_sets_the_unit(file, unit):
    units = {"县司法局": "县司法局", "司法局": "县司法局", "县教育局": "县教育局"}
    assert unit_of_folder(file, units) == unit


@pytest.mark.parametrize(
    ("name", "day"), [("通知（2026年3月5日）.docx", "2026-03-05"), ("2026年度总结.docx", None)]
)
def test_a_date_in_a_files_name_is_told_and_left_to_people(name, day):
    looked = Probe(f"/x/{name}", "docx", "ok")
    doubts = [
        doubt for doubt in doubts_of(looked, f"files/2025.1.1/{name}") if "文件名里的日期" in doubt
    ]
    assert [day in doubt for doubt in doubts] == ([True] if day else [])
