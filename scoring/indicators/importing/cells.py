"""What single cells of an indicator table say: units, evidence, and marks before a name."""

from __future__ import annotations

import re

from scoring.indicators.importing.clauses import Clause, find_groups, verb_clauses
from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.printed import has_terms
from scoring.indicators.importing.units import split_units
from scoring.reading.numbering_marks import read_mark
from scoring.reading.wording import clean, squeeze

_LEADING = re.compile(r"[(\uff08]牵头[)\uff09]$")


def unit_clauses(text: str, role: str, where: str, log: NoticeLog) -> list[Clause]:
    """Read a cell of a unit column; ``role`` (lead or support) holds unless the cell itself tells
    who leads.
    """
    groups = find_groups(text, where, log)
    if groups:
        return [clause for group in groups for clause in group.clauses]
    # Labels say more than verbs, and verbs more than the order of the units.
    verbs = verb_clauses(text, where, log)
    if verbs:
        return verbs
    lead: list[str] = []
    rest: list[str] = []
    for unit in split_units(text, where, log):
        if _LEADING.search(unit):
            lead.append(_LEADING.sub("", unit))
        else:
            rest.append(unit)
    clauses = []
    if lead:
        clauses.append(Clause("lead", text, lead))
    if rest:
        clauses.append(Clause(role, text, rest))
    return clauses


def take_mark(draft: Draft) -> None:
    """Move the mark before a name into the number of the draft, unless the cell lists several
    points.
    """
    mark = read_mark(draft.raw)
    if mark is None or not mark.sure or not mark.rest.strip():
        return
    following = [
        found for line in draft.raw.split("\n")[1:] if (found := read_mark(line)) is not None
    ]
    if any(found.kind == mark.kind for found in following):
        # 1.… 2.… inside one cell are the points of one indicator, not its number.
        return
    if not draft.number:
        draft.number = mark.text
    elif squeeze(draft.number).strip("、.．()") != squeeze(mark.text).strip("、.．()"):
        return
    draft.raw = mark.rest


_AFTER_TERMS = re.compile(
    r"(?<=[)\uff09])\s*(?=(?:\d{1,2}\s*[.、．)）]|[(（]\d{1,2}[)）]|[①-⑳])\s*\S)"
)
_NUMBERED = re.compile(r"(?<=[^\s\d])\s*(?=\d{1,2}\s*[.、．](?!\d)\S)")


def split_evidence(text: str, where: str, log: NoticeLog) -> list[str]:
    """Split the content of an evidence column into single requirements.

    A closing bracket with its terms (文件,至少2件) ends a requirement; what stands before another
    one without terms of its own is left with it, and the doubt is reported.
    """
    lines = [line for line in clean(text)[0].split("\n") if line]
    # Commas inside of terms (文件,至少2件) must not part requirements.
    if any(_holds_terms(line) for line in lines):
        names = [part for line in lines for part in _with_terms(line, where, log)]
    else:
        names = [name for line in _single(lines) if (name := _bare(line))]
    return list(dict.fromkeys(names))


def _single(lines: list[str]) -> list[str]:
    """The lines of a cell cut where its numbers or signs part requirements."""
    if len(lines) == 1:
        lines = re.split(r"(?=[①-⑳])|(?<=[;；。])\s*(?=\d{1,2}[.、．)])|[;；。]", lines[0])
    numbered = any(read_mark(line.strip()) for line in lines if line)
    if len(lines) > 1 and numbered:
        return lines
    return [part for line in lines for part in _split_list(line)]


def _holds_terms(line: str) -> bool:
    return any(
        has_terms(_bare(part)) for piece in _AFTER_TERMS.split(line) for part in _split_list(piece)
    ) or has_terms(line)


def _with_terms(line: str, where: str, log: NoticeLog) -> list[str]:
    """Split a line of requirements with terms behind them: 权责清单（文件）、公开页面（链接）."""
    parts = [part for piece in _AFTER_TERMS.split(line) for part in _split_list(piece)]
    if len(parts) == 1 and _NUMBERED.search(line) and read_mark(line) is not None:
        parts = _NUMBERED.split(line)
    names: list[str] = []
    pending = ""
    for part in filter(None, map(_bare, parts)):
        whole = pending + part
        if not has_terms(part):
            pending = f"{whole}、"
            continue
        if pending:
            log.add("IMP74", where, f"“{whole}”", "录为一项")
        names.append(whole)
        pending = ""
    names.extend(filter(None, pending.split("、")))
    return names


def _bare(part: str) -> str:
    """Return a requirement without its number and the signs around it."""
    text = part.strip()
    mark = read_mark(text)
    if mark is not None and mark.sure and mark.kind in ("num", "pnum", "circle", "pcn"):
        text = mark.rest
    return text.strip(" ;；。、,，")


def _split_list(line: str) -> list[str]:
    parts = [""]
    depth = 0
    for character in line:
        depth += (character in "(（《“[【") - (character in ")）》”]】")
        if character in "、;；" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]
