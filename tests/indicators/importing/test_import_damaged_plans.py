"""A plan with random slips of the kinds that real documents show must not lose an item or a
unit."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from import_samples import leaves

from scoring.indicators.importing import import_file

ITEMS = [
    ("公开准入事项", ["区发改委", "区商务局"], ["区政府各部门"]),
    ("清理中介环节", ["区政务服务局"], ["各乡(镇)政府", "区政府各部门"]),
    ("核对收费项目", ["区财政局", "区市场监督管理局"], ["区政府各部门"]),
    ("办好一件小事", ["区政务服务局"], []),
    ("发文先过法制关", ["区政府办公室"], ["区司法局", "各乡(镇)政府"]),
    ("定期翻看旧账", ["区司法局"], ["区人大常委会法工委", "区政府各部门"]),
    ("备案不得拖延", ["区司法局"], ["区政府办公室"]),
    ("亮证执法", ["区司法局"], ["区政府各行政执法部门"]),
    ("重点领域常抽查", ["区应急管理局", "区卫健委"], ["区政府各相关行政执法部门"]),
    ("案卷互评", ["区司法局"], ["区政府各行政执法部门"]),
    ("调解优先", ["区司法局", "区信访局"], ["各乡(镇)政府"]),
    ("晒好账本", ["区审计局", "区统计局"], ["区政府各部门"]),
]
HEADINGS = ["把营商规则立起来", "把文件管住", "把执法练精", "把矛盾解在门口"]
UNITS = {unit for _, lead, support in ITEMS for unit in (*lead, *support)}


def plan() -> list[str]:
    lines = ["示例区2026年依法行政工作要点", "为把今年的工作做细,定下这些要点。"]
    for number, (name, lead, support) in enumerate(ITEMS):
        if number % 3 == 0:
            lines.append(f"{'一二三四'[number // 3]}、{HEADINGS[number // 3]}")
        tail = f";责任单位:{'、'.join(support)}" if support else ""
        lines.append(
            f"{number + 1}.{name}。按单子逐件办,办完逐件销。(牵头单位:{'、'.join(lead)}{tail})"
        )
    lines.append("各部门要按月对账,确保今年的事今年办完。")
    return lines


def drop_closing(line: str, chance: random.Random) -> str:
    return line[:-1] if line.endswith(")") else line


def drop_opening(line: str, chance: random.Random) -> str:
    return line.replace("(牵头", "牵头", 1)


def mixed_brackets(line: str, chance: random.Random) -> str:
    return line.replace("(牵头", chance.choice(["（牵头", "【牵头", "[牵头"]), 1)


def double_separator(line: str, chance: random.Random) -> str:
    return line.replace("、", chance.choice(["、,", "、、", ",,", "，、"]), 1)


def other_separator(line: str, chance: random.Random) -> str:
    return line.replace("、", chance.choice([",", "，", ";", "。"]))


def other_colon(line: str, chance: random.Random) -> str:
    return line.replace("单位:", "单位" + chance.choice(["：", ";", " ", "", "、", ".", "::"]), 1)


def space_in_keyword(line: str, chance: random.Random) -> str:
    return line.replace(
        "牵头单位", chance.choice(["牵 头单位", "牵头 单位", "牵头单\u00a0位", "牵\u3000头单位"]), 1
    )


def wrong_character(line: str, chance: random.Random) -> str:
    return line.replace("责任单位", chance.choice(["责任单住", "贵任单位", "责仼单位"]), 1)


def space_in_unit(line: str, chance: random.Random) -> str:
    spot = line.find("单位:")
    at = chance.randrange(spot + 4, len(line) - 1) if spot > 0 else 0
    return line[:at] + chance.choice(["\u00a0", " ", "\u200b"]) + line[at:] if at else line


def inner_bracket(line: str, chance: random.Random) -> str:
    return line.replace("(镇)", chance.choice(["（镇）", "(镇）"]), 1)


def bad_mark(line: str, chance: random.Random) -> str:
    head, dot, rest = line.partition(".")
    return (
        head + chance.choice(["、", "．", ",", " ", ""]) + rest if dot and head.isdigit() else line
    )


def bad_heading(line: str, chance: random.Random) -> str:
    return line[0] + chance.choice([",", "，", ".", " "]) + line[2:] if line[1:2] == "、" else line


def indent(line: str, chance: random.Random) -> str:
    return (
        chance.choice(["\u3000\u3000", "\t", "    ", "\u00a0"])
        + line
        + chance.choice(["", " ", "\u3000"])
    )


DAMAGES = [
    drop_closing, drop_opening, mixed_brackets, double_separator, other_separator, other_colon, space_in_keyword,
    wrong_character, space_in_unit, inner_bracket, bad_mark, bad_heading, indent,
]  # fmt: skip


def check(path: Path, lines: list[str]) -> None:
    path.write_text("\n\n".join(lines), encoding="utf-8")
    got = import_file(path)
    names = [leaf["name"] for leaf in leaves(got.tree)]
    assert names == [name for name, _, _ in ITEMS], "\n".join(lines)
    assert got.counts == (4, 12), "\n".join(lines)
    plain = {unit.replace("（", "(").replace("）", ")") for unit in got.units}
    assert plain == UNITS, "\n".join(lines)
    for leaf, (_, lead, support) in zip(leaves(got.tree), ITEMS, strict=True):
        found = [
            unit.replace("（", "(").replace("）", ")")
            for unit in (*leaf.get("lead", []), *leaf.get("support", []))
        ]
        assert sorted(found) == sorted({*lead, *support}), "\n".join(lines)


def test_the_plan_without_damage(tmp_path):
    check(tmp_path / "plan.txt", plan())


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_every_line_damaged_the_same_way(tmp_path, damage):
    for seed in range(8):
        chance = random.Random(seed)
        lines = plan()
        check(
            tmp_path / "plan.txt",
            lines[:2] + [damage(line, chance) for line in lines[2:-1]] + lines[-1:],
        )


@pytest.mark.parametrize("block", range(10))
def test_random_damages(tmp_path, block):
    for seed in range(block * 15, block * 15 + 15):
        chance = random.Random(seed)
        lines = plan()
        for _ in range(chance.randrange(1, 6)):
            spot = chance.randrange(2, len(lines) - 1)
            lines[spot] = chance.choice(DAMAGES)(lines[spot], chance)
        check(tmp_path / "plan.txt", lines)
