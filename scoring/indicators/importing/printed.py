"""What tables print beside a name, a figure or a requirement, and the line that tells what the
points rest on.

Such as ★, (5分,加分,按板块折算), (文件,至少2件,可选) and 分值来源:测算.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, get_args

from scoring.indicators.importing.drafts import Context, Draft
from scoring.indicators.importing.facts import Points, tidy_number
from scoring.indicators.model import EvidenceKind
from scoring.reading.wording import chinese_to_int, fold

_NUMBER = r"(\d{1,4}(?:\.\d{1,6})?)"
_KINDS = {
    "加分": "bonus",
    "附加分": "bonus",
    "奖励分": "bonus",
    "倒扣": "penalty",
    "扣分": "penalty",
    "减分": "penalty",
}
_KIND_WORDS = "|".join(_KINDS)
_LABELLED = re.compile(
    rf"\s*[(【\[]\s*{_NUMBER}\s*分((?:\s*[,、;]\s*(?:{_KIND_WORDS}|按板块折算|折算))+)\s*[)】\]]\s*$"
)
_KIND_CELL = re.compile(rf"^\s*{_NUMBER}\s*分?\s*[(【\[]\s*({_KIND_WORDS})\s*[)】\]]\s*$")
_SIGNED_CELL = re.compile(
    rf"^\s*(?:[-−—–]|倒扣|扣|减)\s*{_NUMBER}\s*分?\s*$|^\s*(?:[+＋]|加|奖)\s*{_NUMBER}\s*分?\s*$"
)
_STAR = "★"
_NO_EVIDENCE = re.compile(
    r"^(?:不要求佐证|不需佐证|无需佐证|无需提供(?:佐证)?材料|不要求佐证材料)[。]?$"
)
_ANY_EVIDENCE = re.compile(r"^至少一件有效佐证[。]?$")
_TERMS = re.compile(r"[(]([^()]+)[)]\s*$")
_AT_LEAST = re.compile(r"^(?:至少|不少于)\s*(\d{1,3}|[一二两三四五六七八九十]{1,3})\s*[件份张个]$")
_EVIDENCE_KINDS = frozenset(get_args(EvidenceKind))
_BASIS = re.compile(r"^\s*分值来源\s*:\s*(官方公布|测算|平均分配)(?:\((.*?)\))?\s*(?:[,。;]|$)")
_BASES = {"官方公布": "published", "测算": "estimate", "平均分配": "equal"}


def take_printed(draft: Draft, context: Context) -> None:
    """Take the star and the labelled points off the raw text of a draft into its fields."""
    first, separator, rest = draft.raw.strip().partition("\n")
    if len(first) > 1 and (first.startswith(_STAR) or first.endswith(_STAR)):
        first = first.strip(_STAR).strip()
        draft.binding = True
        context.starred.append(draft.where)
    match = _LABELLED.search(fold(first))
    draft.raw = (first if match is None else first[: match.start()].strip()) + separator + rest
    if match is None:
        return
    labels = re.split(r"\s*[,、;]\s*", match.group(2).strip())
    draft.kind = next((_KINDS[label] for label in labels if label in _KINDS), draft.kind)
    draft.fold = any("折算" in label for label in labels)
    draft.points = draft.points or tidy_number(match.group(1))


def kind_and_points(text: str) -> tuple[str, Points] | None:
    """Read a points cell that says what it counts for, such as 5(加分), 3分(倒扣), -3 or 扣3分;
    None for any other.
    """
    plain = fold(text).replace("\n", "")
    signed = _SIGNED_CELL.match(plain)
    if signed is not None:
        minus, plus = signed.groups()
        return ("penalty" if minus else "bonus"), Points(tidy_number(minus or plus), False, "")
    match = _KIND_CELL.match(plain)
    if match is None:
        return None
    return _KINDS[match.group(2)], Points(tidy_number(match.group(1)), False, "")


def requirement(text: str) -> dict[str, Any]:
    """Read one evidence requirement: its name, and the terms in a closing bracket where all of them
    are known.
    """
    match = _TERMS.search(fold(text))
    if match is None or not text[: match.start()].strip():
        return {"name": text}
    terms: dict[str, Any] = {}
    for term in re.split(r"\s*[,;]\s*", match.group(1).strip()):
        if not _read_term(term, terms):
            return {"name": text}
    return {"name": text[: match.start()].strip(), **terms}


def _read_term(term: str, terms: dict[str, Any]) -> bool:
    kinds = [kind.strip() for kind in re.split("[、/或]", term)]
    count = _AT_LEAST.match(term)
    if all(kind in _EVIDENCE_KINDS for kind in kinds):
        terms["kinds"] = [*terms.get("kinds", []), *kinds]
    elif count is not None:
        number = count.group(1)
        terms["min"] = number if number.isdecimal() else str(chinese_to_int(number))
    elif term in ("不限时间", "时间不限"):
        terms["within"] = "any"
    elif term in ("可选", "选交", "非必需"):
        terms["required"] = False
    elif term not in ("必备", "必需"):
        return False
    return True


def has_terms(line: str) -> bool:
    """Say whether a line is one requirement with its terms behind it, so that it must not be
    split.
    """
    return len(requirement(line)) > 1


def asks_for_nothing(text: str) -> bool:
    """Say whether an evidence cell states that no evidence is asked for."""
    return bool(_NO_EVIDENCE.match(text.strip()))


def asks_for_anything(text: str) -> bool:
    """Say whether an evidence cell only says that any piece will do, which is what holds where
    nothing is said.
    """
    return bool(_ANY_EVIDENCE.match(text.strip()))


def points_basis(texts: Iterable[str]) -> tuple[str, str] | None:
    """Find the line 分值来源:测算(专班测算)… that tells what the points rest on: the basis and its
    source.
    """
    for text in texts:
        match = _BASIS.match(fold(text))
        if match:
            if match.group(2):
                source = text[match.start(2) : match.end(2)].strip()
            else:
                source = ""
            return _BASES[match.group(1)], source
    return None


def is_points_statement(text: str) -> bool:
    """Say whether a line tells what the points rest on."""
    return _BASIS.match(fold(text)) is not None
