"""Codes: from the 编号 column where it is there, unique and says who belongs to whom; by position
elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.reading.wording import fold

_CODE = re.compile(r"[0-9A-Za-z\u2160-\u216b\u4e00-\u9fff]{1,8}(?:[.\-][0-9A-Za-z]{1,8}){0,4}")


def adopt_codes(roots: list[Draft], log: NoticeLog) -> None:
    """Give every draft the code that the source states, or leave all of them to be numbered by
    position.

    Leaves carry their code in a column; a heading has what its children's codes share. Codes that
    are missing, doubled or at odds with the grouping are not used, and the notice says so.
    """
    drafts = list(_walk(roots))
    stated = [draft for draft in drafts if draft.code]
    if not stated:
        return
    fault = _fault(roots, drafts)
    if fault:
        log.add("IMP64", stated[0].where, fault, "code 按位置编排，原编号记在 number")
        for draft in drafts:
            draft.number = draft.number or draft.code
            draft.code = ""


def _fault(roots: list[Draft], drafts: list[Draft]) -> str:
    for draft in drafts:
        if not draft.children and not draft.code:
            return f"“{short(draft.raw)}”没有编号"
    for draft in drafts:
        if draft.code and not _CODE.fullmatch(draft.code):
            return f"“{short(draft.code)}”不能作 code"
    for root in roots:
        if not _derive(root):
            return f"“{short(root.raw)}”以下的编号与层级不一致"
    codes: set[str] = set()
    for draft in drafts:
        if draft.code in codes:
            return f"编号“{draft.code}”重复"
        codes.add(draft.code)
    return ""


def _derive(draft: Draft) -> bool:
    """Fill in the code of a heading from below; false where the children do not agree on one."""
    if not all(_derive(child) for child in draft.children):
        return False
    if draft.children:
        above = {re.sub(r"[.\-][^.\-]+$", "", child.code) for child in draft.children}
        code = above.pop()
        if (
            above
            or any(child.code == code for child in draft.children)
            or draft.code not in ("", code)
        ):
            return False
        draft.code = code
    return True


def strip_code(draft: Draft) -> None:
    """Take the draft's own code, or a bare published number, off the beginning of its text."""
    match = re.match(r"\s*([0-9A-Za-z.\-]{1,20})\s+(?=\S)", fold(draft.raw))
    if match is None or not draft.children:
        return
    if match.group(1) != draft.code:
        if not match.group(1).isdecimal() or draft.number:
            return
        draft.number = match.group(1)
    draft.raw = draft.raw[match.end() :]


def _walk(drafts: list[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        yield draft
        yield from _walk(draft.children)
