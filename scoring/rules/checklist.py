"""Points for what is there out of a list (R02, R03):
shares of the items, with items that decide alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from scoring.rules.base import ZERO, Facts, FactsType, Outcome, Rule, declare, given, unknown, word
from scoring.schema import Record, key_label
from scoring.values import Flag, Names, Share, Text, percent


class Item(Record):
    """One item of the list. ``key``: without it the indicator scores nothing."""

    name: Text
    share: Share | None = None
    key: Flag = False


class ChecklistFacts(Facts):
    """``{has: [name, …]}``: the items that are there."""

    has: Names


@declare
class Checklist(Rule[ChecklistFacts]):
    """Shares of what is there, equal unless given;
    ``missing: zero`` gives nothing unless all are there.
    """

    type: Literal["checklist"]
    items: tuple[Item, ...] = Field(min_length=1)
    missing: Literal["share", "zero"] = "share"
    title: ClassVar[str] = "清单得分"
    finding: ClassVar[FactsType] = ChecklistFacts
    example: ClassVar[str] = "{has: [已具备的项目, …]}"

    @field_validator("items", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [{"name": item} if isinstance(item, str) else item for item in value]
        return value

    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.items)

    def shares(self) -> dict[str, Fraction]:
        """Each item's share of the points; what the given shares leave
        is split equally among the others.
        """
        stated = sum((item.share for item in self.items if item.share is not None), ZERO)
        open_items = [item for item in self.items if item.share is None]
        # Exact: three items have a third each, and together the whole.
        rest = (1 - stated) / len(open_items) if open_items else ZERO
        return {item.name: rest if item.share is None else item.share for item in self.items}

    def form(self, points: Fraction) -> str:
        return "{has: [" + ", ".join(word(name) for name in self.names()) + "]}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        if len(set(self.names())) != len(self.items):
            yield "T006", "items 里有重名的项目"
        stated = sum((item.share for item in self.items if item.share is not None), ZERO)
        # Shares given in part leave the rest to the others; only a whole list has to come to 100 %.
        if stated > 1 or (stated != 1 and all(item.share is not None for item in self.items)):
            yield "T006", f"items 的 share 合计是 {percent(stated)}，应为 100%"

    def vet(self, facts: ChecklistFacts, points: Fraction) -> Iterator[str]:
        yield from unknown(list(facts.has), self.names(), "项目")
        if len(set(facts.has)) != len(facts.has):
            yield f"{key_label('has')}里同一项目写了两次"

    def score(self, facts: ChecklistFacts, points: Fraction) -> Outcome:
        lacking = [item for item in self.items if item.name not in facts.has]
        names = "、".join(item.name for item in lacking)
        keys = "、".join(item.name for item in lacking if item.key)
        label = self.quantity("has").label
        subject = f"{label} " if label else ""
        have = f"{subject}{len(self.items)} 项具备 {len(self.items) - len(lacking)} 项"
        score = ZERO
        if keys:
            have += f"，缺关键项“{keys}”"
        elif lacking and self.missing == "zero":
            have += f"，缺“{names}”，缺一项即不得分"
        else:
            shares = self.shares()
            score = points * sum((shares[name] for name in facts.has), ZERO)
            if lacking:
                have += f"，缺“{names}”"
        return Outcome(score, f"{have}，{given(score, points)}")

    def describe(self, points: Fraction) -> str:
        shares = self.shares()
        equal = len(set(shares.values())) == 1
        items = []
        for item in self.items:
            share = "" if equal else f"（{percent(shares[item.name])}）"
            items.append(f"{item.name}{share}{'［关键项］' if item.key else ''}")
        listed = "、".join(items)
        if self.missing == "zero":
            return f"{listed}：缺一项即不得分"
        rule = "按具备的项目得分"
        if equal and len(self.items) > 1:
            rule += "，各项相等"
        if any(item.key for item in self.items):
            rule += "，缺关键项不得分"
        return f"{listed}：{rule}"
