"""整改措施 in one cell: a line for each, ``补齐台账（2026-10-15；已完成 2026-10-12）``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from scoring.rectification.ledger import Measure
from scoring.sheets import words

DATE_LIKE = re.compile(
    r"\d{1,2}月|[一二三四五六七八九十]{1,2}月"
    r"|^(?:限|于|至|到|截至|时限|期限|完成|争取|计划)*[:：]?\d{1,2}[./-]\d{1,2}[日号]?(?:之?以?前|底)?(?:完成)?$"
    r"|^\D{0,2}\d{1,2}[日号](?:之?以?前)?$|(?:月|年|季|旬|周)(?:底|初|末|内|中旬|前)"
)
"""What is meant as a date and leaves its year open: 10月1日, 10.1前, 10月底, 十月, 年底."""


def say_measure(measure: Measure) -> str:
    """One measure with its dates."""
    dates = [str(measure.due)] if measure.due is not None else []
    dates += [f"已完成 {measure.done}"] if measure.done is not None else []
    text = " ".join(measure.text.split())
    return text + (f"（{'；'.join(dates)}）" if dates else "")


def say_measures(measures: Sequence[Measure]) -> str:
    """All measures, one on each line."""
    return "\n".join(say_measure(measure) for measure in measures)


def read_measures(text: str, old: Sequence[Measure]) -> list[dict[str, Any]]:
    """The measures of a cell as file data; a line that was there already stays as it is in the file.

    Raises ``ValueError`` with a Chinese sentence for dates that do not exist or leave their year open, and where the
    date of a measure that was there before would be put off or go away: that takes an approver.
    """
    said = {say_measure(measure): measure for measure in old}
    found = []
    for line in (part.strip() for part in text.split("\n")):
        if line in said:
            found.append(said[line].model_dump(exclude_none=True))
        elif line:
            found.append(_measure(line))
    _same_dates(old, found)
    return found


def _same_dates(old: Sequence[Measure], new: Sequence[dict[str, Any]]) -> None:
    before = {" ".join(measure.text.split()): measure for measure in old}
    for measure in new:
        known = before.get(" ".join(str(measure["text"]).split()))
        if known is None or not isinstance(known.due, date):
            continue
        now = measure.get("due")
        if not isinstance(now, date) or now > known.due:
            change = f"改成 {now}" if now else "去掉"
            raise ValueError(f"措施“{known.text}”的期限 {known.due} 不能{change}：延期要申请、批准")


def _measure(line: str) -> dict[str, Any]:
    text, inside = words.bracket(line)
    dates: dict[str, Any] = {}
    for part in re.split(r"[；;，,]", inside or ""):
        done = re.match(r"\s*(已完成|完成于|完成)\s*[:：]?\s*(.*)", part)
        said = (done[2] if done else part).strip()
        if done and not said:
            raise ValueError(f"“{line}”写了已完成，没有写哪一天")
        if not re.search(r"\d{4}", said) and said != "持续推进":
            if done or DATE_LIKE.search(words.narrow(said)):
                raise ValueError(f"“{line}”的日期没有写年份，请写成 2026-10-15")
            return {"text": line}  # brackets that belong to the text
        found = words.due(said)
        dates["done" if done else "due"] = found if found == "持续推进" else date.fromisoformat(found)
    if not text:
        raise ValueError(f"“{line}”没有写措施内容")
    return {"text": text, **dates}
