"""``evidence review``, ``map`` and ``show`` as people type them."""

import json

import pytest
from helpers_outputs import call

TODAY = ("--today", "2026-11-22")


def evidence(folder, *args):
    return call("-w", str(folder), "evidence", *args)


def record(folder, ident="E0001"):
    code, out, err = evidence(folder, "show", ident, "--format", "json")
    assert code in (0, 1), err
    return json.loads(out)


def test_accepting_and_returning(sound):
    code, out, _ = evidence(
        sound, "review", "E0001", "--accept", "--by", "王敏", "--note", "原件已核", *TODAY
    )
    assert (code, out) == (0, "E0001 一次办清单：审核通过\n")
    review = record(sound)["review"]
    assert (review["state"], review["by"], review["on"], review["note"]) == (
        "accepted",
        "王敏",
        "2026-11-22",
        "原件已核",
    )
    assert len(review["stamp"]) == 16
    code, out, _ = evidence(sound, "review", "E0001", "--return", "缺页", "--by", "李明", *TODAY)
    assert (code, out) == (0, "E0001 一次办清单：已退回\n")
    review = record(sound)["review"]
    assert (review["state"], review["note"]) == ("returned", "缺页")
    assert not record(sound)["counts"]


def test_a_change_after_the_review_is_seen_everywhere(sound):
    evidence(sound, "review", "E0001", "--accept", "--by", "王敏", *TODAY)
    tree = sound / "indicators/sample.yaml"
    tree.write_text(
        tree.read_text("utf-8").replace("name: 网上办理", "name: 网上全程办理"), "utf-8"
    )
    assert record(sound)["review"]["stale"]
    _, out, _ = evidence(sound, "list", "--pending", "--format", "json")
    assert "E0001" in [row["id"] for row in json.loads(out)["records"]]
    _, out, _ = call("-w", str(sound), "check", "--format", "json")
    assert "E016" in [row["rule"] for row in json.loads(out)["problems"]]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("E0001", "--by", "王敏"), "选一种"),
        (("E0001", "--accept", "--return", "x", "--by", "王敏"), "选一种"),
        (("E0001", "--accept"), "--by"),
        (("E001", "--accept", "--by", "王敏"), "是不是“E0001”？"),
        (("E0001", "--return", " ", "--by", "王敏"), "原因"),
    ],
)
def test_wrong_use_writes_nothing(sound, args, said):
    before = (sound / "evidence/register.yaml").read_bytes()
    code, out, err = evidence(sound, "review", *args, *TODAY)
    assert (code, out) == (2, "")
    assert said in err
    assert (sound / "evidence/register.yaml").read_bytes() == before


def test_mapping_confirming_and_removing(sound):
    code, out, _ = evidence(
        sound, "map", "E0001", "1.2", "--locate", "第3页", "--what", "已公开", *TODAY
    )
    assert (code, out) == (0, "E0001 一次办清单：已对应到 1.2\n")
    assert [(p["indicator"], p["locate"]) for p in record(sound)["proves"]] == [
        ("1.1", ""),
        ("1.2", "第3页"),
    ]
    register = sound / "evidence/register.yaml"
    text = register.read_text("utf-8")
    register.write_text(text.replace("locate: 第3页", "state: proposed, locate: 第3页"), "utf-8")
    assert record(sound)["proves"][1]["state"] == "proposed"
    assert evidence(sound, "map", "E0001", "1.2", "--confirm", *TODAY)[0] == 0
    assert record(sound)["proves"][1] | {"item": ""} == {
        "indicator": "1.2", "item": "", "locate": "第3页", "what": "已公开", "state": "confirmed", "tree": "",
    }  # fmt: skip
    assert "去掉" in evidence(sound, "map", "E0001", "1.2", "--remove", *TODAY)[1]
    assert [p["indicator"] for p in record(sound)["proves"]] == ["1.1"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("E0001", "1.1", "--item", "照片"), "有：办理清单"),
        (("E0001", "1.2", "--remove"), "没有对应关系"),
    ],
)
def test_a_wrong_mapping_writes_nothing(sound, args, said):
    before = (sound / "evidence/register.yaml").read_bytes()
    code, _, err = evidence(sound, "map", *args, *TODAY)
    assert code == 2
    assert said in err
    assert (sound / "evidence/register.yaml").read_bytes() == before


def test_show_prints_the_whole_record(sound):
    code, out, _ = evidence(sound, "show", "E0001")
    assert code == 0
    for words in ("E0001", "一次办清单", "files/清单.txt", "2026-03-01", "县司法局", "1.1"):
        assert words in out
    assert evidence(sound, "show", "E1")[0] == 2
