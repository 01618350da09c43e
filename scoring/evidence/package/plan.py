"""What goes where in a 迎检卷宗: folders by indicator, each file once, and what stays outside with
its reason.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence, Proof
from scoring.evidence.package.names import FOLDER_UNITS, Folders
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.values import natural_key

PAYLOAD = "data"
GENERAL = "总目录"
INNER = "卷内目录.xlsx"
INNER_PDF = "卷内目录.pdf"
LINKS = "链接清单.xlsx"
MISSING = "缺失清单.xlsx"
CHANGED = "文件内容与登记的校验值不符"
REASONS = {
    "missing": "文件缺失",
    "outside": "路径不在工作区内",
    "unreadable": "文件打不开",
    "unopened": "文件打不开",
    "changed": CHANGED,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece under one indicator, with everything that it is said to prove there."""

    record: Evidence
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to copy: its path in the package, where it lies, and the digest that it must have."""

    path: str
    file: Path
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """``folders`` and ``entries`` by indicator code; ``paths`` by record id (two records may share
    one file); ``left_out`` says by record id why a piece is not in the package. Paths begin below
    the package's own folder.
    """

    folders: Mapping[str, str]
    entries: Mapping[str, tuple[Entry, ...]]
    sources: tuple[Source, ...]
    paths: Mapping[str, str]
    left_out: Mapping[str, str]

    def without(self, failed: Mapping[str, str]) -> Plan:
        """The plan as it came out: the files at these paths could not be taken, for these
        reasons.
        """
        lost = {ident: failed[path] for ident, path in self.paths.items() if path in failed}
        return replace(
            self,
            sources=tuple(source for source in self.sources if source.path not in failed),
            paths={ident: path for ident, path in self.paths.items() if ident not in lost},
            left_out={**self.left_out, **lost},
        )


def make_plan(
    tree: IndicatorTree,
    records: Iterable[Evidence],
    files: Mapping[str, FileFact],
    home: Path,
    *,
    everything: bool,
) -> Plan:
    """Plans the package of the evidence below ``home``. ``everything`` takes returned and
    unconfirmed pieces too.
    """
    names = Folders()
    for name in (f"{GENERAL}.xlsx", f"{GENERAL}.pdf", LINKS, MISSING):
        names.claim(PAYLOAD, name)
    folders: dict[str, str] = {}
    for root in tree.roots:
        _folders(root, PAYLOAD, names, folders)
    entries: dict[str, list[Entry]] = {}
    sources: dict[str, Source] = {}
    paths: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for record in sorted(records, key=lambda item: (natural_key(item.id), item.id)):
        offered = _offered(record, tree, everything=everything)
        reason = _refused(record, files[record.id], offered, everything=everything)
        if reason:
            left_out[record.id] = reason
        for code, proofs in offered.items():
            entries.setdefault(code, []).append(Entry(record, proofs))
        if reason or record.file is None:
            continue
        known = posixpath.normpath(record.file)
        if known not in sources:
            path = names.claim(folders[next(iter(offered))], _file_name(record))
            sources[known] = Source(
                path, home / record.file, record.sha256 or files[record.id].sha256
            )
        paths[record.id] = sources[known].path
    return Plan(
        folders,
        {code: tuple(listed) for code, listed in entries.items()},
        tuple(sources.values()),
        paths,
        left_out,
    )


def _folders(node: Indicator, above: str, names: Folders, found: dict[str, str]) -> None:
    label = node.name if node.name.startswith(node.code) else f"{node.code} {node.name}"
    found[node.code] = names.claim(above, label, FOLDER_UNITS)
    # Before the folders below it: an indicator may be called like the catalogue.
    for name in (INNER, INNER_PDF):
        names.claim(found[node.code], name)
    for child in node.children:
        _folders(child, found[node.code], names, found)


def _offered(
    record: Evidence, tree: IndicatorTree, *, everything: bool
) -> dict[str, tuple[Proof, ...]]:
    """What the piece proves, by indicator, in its own order: the first one's folder gets the
    file.
    """
    found: dict[str, tuple[Proof, ...]] = {}
    for proof in record.proves:
        if proof.indicator in tree.by_code and (everything or proof.state == "confirmed"):
            found[proof.indicator] = (*found.get(proof.indicator, ()), proof)
    return found


def _refused(
    record: Evidence, fact: FileFact, offered: Mapping[str, tuple[Proof, ...]], *, everything: bool
) -> str | None:
    if fact.size == 0:
        return "文件是空的"
    if fact.state in REASONS:
        return REASONS[fact.state]
    if record.review.state == "returned" and not everything:
        return "已退回" + (f"：{record.review.note}" if record.review.note else "")
    if record.review.state == "withdrawn":
        return "单位已撤回"
    if not offered:
        if any(proof.state == "proposed" for proof in record.proves):
            return "对应关系尚未确认"
        return "没有对应到指标"
    return None


def _file_name(record: Evidence) -> str:
    name = (record.file or "").rsplit("/", 1)[-1]
    if name.startswith(record.id):
        return name
    return f"{record.id} {name}"
