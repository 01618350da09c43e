"""What a scoring rule is: parameters, the finding it wants, its score in [0, points], the sentence
that explains it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Generic, TypeVar, get_args

from pydantic import Field

from scoring.schema import Record, key_label
from scoring.values import (
    Exact,
    Measure,
    Quantity,
    Text,
    did_you_mean,
    format_distinct,
    format_short,
)

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule gives for a finding, in points of the indicator as published.

    ``gain`` is what a two-sided rule earns beyond full mark, ``awards`` the points of each matter
    of a ladder; both count as bonus and are pooled by the engine. ``why`` is one Chinese sentence
    with the numbers.
    """

    score: Fraction
    why: str
    gain: Fraction = ZERO
    awards: tuple[tuple[str, Fraction], ...] = ()


class Facts(Record):
    """The facts that an assessor enters for one indicator, in the shape that its rule wants."""


FactsType = type[Facts]
F = TypeVar("F", bound=Facts)


class QuantityName(Record):
    """What one quantity of a finding counts, in the office's own words:
    ``{label: 按期答复, unit: 件}``.
    """

    label: Text | None = None
    unit: Text | None = None

    def count(self, number: str) -> str:
        """``number`` with the unit behind it: ``52 学时``."""
        if self.unit:
            return f"{number} {self.unit}"
        return number


UNNAMED = QuantityName()


class Rule(Record, Generic[F]):
    """The parameters of one kind of rule. Nothing in it is ever evaluated as code.

    ``quantities`` names what is counted, by the key of the finding (``done``, ``of``, ``value`` …);
    no score changes.
    """

    quantities: dict[Text, QuantityName] = Field(default_factory=dict, kw_only=True)
    kind: ClassVar[str]
    """The word of its ``type`` field, by which trees name it; filled in by :func:`declare`."""
    title: ClassVar[str]
    finding: ClassVar[FactsType]
    example: ClassVar[str]

    def quantity(self, key: str, *, label: str = "", unit: str = "") -> QuantityName:
        """What the tree calls the quantity ``key``;
        what it leaves out is filled with ``label`` and ``unit``.
        """
        name = self.quantities.get(key, UNNAMED)
        return QuantityName(label=name.label or label or None, unit=name.unit or unit or None)

    def score(self, facts: F, points: Fraction) -> Outcome:
        """The score for ``facts`` out of ``points``. ``facts`` has passed :meth:`vet`."""
        raise NotImplementedError

    def describe(self, points: Fraction) -> str:
        """The criterion in one Chinese sentence, from the parameters alone."""
        raise NotImplementedError

    def form(self, points: Fraction) -> str:
        """A finding that these very parameters and ``points`` allow,
        to be filled in: one line of YAML.
        """
        return self.example

    def vet(self, facts: F, points: Fraction) -> Iterator[str]:
        """What is wrong with the values of ``facts`` under this rule, one Chinese sentence each."""
        yield from ()

    def flaws(self) -> Iterator[tuple[str, str]]:
        """Problems of the parameters among themselves: (catalogue rule, Chinese sentence)."""
        yield from ()

    def highest(self) -> Fraction | None:
        """The largest number of points that the parameters name, where they name any."""
        return None

    def names(self) -> tuple[str, ...]:
        """The names that a finding may use (items, cases, options),
        for messages and work sheets.
        """
        return ()


KINDS: dict[str, type[Rule[Any]]] = {}

R = TypeVar("R", bound=type[Rule[Any]])


def declare(kind: R) -> R:
    """Enters a rule kind under the word of its ``type`` field."""
    kind.kind = get_args(kind.__pydantic_fields__["type"].annotation)[0]
    KINDS[kind.kind] = kind
    return kind


def _scale_faults(value: Quantity, *, percent: bool) -> Iterator[str]:
    """A value with % beside bounds without it, or the other way round."""
    if value.percent == percent:
        return
    if not percent:
        yield f"规则的界限不带 %，{key_label('value')}也不应带 %：{value}"
        return
    # 0.96 is how a spreadsheet stores 96%: advice to write 0.96% would cost nearly the whole score.
    whole = value.value * 100 if value.value <= 1 else value.value
    yield f"{key_label('value')}应写成百分数，如 {format_short(whole)}%"


