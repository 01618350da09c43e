"""A file that comes over the network: what is refused before its first byte, and how it becomes
evidence.

It lies under ``.shifan/uploads`` until it is whole; then its digest, its type by content and what
its text says are found out in a child process, it is moved to ``evidence/files`` and entered in the
register in one write.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from scoring.actions.intake import NewFile, enter_file, replace_file
from scoring.actions.rights import Thing
from scoring.evidence.intake.records import doubts_of
from scoring.evidence.model import Evidence
from scoring.evidence.probing import Probe, probe_many
from scoring.indicators.model import Indicator
from scoring.storage import place
from scoring.workbench.access import Access
from scoring.workbench.drawing import size_text
from scoring.workbench.saving import carry_out
from scoring.workbench.store import Upload
from scoring.workbench.telling import tell_roles
from scoring.workbench.views.evidence import record_of
from scoring.workbench.views.scores import share_of
from scoring.workbench.web import Call, Data, Trouble, fault_at, forbidden, invalid
from scoring.workspace.changes import ChangeSet

if TYPE_CHECKING:
    from scoring.workbench.office import Office

FOLDER = ".shifan/uploads"
LONGEST_NAME = 255
FILM_SUFFIXES = frozenset({"mp4", "mov", "avi", "mkv", "wmv", "flv", "mpg", "mpeg", "m4v", "webm"})
FILM_TYPES = frozenset({"mp4", "mov", "avi", "mkv", "wmv", "flv", "mpg", "webm"})
_PROGRAMS = (
    "exe dll com scr bat cmd ps1 vbs vbe js jse wsf wsh hta msi msp lnk jar apk sh py cpl reg inf "
    "chm pif"
)
RUNNABLE = frozenset(_PROGRAMS.split())
"""Suffixes of what runs when somebody opens it."""
MAGIC = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
"""How programs begin, whatever their name says."""
REFUSED_STATES = {
    "encrypted": "文件加了密码，打不开；去掉密码再传",
    "too_large": "压缩包展开后太大，没有收下；请挑要用的文件单独传",
}


# -- before the first byte


def begin(call: Call, access: Access, name: str, size: int, target: Mapping[str, str]) -> Upload:
    """A new upload, where this person may add it and there is room. Raises 403, 413, 422 and
    507.
    """
    office = call.office
    _may_add(call, access, target)
    _fitting(office, name, size)
    unit = _unit(call, target)
    quota = office.terms.unit_quota
    used = _used_by(call, unit) if unit else 0
    if used + size > quota:
        raise invalid(
            f"{unit}的材料已经有 {size_text(used)}，超过每个单位 {size_text(quota)} 的上限"
        )
    disk = shutil.disk_usage(office.desk.path)
    if disk.free - size < disk.total * office.terms.free_share:
        # Room is left for the journal and for saves: a county can do without a video, not without
        # them.
        raise Trouble(507, "服务器的磁盘快满了，没有收下；请告诉管理员")
    upload = office.store.uploads.begin(call.who.account.id, name, size, dict(target))
    path = part_path(office, upload.token)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return upload


def _may_add(call: Call, access: Access, target: Mapping[str, str]) -> None:
    if replaced := target.get("replaces"):
        refusal = access.may_write(record_of(call.view, access, replaced))
        if refusal is not None:
            raise forbidden(refusal.message, refusal.who)
        return
    access.ask("add_evidence", _thing(call, access, target))


def _thing(call: Call, access: Access, target: Mapping[str, str]) -> Thing:
    """What a file is handed in for: an indicator, a rectification item, else the own unit's part.
    Raises 422 for what is not there.
    """
    code, item = target.get("indicator", ""), target.get("item", "")
    if code:
        return access.indicator(_leaf(call, code, item))
    # Without an indicator, ``item`` is the id of a rectification item.
    ident = target.get("rectify") or item
    if ident:
        for one in call.view.workspace.ledger:
            if one.id == ident:
                return access.item(one)
        raise invalid(f"没有“{ident}”这个整改事项")
    if call.who.units:
        return access.unit(call.who.units[0])
    return Thing()


def _leaf(call: Call, code: str, item: str) -> Indicator:
    """The indicator, with the requirement where one is named. Raises 422."""
    node = call.view.assessment.tree.by_code.get(code)
    if node is None or not node.leaf:
        raise invalid(f"没有“{code}”这一项指标")
    names = [need.name for need in node.requirements or ()]
    if item and item not in names:
        raise invalid(f"{code} 没有“{item}”这项佐证要求")
    return node


def _fitting(office: Office, name: str, size: int) -> None:
    """Raises 413 and 422 for what is not taken in, before any of it has come."""
    suffix = _suffix(name).lstrip(".")
    if not name.strip() or "\0" in name:
        raise invalid("文件没有名称")
    if size <= 0:
        raise invalid("这个文件是空的，没有收下；请看是不是选错了")
    if suffix in RUNNABLE:
        raise invalid("程序和脚本不收；要作证明的，请截图或者打印成 PDF")
    what, limit = "文件", office.terms.file_limit
    if suffix in FILM_SUFFIXES:
        what, limit = "视频", office.terms.video_limit
    if size > limit:
        problem = f"{what}最大 {size_text(limit)}，这个有 {size_text(size)}；请压缩或者分成几个"
        raise Trouble(413, problem)


def _unit(call: Call, target: Mapping[str, str]) -> str:
    """Whose piece it is: the visitor's unit, the one that leads the indicator where he has several,
    or its lead.
    """
    own = call.who.units
    item = call.view.assessment.by_code.get(target.get("indicator", ""))
    if own:
        leading = [unit for unit in own if item and share_of(call.view, item, (unit,))]
        return leading[0] if leading else own[0]
    if item is not None and item.node.lead:
        return call.view.workspace.units.name(item.node.lead[0])
    return ""


def _used_by(call: Call, unit: str) -> int:
    """Bytes of the files that a unit has handed in already."""
    workspace = call.view.workspace
    name = workspace.units.name
    own = [item for item in workspace.records if item.unit and name(item.unit) == unit]
    return sum(workspace.files[item.id].size or 0 for item in own)


# -- while it comes


def part_path(office: Office, token: str) -> Path:
    """Where an upload lies until it is whole."""
    if not re.fullmatch(r"[0-9a-f]{32}", token):
        raise Trouble(404, "没有这个上传")
    return place(office.desk.path, f"{FOLDER}/{token}")


def drop_part(office: Office, token: str) -> None:
    """Removes what has come of an upload."""
    part_path(office, token).unlink(missing_ok=True)


def none_lost(office: Office, upload: Upload) -> None:
    """Raises 409 with the place to go on from where less of a file is here than was taken down: a
    power cut may take its end, and the gap would be filled with zeros.
    """
    size = part_path(office, upload.token).stat().st_size
    if size < upload.got:
        office.store.uploads.advance(upload.token, size)
        raise Trouble(409, f"断电丢了末尾，应从第 {size} 字节接着传", offset=size)


# -- when it is whole


def finish(call: Call, access: Access, upload: Upload) -> Data:
    """Takes a whole file in; the answer says what was read out of it. Raises 409 while something is
    missing.
    """
    office = call.office
    if upload.state == "done":
        return upload.result
    if upload.state == "refused":
        raise invalid(str(upload.result.get("problem", "没有收下")))
    if upload.got != upload.size:
        raise Trouble(
            409, f"还差 {size_text(upload.size - upload.got)}，没有传完", offset=upload.got
        )
    none_lost(office, upload)
    path = part_path(office, upload.token)
    try:
        digest, result = _taken(call, access, upload, path)
    except Trouble as trouble:
        if trouble.status == 422:
            drop_part(office, upload.token)
            office.store.uploads.finish(upload.token, "refused", trouble.data())
        raise
    office.store.uploads.finish(upload.token, "done", result, digest)
    return result


def _taken(call: Call, access: Access, upload: Upload, path: Path) -> tuple[str, Data]:
    office = call.office
    with path.open("rb") as stream:
        start = stream.read(8)
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    # What it is called says nothing: a program is refused under any suffix.
    if start.startswith(MAGIC):
        raise invalid("这是程序，不是材料，没有收下")
    known = _same(call, digest)
    if known is not None and not upload.target.get("replaces"):
        drop_part(office, upload.token)
        return digest, _answer(known.id, known.kind or "", known, [], duplicate=known.id)
    flagged = _scanned(office, path)
    probe = _probed(path, upload.name)
    if probe.state in REFUSED_STATES:
        raise invalid(REFUSED_STATES[probe.state])
    if probe.type not in FILM_TYPES and upload.size > office.terms.file_limit:
        raise invalid(f"文件最大 {size_text(office.terms.file_limit)}；它的内容不是视频")
    return digest, _entered(call, access, upload, path, probe, flagged)


def _same(call: Call, digest: str) -> Evidence | None:
    return next((item for item in call.view.workspace.records if item.sha256 == digest), None)


def _scanned(office: Office, path: Path) -> list[Data]:
    """Asks the office's virus scanner: 0 is clean, 1 is refused, anything else is said."""
    if not office.terms.scan:
        return []
    words = [word.replace("{}", str(path)) for word in shlex.split(office.terms.scan)]
    try:
        # The command is the administrator's own (--scan), taken apart without a shell.
        code = subprocess.run(words, capture_output=True, timeout=300, check=False).returncode  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        code = 2
    if code == 1:
        raise invalid("查毒软件说这个文件有病毒，没有收下")
    if code == 0:
        return []
    # A scanner that is broken must not stop the season; whoever reviews sees that nobody looked.
    return [fault_at("", "这个文件没有查毒", "请告诉管理员")]


