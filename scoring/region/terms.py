"""口径: what a county's own files say of date, window and kind of object, beside what the region
says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from scoring.evidence.model import Window
from scoring.indicators.scope import LEVEL
from scoring.region.model import CountyRecord, RegionTerms
from scoring.rounds.model import RoundRecord
from scoring.workspace.record import WorkspaceRecord

UNSTATED = "没有写"


@dataclass(frozen=True, slots=True)
class Terms:
    """What one county is scored under. Plain values: it travels to other processes."""

    as_of: date
    window: tuple[date, date] | None
    round: str | None
    level: str | None
    classes: tuple[tuple[str, str], ...]

    @property
    def sha256(self) -> str:
        """The digest that stands in every row that was scored under these terms."""
        values = [
            self.as_of.isoformat(),
            [day.isoformat() for day in self.window] if self.window else None,
            self.round,
            self.level,
            [list(pair) for pair in self.classes],
        ]
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def head(self, own: RoundRecord) -> RoundRecord:
        """The head of a county's round with the date and the window of the region."""
        window = own.window
        if self.window:
            window = Window.model_validate({"from": self.window[0], "to": self.window[1]})
        return own.model_copy(update={"as_of": self.as_of, "window": window})


def terms_of(terms: RegionTerms, county: CountyRecord) -> Terms:
    """The region's terms for one line of the roster."""
    window = (terms.window.start, terms.window.end) if terms.window else None
    return Terms(
        terms.as_of, window, terms.round, county.level, tuple(sorted(county.classes.items()))
    )


def differences(
    terms: Terms, workspace: WorkspaceRecord, head: RoundRecord, declared: Collection[str]
) -> Iterator[str]:
    """Where a county went by other terms, one sentence each with both values.

    ``declared`` are the classes that the tree knows: what else the roster parts counties by, no
    county could state.
    """
    if head.as_of != terms.as_of:
        yield f"评分日期：县报 {head.as_of}，统一 {terms.as_of}"
    own_window = (head.window.start, head.window.end) if head.window else None
    if terms.window not in {None, own_window}:
        yield f"材料时间窗：县报 {_days(own_window)}，统一 {_days(terms.window)}"
    yield from _other_kind(terms, workspace, declared)


def _other_kind(
    terms: Terms, workspace: WorkspaceRecord, declared: Collection[str]
) -> Iterator[str]:
    """Where the kind of object (级别, 地区 …) is another one in the roster."""
    # A level that the tree does not ask for is another term only where the county states one.
    asked = LEVEL in declared or workspace.level is not None
    if terms.level is not None and asked and workspace.level != terms.level:
        yield f"级别：县报 {workspace.level or UNSTATED}，名册 {terms.level}"
    for name, value in terms.classes:
        own = workspace.classes.get(name)
        if name in declared and own != value:
            yield f"{name}：县报 {own or UNSTATED}，名册 {value}"


def _days(window: tuple[date, date] | None) -> str:
    if window is None:
        return "不限"
    return f"{window[0]} 至 {window[1]}"
