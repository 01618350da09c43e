"""``evidence review``, ``map`` and ``show`` as people type them."""

import json
import threading
from datetime import date

import pytest
from helpers_outputs import call

from scoring.actions.evidence import review
from scoring.workspace.changes import Author, carry_out

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
    code, out, _ = evidence(sound, "review", "E0001", "--return", "缺页", "--by", "王敏", *TODAY)
    assert (code, out) == (0, "E0001 一次办清单：已退回\n")
    review = record(sound)["review"]
    assert (review["state"], review["note"]) == ("returned", "缺页")
    assert not record(sound)["counts"]


ACCEPT, RETURN = ("--accept",), ("--return", "缺第2页")


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (RETURN, ACCEPT, "原来由李明于 2026-11-21 退回（缺第2页），现由王敏改为审核通过"),
        (ACCEPT, RETURN, "原来由李明于 2026-11-21 审核通过，现由王敏改为退回"),
        (ACCEPT, ACCEPT, "原来由李明于 2026-11-21 审核通过，现由王敏再次审核通过"),
        (RETURN, RETURN, "原来由李明于 2026-11-21 退回（缺第2页），现由王敏再次退回"),
    ],
)
def test_nobodys_decision_is_overtaken_unseen(sound, first, second, told):
    """Both had seen it waiting; the journal has both decisions with who took them and why."""
    evidence(sound, "review", "E0001", *first, "--by", "李明", "--today", "2026-11-21")
    code, out, _ = evidence(sound, "review", "E0001", *second, "--by", "王敏", *TODAY)
    assert code == 0
    assert out.splitlines()[1] == f"{told}；两次都记在日志里。请和对方核对"
    lines = [json.loads(line) for line in (sound / "journal.jsonl").read_text("utf-8").splitlines()]
    assert [line["by"] for line in lines[-2:]] == ["李明", "王敏"]
    if first == RETURN:
        assert "缺第2页" in lines[-1]["before"]["evidence/register.yaml"]["E0001"]


@pytest.mark.parametrize("by", ["王敏", "王 敏（县司法局）"])
def test_who_decides_again_knows_his_own_decision(sound, by):
    evidence(sound, "review", "E0001", *RETURN, "--by", "王敏", *TODAY)
    _, out, _ = evidence(sound, "review", "E0001", *ACCEPT, "--by", by, *TODAY)
    assert out == "E0001 一次办清单：审核通过\n"


def test_whoever_waited_for_the_lock_is_told_what_was_decided_meanwhile(sound):
    """乙 gives his command while 甲's is being carried out: he waits, and hears of it."""
    answers = []

    def second():
        answers.append(evidence(sound, "review", "E0001", *ACCEPT, "--by", "王敏", *TODAY))

    waiting = threading.Thread(target=second)

    def first(changes):
        waiting.start()
        # He is at the lock, or about to be: what he reads he reads behind it.
        waiting.join(0.3)
        assert not answers
        review(changes, "E0001", accept=False, note="缺第2页")

    carry_out(sound, Author("李明", date(2026, 11, 22)), "evidence review returned", first)
    waiting.join()
    [(code, out, err)] = answers
    assert (code, err) == (0, "")
    assert "原来由李明于 2026-11-22 退回（缺第2页），现由王敏改为审核通过" in out
    assert record(sound)["review"]["by"] == "王敏"


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
