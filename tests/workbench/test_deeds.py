"""What a line of the journal did, in words, as the page of the whole shows it.

{"do": "rectify close", "records": ["R0001"]}    销号 R0001
"""

from __future__ import annotations

import pytest

from scoring.rectification.ledger import MOVE_NAMES
from scoring.rectification.papers import KIND_NAMES
from scoring.rounds.parts import NAMES
from scoring.workbench.views.deeds import deed


@pytest.mark.parametrize(
    ("do", "words"),
    [
        ("init", "建工作区"),
        ("restore", "恢复备份"),
        ("finding 1.1", "填认定"),
        ("verify 1.1", "核验"),
        ("round new", "新建轮次"),
        ("round lock", "定稿"),
        ("round sample", "抽样"),
        ("round sample preview", "试抽样"),
        ("round arbitrate 1.1", "仲裁"),
        ("round hand_in", "交卷"),
        ("round give_back", "退回答卷"),
        ("evidence E0001", "改材料"),
        ("evidence review accepted", "审核材料"),
        ("evidence map E0001", "改对应关系"),
        ("rectify close", "销号"),
        ("rectify sync", "从失分生成事项"),
        ("rectify measure done", "改措施"),
        ("rectify urge", "发督办单"),
        ("papers receive", "签收文件"),
        ("question ask 1.1", "问专班"),
        ("question answer 1.1", "回答单位"),
        ("undo", "改回"),
        ("undo finding 1.1", "改回：填认定"),
        ("undo papers receive", "改回：签收文件"),
        ("something else", "something else"),
        ("rounds", "rounds"),
        ("", ""),
    ],
)
def test_a_deed_is_told_in_words(do: str, words: str) -> None:
    assert deed(do) == words


@pytest.mark.parametrize("step", NAMES)
def test_every_step_of_a_part_has_words_in_the_browser_and_on_the_command_line(step: str) -> None:
    assert deed(f"part {step}") == deed(f"round part {step}") == NAMES[step]  # type: ignore[index]


@pytest.mark.parametrize("move", MOVE_NAMES)
def test_every_move_of_an_item_has_words(move: str) -> None:
    assert not deed(f"rectify {move}").isascii()
    assert deed(f"rectify {move}") != "整改"


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_paper_that_is_issued_has_words(kind: str) -> None:
    assert deed(f"papers {kind}") == f"印发{KIND_NAMES[kind]}"  # type: ignore[index]


@pytest.mark.parametrize(
    ("do", "words"), [("part", "报送"), ("part whatever", "报送"), ("rectify whatever", "整改")]
)
def test_a_step_that_nobody_knows_is_told_by_what_it_belongs_to(do: str, words: str) -> None:
    assert deed(do) == words
