"""The register of evidence as its file holds it: one record per piece, many-to-many to
indicators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from scoring.indicators.loading import unquoted
from scoring.indicators.model import EvidenceKind
from scoring.problems import Problem, problem
from scoring.schema import Nameless, Record, build
from scoring.values import Code, Count, Day, Text, fault
from scoring.yamlio import Document


def _digest(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", value.lower()):
        raise fault("sha256 应是 64 位十六进制数")
    return value.lower()


class Validity(Record):
    """From when to when a piece holds; an open end holds for ever."""

    start: Day | None = Field(default=None, alias="from")
    end: Day | None = Field(default=None, alias="to")


class Window(Record):
    """材料时间窗: evidence must be dated inside it."""

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")


class Proof(Record):
    """What a piece proves: an indicator, one of its requirements, and where in the file it says so.

    With ``tree`` it holds for the indicator system of that id alone; under another its code may be
    something else.
    """

    indicator: Code
    item: Text | None = None
    locate: Text | None = None
    what: Text | None = None
    state: Literal["confirmed", "proposed"] = "confirmed"
    tree: Code | None = None


class Review(Record):
    """What a reviewer decided, and on which state of file and criterion (``stamp``).

    ``withdrawn``: the unit took the piece back before anybody had looked at it.
    """

    state: Literal["pending", "accepted", "returned", "withdrawn"] = "pending"
    by: Text | None = None
    on: Day | None = None
    note: Text | None = None
    stamp: Text | None = None


PAGE = re.compile(r"\d{1,6}(-\d{1,6})?")


def _page(value: str) -> str:
    if not PAGE.fullmatch(value):
        raise fault("页号应是数字，如 15 或 15-1")
    return value


class Bound(Record):
    """Where ``evidence bind`` put the piece: volume (from 1), labels of its first and last page,
    how many pages it has.

    Labels run 15, 16, …; a piece that came later has 15-1, 15-2, …
    """

    volume: Count
    page: Annotated[Text, AfterValidator(_page)]
    last: Annotated[Text, AfterValidator(_page)]
    pages: Count

    def cite(self, page: int | None = None) -> str:
        """As a report cites it: ``第3卷第15页``, or 第3卷第15—18页. ``page`` (from 1) is a page of
        the piece itself.
        """
        first, last = self.page.split("-"), self.last.split("-")
        # A piece that outgrew its room has labels that do not simply run on: then the whole of it
        # is cited.
        even = len(first) == len(last) and int(last[-1]) - int(first[-1]) + 1 == self.pages
        if page is not None and even and 1 <= page <= self.pages:
            label = "-".join([*first[:-1], str(int(first[-1]) + page - 1)])
            return f"第{self.volume}卷第{label}页"
        span = self.page if self.page == self.last else f"{self.page}—{self.last}"
        return f"第{self.volume}卷第{span}页"


CAPTION = ("时间", "地点", "人物", "主题", "背景", "事由")
"""The six elements that the caption of a photo must say."""


LINK = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


class Evidence(Record):
    """One piece of evidence: a file of the workspace, or a link and the date on which it was looked
    at.
    """

    id: Code
    file: Text | None = None
    url: Text | None = None
    seen: Day | None = None
    sha256: Annotated[Text, AfterValidator(_digest)] | None = None
    size: Count | None = None
    kind: EvidenceKind | None = None
    title: Text | None = None
    doc_no: Text | None = None
    issuer: Text | None = None
    date: Day | None = None
    valid: Validity | None = None
    unit: Text | None = None
    by: Text | None = None
    caption: dict[Literal["时间", "地点", "人物", "主题", "背景", "事由"], Text] = Field(
        default_factory=dict
    )
    proves: tuple[Proof, ...] = ()
    review: Review = Review()
    bound: Bound | None = None

    def under(self, tree: str) -> Evidence:
        """The record with the proofs that hold for the indicator system ``tree``."""
        proofs = tuple(proof for proof in self.proves if proof.tree in (None, tree))
        if proofs == self.proves:
            return self
        return self.model_copy(update={"proves": proofs})

    @property
    def dated(self) -> Day | None:
        """The date that the window is held against: of a link the day it was looked at."""
        if self.url:
            return self.seen or self.date
        return self.date

    @property
    def misplaced(self) -> str:
        """What is wrong with the place that the record names (E005, E006); empty when nothing
        is.
        """
        if self.file is not None and self.url is not None:
            return "同时写了 file 和 url"
        if self.url is not None and not LINK.match(self.url):
            return "地址不是网页链接"
        return ""

    @property
    def label(self) -> str:
        """How the piece is called where people read: its title, else its file name or address."""
        return self.title or (self.file or "").rsplit("/", 1)[-1] or self.url or self.id


def read_register(document: Document | None) -> tuple[tuple[Evidence, ...], list[Problem]]:
    """The records of a register, each checked by itself; what is missing or empty is an empty
    register.
    """
    if document is None or document.data is None:
        return (), []
    if not isinstance(document.data, list):
        return (), [
            problem("S003", document.where(), what="佐证登记表应是一个列表，每条记录以“- ”开头")
        ]
    records: dict[str, Evidence] = {}
    problems: list[Problem] = []
    nameless = Nameless()
    for index, data in enumerate(document.data):
        if nameless.counts(data):
            continue
        record, found = build(Evidence, data, document, (index,))
        problems += found
        if record is None:
            continue
        faults = list(_faults(record, document, index, records))
        problems += faults
        problems += unquoted(document, (index, "id"))
        if record.id not in records:
            records[record.id] = record
    return tuple(records.values()), nameless.told(problems)


def _faults(
    record: Evidence, document: Document, index: int, kept: dict[str, Evidence]
) -> Iterator[Problem]:
    if record.id in kept:
        yield problem("E001", document.where((index, "id")), what=f"佐证编号“{record.id}”重复")
    if (record.file is None) == (record.url is None):
        why = "既没有 file 也没有 url" if record.file is None else "同时写了 file 和 url"
        yield problem("E005", document.where((index,)), what=f"佐证 {record.id} {why}")
    if record.url is not None and not LINK.match(record.url):
        what = f"佐证 {record.id} 的地址“{record.url[:60]}”不是网页链接"
        yield problem("E006", document.where((index, "url")), what=what)
    if record.caption and not set(CAPTION) <= set(record.caption):
        lacking = [element for element in CAPTION if element not in record.caption]
        what = f"佐证 {record.id} 的图片说明缺少：{'、'.join(lacking)}"
        yield problem("E020", document.where((index, "caption")), what=what)
    if record.valid and _is_reversed(record.valid):
        first, last = record.valid.start, record.valid.end
        what = f"佐证 {record.id} 的有效期从 {first} 到 {last}，前后颠倒"
        yield problem("F008", document.where((index, "valid")), what=what)


def _is_reversed(valid: Validity) -> bool:
    return valid.start is not None and valid.end is not None and valid.start > valid.end
