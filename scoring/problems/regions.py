"""What can be wrong with region.yaml, its roster and the rounds of inspection that the office above
keeps.
"""

from __future__ import annotations

from collections.abc import Iterator

from scoring.problems.kinds import Kind, unreadable


def kinds() -> Iterator[Kind]:
    """The rules, in the order of their ids."""
    # G: regions
    yield unreadable(
        "G001",
        "这里不是汇总文件夹",
        "用 -w 指定放着 region.yaml 的文件夹，或用 shifan region init 新建",
        "（没有 region.yaml）",
        "region.yaml 放在汇总文件夹里",
    )
    yield unreadable(
        "G002",
        "找不到汇总用的指标体系",
        "改成内置的 id，或把文件放进 indicators/",
        "tree: national-2012",
        "tree: national-2021",
    )
    yield unreadable(
        "G003",
        "名册里有两个单位用同一个名称",
        "改掉其中一个名称或别名",
        '"510001": {name: 甲县}、"510002": {name: 甲县}',
        '"510001": {name: 甲县}、"510002": {name: 乙县}',
    )
    yield unreadable(
        "G004",
        "提到了名册里没有的单位或栏目",
        "改成名册里的编码、名称或栏目",
        "groups: {东片: [无名县]}",
        "groups: {东片: [甲县]}",
    )
    yield unreadable(
        "G005",
        "核验轮次放错了地方",
        "放进 inspections/编码/ 里，只放 kind: inspection 的轮次",
        "inspections/无名县/2026.yaml",
        "inspections/510001/2026.yaml",
    )
