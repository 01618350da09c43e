"""What a unit and the working group say to each other on the command line: what is printed, and with
which exit code. What stands in the files afterwards: ``tests/actions``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import samples
from helpers_office import LEDGER, OFFERED, REGISTER, closed_item, office
from helpers_outputs import call

TODAY = ("--today", "2026-11-22")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    changed = {
        REGISTER: samples.SOUND[REGISTER] + OFFERED,
        LEDGER: samples.SOUND[LEDGER] + closed_item("R0002"),
    }
    return office(tmp_path, changed)


def said(home: Path, *words: str) -> tuple[int, str, str]:
    return call("-w", str(home), *words, *TODAY)


def listed(home: Path, *words: str) -> tuple[int, str, str]:
    return call("-w", str(home), *words)


def test_a_question_is_asked_listed_and_answered(home: Path) -> None:
    assert listed(home, "question", "list") == (0, "没有单位提问\n", "")
    ask = ("question", "ask", "1.1", "--by", "小王", "--text", "部分办结的  算不算？")
    assert said(home, *ask) == (0, "1.1 已提问：部分办结的 算不算？\n", "")
    code, out, _ = listed(home, "question", "list", "--waiting", "--format", "csv")
    assert (code, out.splitlines()) == (
        0,
        [
            "编号,指标,日期,谁,问答,内容,等待回答",
            "1.1,网上办理,2026-11-22,王敏,问,部分办结的 算不算？,是",
        ],
    )
    answer = ("question", "answer", "1.1", "--by", "陈晨", "--text", "不算")
    assert said(home, *answer)[:2] == (0, "1.1 已回答：不算\n")
    assert listed(home, "question", "list", "--waiting")[1] == "没有等待回答的问题\n"
    data = json.loads(listed(home, "question", "list", "1.1", "--format", "json")[1])
    assert [step["do"] for step in data["questions"][0]["talk"]] == ["ask", "answer"]
    assert data["questions"][0]["waiting"] is False
    code, out, _ = listed(home, "question", "list", "1.2")
    assert (code, out) == (0, "没有单位提问\n")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("ask", "1.1", "--by", "吴静", "--text", "算不算"), "不能由吴静"),
        (("ask", "1.1", "--by", "王敏", "--text", " "), "没有写要问的"),
        (("answer", "1.1", "--by", "陈晨", "--text", "不算"), "没有等着回答的问题"),
        (("ask", "1.9", "--by", "王敏", "--text", "算不算"), "“1.9”不在指标体系里"),
        (("ask", "1.1", "--text", "算不算"), "--by"),
    ],
)
def test_what_cannot_be_said_ends_with_two(home: Path, words: tuple[str, ...], why: str) -> None:
    code, out, err = said(home, "question", *words)
    assert (code, out) == (2, "")
    assert why in err


def test_an_unknown_indicator_or_round_is_not_listed(home: Path) -> None:
    for words in (("1.9",), ("--round", "2025-self")):
        code, out, err = listed(home, "question", "list", *words)
        assert (code, out) == (2, "")
        assert words[-1] in err


def test_a_piece_is_taken_back_and_handed_in_again(home: Path) -> None:
    code, out, _ = said(home, "evidence", "withdraw", "E0003", "--by", "王敏", "--note", "传错了")
    assert (code, out) == (0, "E0003 公告：已撤回；改好以后用 evidence resubmit 再交\n")
    assert "传错了" in listed(home, "evidence", "show", "E0003")[1]
    code, _, err = said(home, "evidence", "withdraw", "E0003", "--by", "王敏")
    assert (code, err) == (2, "错误：E0003 已经撤回了\n")
    code, out, _ = said(home, "evidence", "resubmit", "E0003", "--by", "赵六")
    assert (code, out) == (0, "E0003 公告：又交了，等专班审核\n")


def test_another_unit_takes_nothing_back(home: Path) -> None:
    code, out, err = said(home, "evidence", "withdraw", "E0003", "--by", "吴静")
    assert (code, out) == (2, "")
    assert "可以的有：王敏、赵六" in err


def test_an_urge_is_issued_and_listed_until_it_is_received(home: Path) -> None:
    assert listed(home, "rectify", "papers") == (0, "还没有印发过文书\n", "")
    urge = ("rectify", "urge", "R0001", "--by", "何苗", "--reply", "2026-11-28")
    assert said(home, *urge) == (
        0,
        "已印发督办单〔2026〕1号（papers/0001.yaml），发给：县司法局\n",
        "打印：shifan report urge --number 1\n",
    )
    row = listed(home, "rectify", "papers", "--format", "csv")[1].splitlines()[1]
    assert row == "1,督办单〔2026〕1号,2026-11-22,何苗,县司法局,R0001,2026-11-28,县司法局"
    said(home, "rectify", "receive", "R0001", "--by", "王敏")
    (paper,) = json.loads(listed(home, "rectify", "papers", "--format", "json")[1])["papers"]
    assert (paper["document"], paper["waiting"]) == ("urge", [])
    assert paper["receipts"] == [{"who": "县司法局", "on": "2026-11-22", "by": "王敏", "note": ""}]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("R0002", "--by", "赵倩"), "R0002 已销号，不用督办"),
        (("R0009", "--by", "赵倩"), "整改清单里没有“R0009”"),
        (("R0001", "--by", "赵倩", "--reply", "2026-11-01"), "回复时限 2026-11-01 已经过了"),
        (("R0001", "--by", "赵倩", "--reply", "下周"), "--reply"),
        (("R0001", "--by", "王敏"), "可以的有：赵倩、何苗"),
        (("--by", "赵倩"), "事项编号"),
    ],
)
def test_what_cannot_be_urged_ends_with_two(home: Path, words: tuple[str, ...], why: str) -> None:
    code, out, err = said(home, "rectify", "urge", *words)
    assert (code, out) == (2, "")
    assert why in err
    assert not (home / "papers").exists()
