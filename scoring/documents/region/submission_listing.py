"""What ``status`` and ``collect`` of a region print: who handed in what, and what became of each
file. JSON (its keys are those of ``format.md``), rows of CSV, and texts for a terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from scoring.documents.data import data_of
from scoring.documents.terminal import listing
from scoring.region.model import Region
from scoring.region.verdicts import Arrival, Line
from scoring.views.sheet import Column, cells_under

Data = dict[str, Any]
_CODE = Column("编码", cell=attrgetter("code"))
_NAME = Column("名称", 20, fold=22, cell=attrgetter("name"))
_VERDICT = Column("结果", cell=attrgetter("verdict"))
_ATTEMPT = Column("第几次", right=True, cell=lambda line: str(line.n or ""))
_RECEIVED = Column("收到", cell=attrgetter("received"))
_LATE = Column("逾期天数", right=True, cell=lambda line: str(line.late_days or ""))
_PROBLEMS = Column("问题", right=True, cell=lambda line: str(line.problems or ""))
_REASONS = Column("说明", 60, fold=60, cell=lambda line: "；".join(line.reasons))
_STANDS = (_CODE, _NAME, _VERDICT, _ATTEMPT, _RECEIVED, _LATE, _PROBLEMS)

STATUS = (*_STANDS, Column("指纹", cell=lambda line: line.fingerprint[:12]), _REASONS)
"""The roster as CSV. Twelve characters of a fingerprint tell two packages apart."""
STATUS_SHEET = (*_STANDS, Column("指纹", 34, cell=attrgetter("fingerprint")), _REASONS)
"""The roster in the workbook, where the whole fingerprint can be searched for."""
_STATUS_LISTED = (*_STANDS, _REASONS)
ARRIVALS = (
    Column("文件", fold=34, cell=attrgetter("file")),
    _VERDICT,
    _CODE,
    Column("名称", fold=20, cell=attrgetter("name")),
    _ATTEMPT,
    _LATE,
    _PROBLEMS,
    _REASONS,
)
"""The files of one run."""
_KEYS = ("code", "name", "verdict", "n", "fingerprint", "received", "late_days", "problems")


def status_data(lines: Sequence[Line]) -> Data:
    """``region status --format json``. ``problems`` is how many errors the check found."""
    return {"rows": [data_of(line, *_KEYS) for line in lines]}


def status_rows(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """The lines under ``STATUS``."""
    return [cells_under(STATUS, line) for line in lines]


def status_text(region: Region, lines: Sequence[Line]) -> str:
    """The list, and below it how many of each verdict."""
    record = region.record
    due = f"，截止 {record.due}" if record.due else ""
    head = f"{record.name} {record.round}：名册 {len(record.counties)} 个{due}"
    body = listing(_STATUS_LISTED, [cells_under(_STATUS_LISTED, line) for line in lines])
    counts = Counter(line.verdict for line in lines)
    sums = "、".join(f"{verdict} {count}" for verdict, count in counts.items())
    return f"{head}\n\n{body}\n\n合计：{sums}\n"


def arrivals_data(arrivals: Sequence[Arrival]) -> Data:
    """``region collect --format json``."""
    return {"rows": [data_of(item, "file", *_KEYS, "reasons") for item in arrivals]}


def arrival_rows(arrivals: Sequence[Arrival]) -> list[tuple[str, ...]]:
    """The files under ``ARRIVALS``."""
    return [cells_under(ARRIVALS, item) for item in arrivals]


def arrivals_text(arrivals: Sequence[Arrival]) -> str:
    """The verdicts of one run."""
    return listing(ARRIVALS, arrival_rows(arrivals)) + "\n"
