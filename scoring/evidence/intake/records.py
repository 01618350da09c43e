"""The record that a probed file gets: what is certain goes in, what is doubtful is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from scoring.evidence.intake.naming import ByName
from scoring.evidence.model import Evidence
from scoring.evidence.probing import Probe
from scoring.evidence.probing.file_names import day_in_name
from scoring.glyphs import described, picture_signs, unprintable, with_named_signs
from scoring.indicators.model import EvidenceKind, IndicatorTree

KINDS: dict[str, EvidenceKind] = {
    **dict.fromkeys(("jpg", "png", "gif", "bmp", "tiff", "webp", "heic"), "图片"),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "wmv", "flv", "mpg"), "视频"),
    **dict.fromkeys(("xlsx", "xlsb", "xls", "et", "ods", "sheetml", "csv"), "统计表"),
}
EXPLAINING = ("情况说明", "说明", "总结", "简介", "自查报告", "工作报告", "情况报告")


def kind_of(probe: Probe, title: str) -> EvidenceKind:
    """The kind of evidence that a file most likely is, by its content and, for texts, by its
    title.
    """
    kind = KINDS.get(probe.type)
    if kind is not None:
        if kind == "图片" and probe.facts.doc_no:
            return "文件"
        return kind
    if probe.type in ("html", "mht"):
        return "链接"
    if title.endswith(EXPLAINING) and probe.facts.doc_no is None:
        return "说明"
    return "文件"


def new_record(
    ident: str,
    file: str,
    probe: Probe,
    tree: IndicatorTree,
    mapping: ByName | None,
    unit: str | None,
) -> dict[str, Any]:
    """The keys of a new record in the order of the contract. Facts of low confidence are left to
    people.
    """
    facts = certain(probe)
    title = facts.pop("title", PurePosixPath(file).stem)
    kind = kind_of(probe, title)
    record: dict[str, Any] = {"id": ident, "file": file}
    if probe.sha256:
        record |= {"sha256": probe.sha256, "size": probe.size}
    record |= {"kind": kind, "title": title, **facts}
    if unit:
        record["unit"] = unit
    if mapping and mapping.code:
        record["proves"] = [_proof(mapping, tree, kind)]
    return record


def unit_of_folder(file: str, units: Mapping[str, str]) -> str | None:
    """The unit whose folder a file lies in, the innermost that is called like one; ``units`` by
    name and alias.
    """
    for folder in reversed(PurePosixPath(file).parts[:-1]):
        name = units.get(folder.strip())
        if name is not None:
            return name
    return None


def certain(probe: Probe) -> dict[str, Any]:
    """What the text says about itself, as keys of a record, as far as it is not of low
    confidence.
    """
    facts = probe.facts
    values: dict[str, Any] = {
        name: fact.value
        for name in ("title", "doc_no", "issuer", "date")
        if (fact := getattr(facts, name)) is not None and fact.confidence != "low"
    }
    if facts.valid and facts.valid.confidence != "low":
        ends = {"from": facts.valid.start, "to": facts.valid.end}
        values["valid"] = {key: value for key, value in ends.items() if value is not None}
    return {key: value for key, value in values.items() if value not in ({}, "")}


def fillings(record: Evidence, probe: Probe) -> dict[str, Any]:
    """The facts that a record still lacks. A title that is only the file's name counts as
    lacking.
    """
    named_by_file = record.title is None or record.title == PurePosixPath(record.file or "").stem
    return {
        key: value
        for key, value in certain(probe).items()
        if (
            named_by_file and value != record.title
            if key == "title"
            else getattr(record, key) is None
        )
    }


def _proof(mapping: ByName, tree: IndicatorTree, kind: str) -> dict[str, Any]:
    assert mapping.code is not None
    proof: dict[str, Any] = {"indicator": mapping.code}
    fitting = [
        requirement
        for requirement in tree.by_code[mapping.code].requirements or ()
        if not requirement.kinds or kind in requirement.kinds
    ]
    if len(fitting) == 1:
        proof["item"] = fitting[0].name
    return proof | {"what": mapping.how}


def _signs(name: str, title: str) -> Iterator[str]:
    """Characters of a name and a title that reports cannot print as they are."""
    for what, text in (("文件名", name), ("题名", title)):
        if pictures := picture_signs(text):
            yield f"{what}里有表情符号，报告里印作{with_named_signs(''.join(pictures))}"
        if strange := unprintable(text):
            yield (
                f"{what}里的{'、'.join(map(described, strange))}随软件提供的字体里没有，可能印不出"
            )


def doubts_of(probe: Probe, file: str = "") -> Iterator[str]:
    """What a person should look at: facts that were left out because they are not certain."""
    facts = probe.facts
    file_day = day_in_name(PurePosixPath(file).stem) if facts.date is None else None
    if file_day:
        yield f"文件名里的日期是 {file_day.isoformat()}，没有登记；确是成文日期的，请填上"
    if facts.date and facts.date.confidence == "low":
        yield f"成文日期可能是 {facts.date.value}（{facts.date.how}），没有登记，请核对"
    yield from _signs(PurePosixPath(probe.path).name, facts.title.value if facts.title else "")
    if facts.doc_no and facts.doc_no.confidence == "low":
        yield f"文号可能是 {facts.doc_no.value}（{facts.doc_no.how}），没有登记，请核对"