class Amount(Facts):
    """``{done, of}`` or ``{value}``."""

    done: Exact | None = None
    of: Exact | None = None
    value: Measure | None = None

    def faults(self, *, percent: bool) -> Iterator[str]:
        """Sentences for a wrong combination, for ``of`` of zero, ``done`` above ``of`` and a
        missing or needless %.
        """
        done, of, value = self.done, self.of, self.value
        quotient = done is not None and of is not None
        # Both ways of writing at once could disagree, and nobody could say which of them counts.
        half = (done is None) != (of is None)
        if half or quotient == (value is not None):
            yield "写 {done: 完成数, of: 总数}，或写 {value: 数值}，两种写法选一种写全"
        elif value is not None:
            yield from _scale_faults(value, percent=percent)
        elif of == 0:
            yield f"{key_label('of')}是 0：没有可计的对象时应认定为不适用并写明理由"
        elif done is not None and of is not None and done > of:
            yield f"{key_label('done')} {format_short(done)} 大于{key_label('of')} {format_short(of)}"

    def amount(self) -> Fraction:
        """The value, or done ÷ of."""
        if self.value is not None:
            return self.value.value
        assert self.done is not None
        assert self.of is not None
        return self.done / self.of

    def said(self, *beside: Quantity | None, percent: bool) -> str:
        """The amount in words: ``96/100，即 96%``; a quotient is told apart
        from the bounds it stands ``beside``.
        """
        if self.value is not None:
            return str(self.value)
        assert self.done is not None
        assert self.of is not None
        return f"{format_short(self.done)}/{format_short(self.of)}，即 {self.quotient(*beside, percent=percent)}"

    def quotient(self, *beside: Quantity | None, percent: bool) -> str:
        """Done ÷ of, with as many decimals as tell it apart from the bounds
        that it stands ``beside``.
        """
        scale = 100 if percent else 1
        bounds = [bound.value * scale for bound in beside if bound is not None]
        return format_distinct(self.amount() * scale, *bounds) + ("%" if percent else "")


class Measured(Rule[Amount]):
    """A rule that compares an :class:`Amount` with bounds,
    in the words that the tree has for its quantities.
    """

    def sentence(self, lead: str, facts: Amount, *beside: Quantity | None, percent: bool) -> str:
        """What was counted: ``培训 52 学时``, ``按期答复 96 件，应答复 100 件，即 96%``.

        Without names it is ``lead`` and the bare numbers: ``完成 96/100，即 96%``.
        """
        if facts.value is not None:
            name = self.quantity("value", label=lead)
            return f"{name.label} {self.bound(facts.value)}"
        if not self.quantities.keys() & {"done", "of"}:
            return f"{lead} {facts.said(*beside, percent=percent)}"
        assert facts.done is not None
        assert facts.of is not None
        done = self.quantity("done", label=lead)
        whole = self.quantity("of", label="总数", unit=done.unit or "")
        share = self.count(facts.quotient(*beside, percent=percent), percent=percent)
        return (
            f"{done.label} {done.count(format_short(facts.done))}，{whole.label} "
            f"{whole.count(format_short(facts.of))}，即 {share}"
        )

    def subject(self) -> str:
        """What the criterion speaks of, before its bound:
        ``培训``, ``按期答复占应答复的比例``; "" without names.
        """
        value, done, whole = (self.quantity(key).label for key in ("value", "done", "of"))
        if value or not done:
            return value or ""
        if whole:
            return f"{done}占{whole}的比例"
        return done

    def bound(self, bound: Quantity) -> str:
        """A bound with the unit of the value: ``60 学时``; percentages have none."""
        return self.count(str(bound), percent=bound.percent)

    def count(self, number: str, *, percent: bool) -> str:
        """A number on the scale of the value with its unit."""
        if percent:
            return number
        return self.quantity("value").count(number)


def word(name: str) -> str:
    """A name as it may stand inside a one-line YAML list or map: quoted where it needs to be."""
    # A name that YAML could take for something else is quoted: it is pasted into a file.
    plain_word = re.fullmatch(r"[\w（）、“”《》〔〕·—]*[^\W\d_][\w（）、“”《》〔〕·—]*", name)
    if plain_word:
        return name
    return json.dumps(name, ensure_ascii=False)


def spaced(bound: str) -> str:
    """A bound before Chinese words: a number keeps its space,
    a unit needs none (60 得满分, 60 学时得满分).
    """
    if bound[-1].isalpha():
        return bound
    return f"{bound} "


def clamp(value: Fraction, points: Fraction) -> Fraction:
    """``value`` within [0, points]."""
    return max(ZERO, min(value, points))


def given(score: Fraction, points: Fraction, *, stated: bool = False) -> str:
    """The end of every sentence: ``得 1.92 分（满分 2 分）``;
    a score that was ``stated`` keeps its own decimals.
    """
    shown = format_short(score) if stated else format_distinct(score, ZERO, points)
    return f"得 {shown} 分（满分 {format_short(points)} 分）"


def unknown(names: list[str], known: tuple[str, ...], what: str) -> Iterator[str]:
    """A sentence for each name that the rule does not know, with the nearest one that it does."""
    for name in names:
        if name not in known:
            # A hint of one name is read; a list of all is the fallback where none is near.
            hint = did_you_mean(name, known, f"可用的有：{'、'.join(known)}")
            yield f"{what}“{name}”不在规则里，{hint}"
