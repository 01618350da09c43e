"""Every example of the manual's rule page is put into a workspace, scored, and compared with what
the page prints."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from samples import Opener

from scoring.rounds.finding import outcome
from scoring.rules import KINDS
from scoring.values import format_short

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "rules.md").read_text("utf-8")
EXAMPLE = re.compile(
    r"```yaml\n(- code.*?)```\s+轮次里：\s+```yaml\n(findings:.*?)```\s+结果：\s+```text\n(.*?)```",
    re.DOTALL,
)
SECTIONS = dict(re.findall(r"\n## `(\w+)` [^\n]*\n(.*?)(?=\n<a id|\Z)", PAGE, re.DOTALL))
EXAMPLES = [(kind, *found) for kind, text in SECTIONS.items() for found in EXAMPLE.findall(text)]

TREE = "id: sample\ntitle: 示例\nlevels: [指标]\nindicators:\n"
ROUND = "round: 2026-self\nkind: self\nas_of: 2026-11-20\n"
WORKSPACE = "name: 示例县\ntree: sample\nround: 2026-self\n"


@pytest.mark.parametrize(("kind", "indicator", "findings", "printed"), EXAMPLES)
def test_an_example_gives_what_the_page_says(
    kind: str, indicator: str, findings: str, printed: str, opened: Opener
) -> None:
    files = {
        "workspace.yaml": WORKSPACE,
        "indicators/sample.yaml": TREE + indicator,
        "rounds/a.yaml": ROUND + findings,
    }
    workspace = opened(files)
    assert workspace.problems == ()
    (leaf,) = workspace.tree.leaves()
    assert isinstance(leaf.rule, KINDS[kind])
    result = outcome(leaf, workspace.current.findings[leaf.code])
    said = (
        f"得分：{format_short(result.score)}\n说明：{result.why}\n办法："
        f"{leaf.rule.describe(leaf.points)}\n"
    )
    assert said == printed
    assert Fraction(format_short(result.score)) == result.score, (
        "an example whose score is cut for display teaches the wrong sum"
    )


def test_every_kind_has_a_section_and_an_example() -> None:
    assert list(SECTIONS) == re.findall(r"\| \[`(\w+)`\]", PAGE)
    assert set(SECTIONS) == set(KINDS)
    assert {kind for kind, *_ in EXAMPLES} == set(KINDS)
    assert PAGE.count("```yaml") == 2 * len(EXAMPLES), "a block of YAML that no test reads"


def test_every_published_pattern_is_placed_somewhere() -> None:
    """R01 to R36 of the catalogue of real rules: by a kind, or by what the page says stands
    elsewhere."""
    named = {int(number) for number in re.findall(r"R(\d\d)", PAGE)}
    for first, last in re.findall(r"R(\d\d) 至 R(\d\d)", PAGE.split("其余的写法")[1]):
        named |= set(range(int(first), int(last) + 1))
    assert named >= set(range(1, 37))
