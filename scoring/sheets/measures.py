"""整改措施 in one cell: a line for each, ``补齐台账（2026-10-15；已完成 2026-10-12）``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from scoring.rectification.ledger import Measure
from scoring.rectification.open_dates import STATED, leaves_year_open, means_a_day
from scoring.sheets import words
from scoring.values import ONGOING

BRACKETS = str.maketrans("【】[]〔〕［］", "（）（）（）（）")


def say_measure(measure: Measure) -> str:
    """One measure with its dates."""
    dates = []
    if measure.due is not None:
        dates.append(str(measure.due))
    if measure.done is not None:
        dates.append(f"已完成 {measure.done}")
    text = " ".join(measure.text.split())
    return f"{text}（{'；'.join(dates)}）" if dates else text


def say_measures(measures: Sequence[Measure]) -> str:
    """All measures, one on each line."""
    return "\n".join(say_measure(measure) for measure in measures)


def read_measures(
    text: str, old: Sequence[Measure], today: date | None = None
) -> list[dict[str, Any]]:
    """The measures of a cell as file data; a line that was there already stays
    as it is in the file.

    Raises ``ValueError`` with a Chinese sentence for dates that do not exist, leave their year open
    or lie after ``today`` where they say what was done, and where the date of a measure that was
    there before would be put off or go away: that takes an approver. A measure in other words that
    states no date keeps the date of the one before.
    """
    known = {say_measure(measure): measure for measure in old}
    measures: list[dict[str, Any]] = []
    typed: list[dict[str, Any]] = []
    for line in (part.strip() for part in text.split("\n")):
        if line in known:
            # Taken from the record and not read from the cell, so
            # that nothing the cell shortens is lost.
            measures.append(known.pop(line).model_dump(exclude_none=True))
        elif line:
            measure = _measure(line)
            done = measure.get("done")
            if today is not None and done is not None and done > today:
                raise ValueError(f"“{line}”的完成日期 {done} 在今天（{today}）以后")
            measures.append(measure)
            typed.append(measure)
    _keep_dates([measure for measure in known.values() if measure.done is None], typed)
    return measures


def _keep_dates(gone: Sequence[Measure], typed: Sequence[dict[str, Any]]) -> None:
    """Holds what was typed against the open measures that no longer stand: first by their words,
    then in their order.

    No date goes away, whatever else becomes of the words.
    """
    left = list(typed)
    reworded: list[Measure] = []
    for measure in gone:
        same = next(
            (other for other in left if _bare(str(other["text"])) == _bare(measure.text)), None
        )
        if same is None:
            reworded.append(measure)
            continue
        left.remove(same)
        _no_later(measure, same, silent="done" in same)
    # In their order: a reworded measure usually stands where the old one did.
    for measure in reworded:
        if not isinstance(measure.due, date):
            continue
        if not left:
            raise ValueError(
                f"措施“{measure.text}”有期限（{measure.due}），不能删去；"
                "办完的在括号里写“已完成 日期”，换一种做法的写在原来的位置"
            )
        _no_later(measure, left.pop(0), silent=True)


def _no_later(old: Measure, new: dict[str, Any], *, silent: bool) -> None:
    """Raises where a date would be put off or go away; a new measure that is ``silent`` about it
    takes the old one.
    """
    if not isinstance(old.due, date):
        return
    now = new.get("due")
    if now is None and silent:
        new["due"] = old.due
    elif not isinstance(now, date) or now > old.due:
        change = f"改成 {now}" if now else "去掉"
        raise ValueError(f"措施“{old.text}”的期限 {old.due} 不能{change}：延期要申请、批准")


def _bare(text: str) -> str:
    """The letters of a measure alone: a stop or a blank more is no other measure."""
    return re.sub(r"[\W_]+", "", words.narrow(text))


def _measure(line: str) -> dict[str, Any]:
    outside, inside = words.bracket(line.translate(BRACKETS))
    text = line[: len(outside)].rstrip()
    dates: dict[str, Any] = {}
    for part in re.split(r"[；;，,]", inside or ""):
        done = re.match(r"\s*(已完成|完成于|已于|完成(?!时))\s*[:：]?\s*(.*)", part)
        stated = (done[2] if done else part).strip()
        if done and not stated:
            raise ValueError(f"“{line}”写了已完成，没有写哪一天")
        day = _day(line, stated, strict=bool(done))
        if day is None:
            dates, text = {}, line  # the brackets belong to the text
            break
        dates["done" if done else "due"] = day
    if not text:
        raise ValueError(f"“{line}”没有写措施内容")
    if not dates and leaves_year_open(line):
        raise ValueError(_open(line))
    return {"text": text, **dates}


def _day(line: str, stated: str, *, strict: bool) -> date | str | None:
    """The day that a bracket states, or 持续推进; None where it is about something else."""
    plain = words.narrow(stated)
    if plain == ONGOING:
        return ONGOING
    match = STATED.fullmatch(plain)
    if match:
        return date.fromisoformat(words.day(match["day"]))
    if strict or means_a_day(plain):
        raise ValueError(_open(line))
    return None


def _open(line: str) -> str:
    return f"“{line}”的日期没有写年份或者没有写清哪一天，请在括号里写成 2026-10-15"
