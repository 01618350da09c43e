"""Reads a package that comes from a stranger: checked entry by entry, in memory, within bounds,
never unpacked here.

Nothing of a package is believed before its manifests are: every entry stands in one of them with
its digest, and nothing stands beside them. Names lead nowhere, because only names that the program
itself would have written are taken. The size that an archive declares is never trusted: what is
read is counted.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from scoring.schema import Record
from scoring.submission import contents
from scoring.submission.model import FileRecord, Package, RefusedError, Statement, parse_json
from scoring.zip_faults import ZIP_FAULTS, is_zip_fault

DECLARATION, MANIFEST = "bagit.txt", "manifest-sha256.txt"
TAG_MANIFEST, INFO = "tagmanifest-sha256.txt", "bag-info.txt"
TAGS = frozenset({DECLARATION, MANIFEST, TAG_MANIFEST, INFO, contents.STATEMENT})
LARGEST_EVIDENCE = 4 * 1024**3
CHUNK = 1 << 20

_TORN = "不是完整的 zip 压缩包，可能没有拷完或已损坏"
_LINE = re.compile(r"([0-9a-f]{64})  (\S[^\x00-\x1f]*)")
_TOP = re.compile(r"[A-Za-z0-9._=-]{1,200}")
R = TypeVar("R", bound=Record)


def read_package(source: Path | bytes, *, evidence: bool = True) -> Package:
    """The package in a zip, as a file or as bytes. Raises :class:`RefusedError`, or ``OSError`` for
    the file itself.

    ``evidence=False`` leaves unread what it may bring of evidence files: enough to score it.
    """
    stream: Any = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        with zipfile.ZipFile(stream) as archive:
            return _Reader(archive).package(evidence=evidence)
    except ZIP_FAULTS as error:
        raise RefusedError(_TORN) from error
    except OSError as error:
        if not is_zip_fault(error):
            raise
        raise RefusedError(_TORN) from error


class _Reader:
    """One archive while it is read: entries by their path inside the package, and how much may
    still be read.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = _entries(archive)
        self._left = contents.MOST_TOTAL

    def package(self, *, evidence: bool) -> Package:
        if DECLARATION not in self._entries or contents.STATEMENT not in self._entries:
            raise RefusedError("不是报送包：里面没有 bagit.txt 或 submission.json")
        # The manifests first: no entry is parsed before it is known to stand in one of them.
        tags = self._read_all(TAGS & self._entries.keys())
        fingerprint = self._verified(tags, evidence=evidence)
        statement = _statement(tags[contents.STATEMENT])
        payload = self._payload()
        # Evidence is large, and only its digest counts: it is never held.
        raw = self._read_all(name for name in payload if not name.startswith(contents.EVIDENCE))
        self._compare(raw, _manifest(tags[MANIFEST], MANIFEST))
        return _package(statement, fingerprint, raw)

    def _payload(self) -> list[str]:
        return [name for name in self._entries if name.startswith("data/")]

    def _verified(self, tags: Mapping[str, bytes], *, evidence: bool) -> str:
        """The fingerprint, once the manifests name every entry and their digests are right."""
        for name in (MANIFEST, TAG_MANIFEST):
            if name not in tags:
                raise RefusedError(f"报送包里没有校验清单 {name}")
        if not tags[DECLARATION].startswith(b"BagIt-Version: 1.0"):
            raise RefusedError("bagit.txt 不是报送包的声明文件")
        tag_lines = _manifest(tags[TAG_MANIFEST], TAG_MANIFEST)
        lines = _manifest(tags[MANIFEST], MANIFEST)
        # A manifest cannot name itself; its digest is the fingerprint of the whole.
        if tag_lines.keys() != tags.keys() - {TAG_MANIFEST}:
            raise RefusedError("校验清单与包里的文件对不上")
        self._compare({name: tags[name] for name in tag_lines}, tag_lines)
        payload = set(self._payload())
        if extra := sorted(payload - lines.keys()):
            raise RefusedError(f"包里有校验清单之外的文件“{extra[0][:80]}”")
        if missing := sorted(lines.keys() - payload):
            raise RefusedError(f"包里缺少校验清单列出的文件“{missing[0][:80]}”")
        if evidence:
            self._verify_evidence(lines)
        return hashlib.sha256(tags[TAG_MANIFEST]).hexdigest()

    def _compare(self, raw: Mapping[str, bytes], lines: Mapping[str, str]) -> None:
        for name, data in raw.items():
            if hashlib.sha256(data).hexdigest() != lines[name]:
                raise RefusedError(f"文件“{name[:80]}”与校验清单不符：打包以后被改动过，或已损坏")

    def _verify_evidence(self, lines: Mapping[str, str]) -> None:
        for name, digest in lines.items():
            if name.startswith(contents.EVIDENCE) and self._digest(name) != digest:
                raise RefusedError(f"佐证文件“{name[:80]}”与校验清单不符")

    def _digest(self, name: str) -> str:
        """The digest of a file that is too large to be held."""
        hasher, size = hashlib.sha256(), 0
        with self._archive.open(self._entries[name]) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > LARGEST_EVIDENCE:
                    raise RefusedError(f"佐证文件“{name[:80]}”太大")
                hasher.update(chunk)
        return hasher.hexdigest()

    def _read_all(self, names: Any) -> dict[str, bytes]:
        return {name: self._read(name) for name in sorted(names)}

    def _read(self, name: str) -> bytes:
        most = min(contents.MOST_FILE, self._left)
        with self._archive.open(self._entries[name]) as stream:
            # One byte more tells a file that is too large from one that just fits.
            data = stream.read(most + 1)
        if len(data) > most:
            raise RefusedError(f"文件“{name[:80]}”展开后太大，没有展开")
        self._left -= len(data)
        return data


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The entries by their path below the one folder of the package; refused as a whole where one
    is not sound.
    """
    listed = archive.infolist()
    if len(listed) > contents.MOST_ENTRIES + contents.MOST_EVIDENCE:
        raise RefusedError(f"压缩包里有 {len(listed)} 个文件，太多了")
    infos = [info for info in listed if not info.is_dir()]
    members: dict[str, zipfile.ZipInfo] = {}
    tops: set[str] = set()
    folded: set[str] = set()
    for info in infos:
        _check_entry(info)
        top, slash, path = info.filename.partition("/")
        if not slash or not _TOP.fullmatch(top):
            raise RefusedError("不是报送包：压缩包里应当只有一个文件夹")
        # On a disk that knows no capitals one of the two would take the other's place.
        if info.filename.lower() in folded:
            raise RefusedError(f"压缩包里有两份“{path[:80]}”")
        folded.add(info.filename.lower())
        tops.add(top)
        members[path] = info
    if len(tops) != 1:
        raise RefusedError("不是报送包：压缩包里应当只有一个文件夹")
    _check_names(members)
    return members


def _check_entry(info: zipfile.ZipInfo) -> None:
    """Refuses what no package of ours holds: locks, links, names that lead away."""
    name = info.filename
    if info.flag_bits & 1:
        raise RefusedError("压缩包加了密码", "请去掉密码后重新报送。")
    # An archive made on Windows says nothing of the kind (0).
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise RefusedError(f"压缩包里的“{name[:80]}”是链接或特殊文件")
    parts = name.split("/")
    # zipfile cuts a name off at a NUL and, on Windows, turns its backslashes round: what stands in
    # the archive is asked as well.
    odd = not name.isascii() or re.search(r"[\x00-\x1f\x7f\\:]", info.orig_filename)
    if odd or name.startswith("/") or {"..", ".", ""} & set(parts):
        raise RefusedError("压缩包里的文件名指向包外，或不是 shifan 写的文件名")
    # A small file that claims to be large is a bomb, whatever is in it.
    if info.file_size > CHUNK and info.file_size > 200 * max(info.compress_size, 1):
        raise RefusedError(f"“{name[:80]}”展开后的大小与压缩包不相称，没有展开")


def _check_names(entries: Mapping[str, zipfile.ZipInfo]) -> None:
    others = 0
    rounds = 0
    for path in entries:
        if path in TAGS or path in {contents.FILES, contents.SCORE, contents.TREE}:
            continue
        if path.startswith(contents.EVIDENCE):
            continue
        place = None
        if path.startswith(contents.WORKSPACE):
            place = contents.place_in_workspace(path.removeprefix(contents.WORKSPACE))
        if place is None:
            raise RefusedError(f"包里有报送包不该有的文件“{path[:80]}”")
        others += 1
        rounds += place.startswith("rounds/")
    if rounds > contents.MOST_ROUNDS:
        raise RefusedError(f"包里有 {rounds} 个轮次文件，超过上限 {contents.MOST_ROUNDS} 个")
    if others > contents.MOST_ENTRIES:
        raise RefusedError(f"包里有 {others} 个文件，超过上限 {contents.MOST_ENTRIES} 个")


def _manifest(raw: bytes, name: str) -> dict[str, str]:
    """What a manifest says, by path. Ours alone are read: one form, no path twice."""
    digests: dict[str, str] = {}
    try:
        lines = raw.decode("ascii").splitlines()
    except UnicodeDecodeError:
        raise RefusedError(f"校验清单 {name} 不是 shifan 写的") from None
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match[2] in digests:
            raise RefusedError(f"校验清单 {name} 写法不对或自相矛盾")
        digests[match[2]] = match[1]
    return digests


def _statement(raw: bytes) -> Statement:
    data = parse_json(raw, contents.STATEMENT)
    # Before anything else of it: a newer version may have keys that this one does not know.
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, int) and version > contents.VERSION:
        raise RefusedError("报送包是更新版本的 shifan 打的", "请先升级本机的 shifan，再接收。")
    return _record(Statement, data, contents.STATEMENT)


def _record(model: type[R], data: Any, name: str) -> R:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])[:60]
        raise RefusedError(f"{name} 的内容不对（{place or '格式'}）") from None


def _package(statement: Statement, fingerprint: str, raw: Mapping[str, bytes]) -> Package:
    files = {}
    for path, data in raw.items():
        if path.startswith(contents.WORKSPACE):
            place = contents.place_in_workspace(path.removeprefix(contents.WORKSPACE))
            if place is not None:
                files[place] = data
    if "workspace.yaml" not in files:
        raise RefusedError("报送包里没有 workspace.yaml")
    # Counted in the bytes: to parse a million empty records takes half a minute and gigabytes.
    register = files.get("evidence/register.yaml", b"")
    if register.startswith(b"- ") + register.count(b"\n- ") > contents.MOST_RECORDS:
        raise RefusedError(f"佐证登记表超过 {contents.MOST_RECORDS} 条，太多了")
    if contents.SCORE in raw:
        score = parse_json(raw[contents.SCORE], contents.SCORE)
    else:
        score = {}
    return Package(
        statement,
        fingerprint,
        files,
        _facts(raw.get(contents.FILES, b"{}")),
        score if isinstance(score, dict) else {},
        raw.get(contents.TREE),
    )


def _facts(raw: bytes) -> dict[str, FileRecord]:
    data = parse_json(raw, contents.FILES)
    if not isinstance(data, dict) or len(data) > contents.MOST_RECORDS:
        raise RefusedError(f"{contents.FILES} 的内容不对")
    return {ident: _record(FileRecord, item, contents.FILES) for ident, item in data.items()}