def _probed(path: Path, name: str) -> Probe:
    """What the file is and says, found out in a child process under a name with its suffix."""
    suffix = _suffix(name)
    # Readers choose by suffix where the content leaves it open, as with csv and txt.
    named = path.with_name(f"{path.name}{suffix}")
    path.rename(named)
    try:
        return next(iter(probe_many([named], workers=1, ocr="off")))
    finally:
        named.rename(path)


def _suffix(name: str) -> str:
    suffix = _path_of(name).suffix.lower()
    if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix):
        return suffix
    return ""


def _entered(
    call: Call, access: Access, upload: Upload, path: Path, probe: Probe, flagged: list[Data]
) -> Data:
    """Moves the file to its place and enters it, in one write; it goes back where the write is
    refused.
    """
    replaced = upload.target.get("replaces")
    unit = _unit(call, upload.target)
    target = _free_place(call.office, unit or "专班", upload.name)
    name = target.relative_to(place(call.office.desk.path, "evidence", folder=True)).as_posix()
    code = upload.target.get("indicator", "")
    item = upload.target.get("item", "") if code else ""
    new = NewFile(name, probe, _title(upload.name), unit, code, item)
    thing = _thing(call, access, upload.target)

    def plan(changes: ChangeSet) -> str:
        if replaced:
            return replace_file(changes, replaced, name, probe)
        return enter_file(changes, new, thing)

    do = f"evidence replace {replaced}" if replaced else "evidence upload"
    target.parent.mkdir(parents=True, exist_ok=True)
    path.rename(target)
    try:
        carry_out(call, do, plan, f"upload-{upload.token}")
    except BaseException:
        target.rename(path)
        raise
    # By its place: a save that was carried out before gives no id.
    record = next(item for item in call.view.workspace.records if item.file == name)
    text, url = f"交来“{record.label}”", f"/review?at={record.id}"
    tell_roles(call, ("专班", "专班组长"), "uploaded", record.id, text, url=url)
    doubts = [fault_at("", doubt) for doubt in doubts_of(probe)]
    return _answer(record.id, probe.type, record, [*flagged, *doubts, *_complaints(probe)])


