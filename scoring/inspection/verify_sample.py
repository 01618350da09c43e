"""Drawing a recorded sample again: whether its seed gives it,
and what has changed since in what it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scoring.engine.frame import Frame, FrameLeaf
from scoring.inspection.cases import CaseList
from scoring.inspection.sampling import CannotDrawError, draw, draw_cases, terms_of
from scoring.rounds.sampling import SampleRecord
from scoring.values import format_short

Change = Literal["new", "gone", "changed"]
CHANGE_NAMES: dict[Change, str] = {"new": "新增", "gone": "不再可抽", "changed": "有改动"}


@dataclass(frozen=True, slots=True)
class Changed:
    """One leaf in which two frames differ, and how, in words."""

    code: str
    change: Change
    what: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second draw has more or less than the record; both empty when they are the same."""

    more: tuple[str, ...]
    less: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether there is none."""
        return not self.more and not self.less


@dataclass(frozen=True, slots=True)
class Redrawn:
    """The outcome. ``digest`` is that of the frame now;
    ``kept`` says whether the frame of then is still known.

    The draw is repeated from the frame of then where it is known, else from that of now. ``cases``
    is None where no list was at hand, ``list_changed`` whether the one at hand is another than the
    recorded one. ``reason`` says why nothing could be drawn; ``changes`` are empty where the frame
    of then is not known.
    """

    record: SampleRecord
    digest: str
    kept: bool
    indicators: Difference
    evidence: Difference
    details: bool
    cases: Difference | None
    list_changed: bool
    changes: tuple[Changed, ...]
    reason: str = ""

    @property
    def frame_same(self) -> bool:
        """Whether the frame is still what the sample was drawn from."""
        return self.digest == self.record.frame

    @property
    def same(self) -> bool:
        """Whether the seed gives the recorded sample."""
        drawn = self.indicators.same and self.evidence.same and self.details and not self.reason
        return drawn and (self.cases is None or (self.cases.same and not self.list_changed))


def redraw(
    record: SampleRecord, now: Frame, then: Frame | None, listed: CaseList | None
) -> Redrawn:
    """Draws again by the record's own terms and compares."""
    whole = then if then is not None else now
    nothing = Difference((), ())
    indicators, evidence, details, reason = nothing, nothing, True, ""
    try:
        again = draw(whole, terms_of(record))
        indicators = _difference(record.indicators, again.indicators)
        evidence = _difference(record.evidence, again.evidence)
        details = (record.strata, record.chance) == (again.strata, again.chance)
    except CannotDrawError as error:
        reason = str(error)
    cases, other = None, False
    if listed is not None and record.cases is not None:
        other = listed.sha256 != record.cases.sha256
        try:
            cases = _difference(
                record.cases.numbers, draw_cases(listed, record.cases.size, record.seed).numbers
            )
        except CannotDrawError as error:
            cases, reason = nothing, reason or str(error)
    changes = tuple(_changes(then, now)) if then is not None else ()
    return Redrawn(
        record,
        now.sha256,
        then is not None,
        indicators,
        evidence,
        details,
        cases,
        other,
        changes,
        reason,
    )


def _difference(recorded: tuple[str, ...], drawn: tuple[str, ...]) -> Difference:
    more = tuple(item for item in drawn if item not in set(recorded))
    return Difference(more, tuple(item for item in recorded if item not in set(drawn)))


def _changes(then: Frame, now: Frame) -> Iterator[Changed]:
    before = {leaf.code: leaf for leaf in then.leaves}
    after = {leaf.code: leaf for leaf in now.leaves}
    for code, leaf in after.items():
        old = before.get(code)
        if old is None:
            yield Changed(code, "new", f"自评 {format_short(leaf.claimed)} 分")
        elif old.row() != leaf.row():
            # By what was frozen at the draw: anything else cannot have moved the lot.
            yield Changed(code, "changed", "；".join(_parts(old, leaf)))
    for code, leaf in before.items():
        if code not in after:
            yield Changed(code, "gone", f"抽样时自评 {format_short(leaf.claimed)} 分")


def _parts(old: FrameLeaf, new: FrameLeaf) -> Iterator[str]:
    for name, before, after in (
        ("自评分", format_short(old.claimed), format_short(new.claimed)),
        ("满分", format_short(old.points), format_short(new.points)),
        ("牵头单位", old.unit, new.unit),
        ("测评方式", "、".join(old.methods), "、".join(new.methods)),
        ("板块", old.block, new.block),
    ):
        if before != after:
            yield f"{name} {before} → {after}"
    added = [ident for ident in new.evidence if ident not in old.evidence]
    removed = [ident for ident in old.evidence if ident not in new.evidence]
    if added:
        yield f"新对应佐证 {'、'.join(added)}"
    if removed:
        yield f"不再对应佐证 {'、'.join(removed)}"
    if old.valid != new.valid:
        yield f"有效佐证 {old.valid} → {new.valid} 件"
    if old.weight != new.weight:
        yield f"风险分 {old.weight} → {new.weight}"
