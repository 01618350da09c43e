"""The units of a workspace: names, short names and groups.
谁丢分谁负责 needs each loss to find its owner.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

COLLECTIVE = re.compile(
    r"^各|(?:各|相关|有关|其他|其它|全体|所有)(?:级|县|市|区|直|责任|成员|牵头|职能|执法|行政)*"
    r"(?:乡镇|镇|乡|街道|部门|单位|机关|政府|委办局|局|村|社区|学校|企业)|等(?:部门|单位)$"
    r"|^(?:党委|人民政府|政府|管委会|管理委员会|[（(](?:管委会|管理委员会)[）)]|[、和及])+$"
)
"""Names of nobody in particular: 县政府各部门, 有关单位, 公安局等部门, a bare 政府（管委会）."""
NOBODY = "未明确"
"""Where a loss stands that no unit owns."""


@dataclass(frozen=True, slots=True)
class Units:
    """``members`` maps a group to its units, ``aliases`` a short name to its unit.
    Empty where none are listed.
    """

    names: tuple[str, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names)

    def name(self, given: str) -> str:
        """The full name of a unit given by full or short name."""
        return self.aliases.get(given, given)

    def known(self, given: str) -> bool:
        """Whether a name is that of a unit, a short name, or a member of a group."""
        name = self.name(given)
        return name in self.names or any(name in group for group in self.members.values())

    def unresolved(self, given: str) -> bool:
        """Whether a name stands for several units (相关部门, 各乡镇人民政府)
        of which nobody said which.
        """
        name = self.name(given)
        return not self.members.get(name) and COLLECTIVE.search(name) is not None

    def expand(self, given: str) -> tuple[str, ...]:
        """The units that a name stands for: the members of a group,
        however deep, or the unit itself.
        """
        return tuple(dict.fromkeys(self._expanded(self.name(given), frozenset())))

    def _expanded(self, name: str, above: frozenset[str]) -> list[str]:
        inner = [
            self.name(member)
            for member in self.members.get(name, ())
            if self.name(member) not in above | {name}
        ]
        if inner:
            return [unit for member in inner for unit in self._expanded(member, above | {name})]
        return [name]
