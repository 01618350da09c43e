"""The county in which a season is played: a unit, an indicator of 4 points and an item for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from plain_season import POINTS


def code_of(names: Sequence[str], unit: str) -> str:
    """The indicator of a unit."""
    return f"1.{list(names).index(unit) + 1}"


def ident_of(names: Sequence[str], unit: str) -> str:
    """The item of a unit."""
    return f"R{list(names).index(unit) + 1:04d}"


def county_files(
    who: Mapping[str, str],
    looking: Sequence[str],
    following: Sequence[str],
    dues: Mapping[str, date],
    more: Sequence[str] = (),
) -> dict[str, str]:
    """The county on its first day: ``who`` fills in for each unit, ``looking`` inspect,
    ``following`` track, ``more`` are further lines of people.
    """
    names = list(who)
    leaf = (
        '  - {{code: "{}", name: {}办理, points: {}, lead: [{}], evidence: none, rule: {{type: '
        "ratio}}}}"
    )
    leaves = [leaf.format(code_of(names, unit), unit, POINTS, unit) for unit in names]
    people = [f"  {name}: {{units: [{unit}], roles: [填报人]}}" for unit, name in who.items()]
    people += [f"  {who}: {{roles: [评查]}}" for who in looking]
    people += [f"  {who}: {{roles: [督办]}}" for who in following]
    people += ["  组长: {roles: [评查组长]}", "  县长: {roles: [领导]}", *more]
    piece = (
        '- {{id: E{:04d}, url: "https://example.com/{}", seen: 2026-09-01, kind: 链接, title: '
        "栏目, unit: {},"
        ' review: {{state: accepted, by: 县长, on: 2026-09-02}}, proves: [{{indicator: "{}"}}]}}'
    )
    pieces = [
        piece.format(number, number, unit, code_of(names, unit))
        for number, unit in enumerate(names, 1)
    ]
    item = (
        '- id: {}\n  indicator: "{}"\n  problem: 没有办完\n  lead: [{}]\n  due: {}\n'
        "  events:\n  - {{on: 2026-09-01, do: open, by: 县长}}"
    )
    items = [
        item.format(ident_of(names, unit), code_of(names, unit), unit, dues[unit]) for unit in names
    ]
    findings = [f'  "{code_of(names, unit)}": {{done: 5, of: 10}}' for unit in names]
    head = "kind: inspection\nas_of: 2026-09-02\nbasis: 2026-self\n"
    return {
        "workspace.yaml": "name: 示例县\nlevel: 县\ntree: season\nround: 2026-self\nunits:\n"
        + "".join(f"  {unit}:\n" for unit in names)
        + "people:\n"
        + "\n".join(people)
        + "\ninspection: {differ: 1}\n",
        "indicators/season.yaml": "id: season\ntitle: 一季\nlevels: [一级指标, 二级指标]\n"
        'points: {basis: estimate, source: 专班}\nindicators:\n- code: "1"\n  name: 办理\n  children:\n'
        + "\n".join(leaves)
        + "\n",
        "evidence/register.yaml": "\n".join(pieces) + "\n",
        "rounds/2026-self.yaml": "round: 2026-self\nkind: self\nas_of: 2026-09-01\n"
        "window: {from: 2025-01-01, to: 2026-12-31}\nfindings:\n" + "\n".join(findings) + "\n",
        "rounds/2026-a.yaml": f"round: 2026-a\n{head}",
        "rounds/2026-b.yaml": f"round: 2026-b\n{head}",
        "rectification.yaml": "\n".join(items) + "\n",
    }
