"""The head of an inspector's own round, from the text of the round that the book was for."""

from __future__ import annotations

from scoring.sheets.own_round import own_round_text


def test_the_head_of_ones_own_round_keeps_its_sample() -> None:
    source = (
        'round: a\nbasis: b\nsample:\n  by: risk\n  indicators: ["1.1"]\n\n# 认定\nfindings: {}\n'
    )
    made = own_round_text(source, "c", "林知远")
    assert 'sample:\n  by: risk\n  indicators: ["1.1"]\nassessor: 林知远\n' in made


def test_nobody_elses_marks_names_and_comments_go_with_it() -> None:
    source = (
        "\ufeffround: a\r\nbasis: b   # 自评\r\n# 谁评的\r\nassessor: 甲\r\n"
        'inspectors: [甲, 乙]\r\nfindings:\r\n  "1.1": {score: 1, reason: 甲的}\r\n'
        "vetoes: []\r\n"
    )
    assert own_round_text(source, "c", "林知远") == (
        "# 评查册核验结果，由评查人单独成轮；各轮结果由系统合并。\n"
        "round: c\nbasis: b   # 自评\nassessor: 林知远\ninspectors: [林知远]\nfindings:\n"
    )