def _complaints(probe: Probe) -> list[Data]:
    """What is odd about a file that was taken in all the same."""
    sentences = [probe.mismatch] if probe.mismatch else []
    if probe.state != "ok":
        sentences.append(probe.reason or "这个文件打不开，暂时不作数")
    return [fault_at("", sentence) for sentence in sentences]


def _answer(
    ident: str, type_: str, record: Evidence, problems: list[Data], duplicate: str = ""
) -> Data:
    data: Data = {
        "id": ident,
        "type": type_,
        "title": record.label,
        "doc_no": record.doc_no or "",
        "date": record.date.isoformat() if record.date else "",
        "problems": problems,
    }
    if duplicate:
        return {**data, "duplicate_of": duplicate}
    return data


def _title(name: str) -> str:
    return _path_of(name).stem.strip()[:300] or "材料"


def _path_of(name: str) -> PurePosixPath:
    """The name of a file as a path: browsers on Windows may send a whole one with backslashes."""
    return PurePosixPath(name.replace("\\", "/"))


def _free_place(office: Office, unit: str, name: str) -> Path:
    """A place for the file under its unit: a name that every system can hold, numbered where it is
    taken.
    """
    stem = UNFIT.sub("", _title(name)).strip(". ")
    suffix = _suffix(name)
    while len(f"{stem}{suffix}".encode()) > LONGEST_NAME - 20:
        stem = stem[:-1]
    stem = stem or "材料"
    folder = re.sub(r"[^\w\u4e00-\u9fff（）-]", "", unit) or "材料"
    for number in range(1, 10_000):
        mark = f"（{number}）" if number > 1 else ""
        path = place(office.desk.path, f"evidence/files/{folder}/{stem}{mark}{suffix}")
        if not path.exists():
            return path
    raise Trouble(507, "同名的文件太多了，请换个名称")


UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
"""What some system does not take in a name, and what would turn its direction around."""
