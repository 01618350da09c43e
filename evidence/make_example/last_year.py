"""The round of the year before, made from this year's: its file, and the register of evidence as it
stood then."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

HEAD = """# 2025年度自评轮次，存着与今年对比。当时的佐证登记簿已随卷归档，
# 哪项佐证要求由哪件材料满足，见同名的 2025-self.support.json。
round: 2025-self
kind: self
tree: national-2021
as_of: 2025-11-20                            # 评定日
window: {from: 2024-01-01, to: 2025-10-31}   # 材料时间窗
assessor: 示例县依法治县办
findings:
"""
VETOES = "\nvetoes: {V1: false, V2: false, V3: false, V4: false}\n"
FIRST, LAST = date(2024, 1, 1), date(2025, 10, 31)
FINDING = re.compile(r'^  "(?P<code>[\d.]+)": (?P<entry>\{.*\})')
NOTE = re.compile(r", note: [^}]*\}$")


def load(tables: Path) -> Any:
    """The table of what was different."""
    return yaml.safe_load((tables / "last_year.yaml").read_text("utf-8"))


def round_text(current: str, tables: Path) -> str:
    """The file of 2025-self: this year's findings without their remarks, except where the table
    says otherwise."""
    table = load(tables)
    given = dict(
        FINDING.match(line).group("code", "entry") for line in _lines(tables / "last_year.yaml")
    )
    lines: list[str] = []
    entries = {
        found["code"]: found["entry"] for found in map(FINDING.match, current.splitlines()) if found
    }
    for code in sorted(
        {*entries, *given}, key=lambda text: [int(part) for part in text.split(".")]
    ):
        if code in table["without"]:
            continue
        lines.append(f'  "{code}": {given.get(code) or NOTE.sub("}", entries[code])}')
    return HEAD + "\n".join(lines) + "\n" + VETOES


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if FINDING.match(line)]


def register_text(register: str, tables: Path) -> str:
    """Last year's register: what already bore a date of last year's window stands under its own
    number, what is newer is preceded by a piece of the year before with a number of its own, N
    instead of E.
    """
    table = load(tables)
    sound = {ident: str(day) for ident, day in table["sound"].items()}
    kept = []
    for record in yaml.load(register, Loader=yaml.BaseLoader):
        ident = record["id"]
        if ident not in table["lacking"]:
            kept += _then(record, sound.get(ident))
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)


def _then(record: Mapping[str, Any], sound: str | None) -> Iterator[dict[str, Any]]:
    """The record as last year's register held it; none for a piece that has no date to go by."""
    day = sound or record.get("date", "")
    if not day:
        return
    then = date.fromisoformat(day)
    own = FIRST <= then <= LAST or then < FIRST
    if not own:
        then = then.replace(year=then.year - 1)
    made = {"id": record["id"] if own and not sound else "N" + record["id"][1:]}
    made |= {key: record[key] for key in ("file", "url", "kind", "title", "unit") if key in record}
    if "url" in record:
        made["seen"] = then.isoformat()
    proves = [
        {key: proof[key] for key in ("indicator", "item") if key in proof}
        for proof in record["proves"]
    ]
    yield made | {"date": then.isoformat(), "proves": proves, "review": {"state": "accepted"}}
