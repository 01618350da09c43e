"""A workspace with three blocks of unlike size, units and evidence, for the tests of sampling."""

from __future__ import annotations

from collections.abc import Mapping

BLOCKS: Mapping[str, int] = {"1": 8, "2": 5, "3": 2}
UNITS = ("县司法局", "县教育局", "县公安局")
MOCK = "round: 2026-mock\nkind: mock\nas_of: 2026-11-25   # 评估日\nbasis: 2026-self\n"
METHODS = ("[材料审查, 实地核验]", "[网络检索]", "[案卷评查, 材料审查]")


def files(*, claims: Mapping[str, str] | None = None, mock: str = "") -> dict[str, str | bytes]:
    """15 indicators of 2 points under a ratio each; ``claims`` replace findings, ``mock`` is added
    to the mock round.

    3.2 claims nothing, 2.5 is not assessed; E0001 to E0012 prove 1.1, and E0020 each of the first six.
    """
    tree = ["id: sample", "title: 示例", "levels: [一级指标, 二级指标]", "indicators:"]
    found = dict.fromkeys(
        (f"{block}.{at}" for block, count in BLOCKS.items() for at in range(1, count + 1)), ""
    )
    for block, count in BLOCKS.items():
        tree += [f'- code: "{block}"', f"  name: 板块{block}", "  children:"]
        for at in range(1, count + 1):
            code, kind = f"{block}.{at}", (int(block) + at) % 3
            tree += [
                f'  - {{code: "{code}", name: 指标{code}, points: 2, rule: {{type: ratio}}, lead: [{UNITS[kind]}],'
            ]
            tree += [f"     methods: {METHODS[kind]}}}"]
            found[code] = "{done: 8, of: 10}"
    tree += [
        '- {code: "4", name: 倒扣, kind: penalty, points: 1, rule: {type: deduct, cases: [{name: 迟, points: 1}]}}'
    ]
    found |= {
        "3.2": "{done: 0, of: 10}",
        "2.5": "{note: 待查}",
        "4": "{counts: {迟: 0}}",
        **(claims or {}),
    }
    register = [proof(f"E{number:04}", "1.1") for number in range(1, 13)]
    register.append(proof("E0020", *(f"1.{at}" for at in range(1, 7))))
    return {
        "workspace.yaml": "name: 示例县\ntree: sample\nround: 2026-self\n",
        "indicators/sample.yaml": "\n".join(tree) + "\n",
        "evidence/register.yaml": "".join(register),
        "rounds/2026-self.yaml": "round: 2026-self\nkind: self\nas_of: 2026-11-20\n"
        "window: {from: 2025-01-01, to: 2026-12-31}\nfindings:\n"
        + "".join(f'  "{code}": {entry}\n' for code, entry in found.items()),
        "rounds/2026-mock.yaml": f"{MOCK}{mock}",
    }


def proof(ident: str, *codes: str, date: str = "2026-06-01", more: str = "kind: 链接") -> str:
    """One record of the register, a link seen on ``date``."""
    proves = ", ".join(f'{{indicator: "{code}"}}' for code in codes)
    return (
        f"- {{id: {ident}, url: 'https://example.com/{ident}', seen: {date}, {more}, proves: "
        f"[{proves}]}}\n"
    )
