"""The doors of the program, and what a stranger may push through each.

A door writes its input into the workspace ``w`` of a bench and gives the steps that take it in:
command lines, or functions where the door is no command. ``attempt`` makes one input and tells what
was wrong with how it was taken.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import traceback
import warnings
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any

import helpers_region
from fuzz import stock
from fuzz.keeping import Clock, peak_mb
from fuzz.spoiling import (
    WORDS,
    Random,
    odd_value,
    packed,
    spoiled,
    spoiled_data,
    spoiled_text,
    spoiled_zip,
)
from fuzz.stock import TODAY, WHO
from helpers_outputs import call
from starlette.testclient import TestClient

from scoring.sheets.review_file import digest

SLOW = 20
"""Seconds after which a run counts as hanging."""
LARGE = 1_536
"""Megabytes that no process may hold."""
GIVEN_UP = 150
"""Seconds on the clock after which a run is broken off, on a machine that is busy elsewhere."""
HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What no terminal is to be shown."""
Step = list[str] | Callable[[], None]
_peak = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that was not taken as it should be; ``seed`` makes it again."""

    door: str
    seed: int
    what: str


class HangError(BaseException):
    """A run was given up."""


class Bench:
    """Where inputs are tried: a fresh workspace for each, and a folder that is none of its business
    beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "w"
        self.outside = folder / "outside"
        self.site: Any = None
        self.clients: dict[str, TestClient] = {}
        self.visits = 0
        (self.outside / "old").mkdir(parents=True, exist_ok=True)
        for path in (self.outside / "mine.txt", self.outside / "old" / "photo.txt"):
            path.write_text("mine", "utf-8")
        for path in (*self.outside.rglob("*"), self.outside):
            os.utime(path, (1_700_000_000, 1_700_000_000))
        self.before = self.state()

    def state(self) -> dict[str, tuple[int, int, bytes]]:
        """Everything outside the workspace: rights, times, bytes, and which names there are."""
        names = {
            name.name: (0, 0, b"")
            for name in self.folder.iterdir()
            if name.name not in ("w", "desk")
        }
        for path in (self.outside, *self.outside.rglob("*")):
            info = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            names[str(path)] = (info.st_mode, info.st_mtime_ns, content)
        return names

    def fresh(self) -> Path:
        """The used workspace, as new."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(stock.used(), self.home)
        return self.home

    def client(self, login: str) -> TestClient:
        """Somebody at the workbench; after many inputs it is another workbench."""
        self.visits += 1
        if self.site is None or self.visits % 500 == 0:
            self.close()
            shutil.rmtree(self.folder / "desk", ignore_errors=True)
            (self.folder / "desk").mkdir()
            self.site = stock.site(self.folder / "desk")
        if login not in self.clients:
            self.clients[login] = self.site.client(login, "127.0.0.1")
        return self.clients[login]

    def close(self) -> None:
        """Ends the workbench, if there is one."""
        if self.site is not None:
            self.site.office.close()
        self.site = None
        self.clients.clear()


def attempt(door: str, seed: int, bench: Bench) -> Finding | None:
    """One input through one door, and what went wrong with it."""
    global _peak
    chance = Random(seed)
    home = bench.fresh()
    clock = Clock()
    what = _broken(bench, DOORS[door](bench, home, chance))
    seconds = clock.seconds()
    highest = peak_mb()
    if what is None and seconds > SLOW:
        what = f"{seconds:.0f} seconds"
    if what is None and highest > max(LARGE, _peak):
        what = f"{highest} MB"
    _peak = max(_peak, highest)
    if what is None and bench.state() != bench.before:
        what = "something outside of the workspace was touched"
    return None if what is None else Finding(door, seed, what)


def _broken(bench: Bench, steps: list[Step]) -> str | None:
    """What the steps did that they must not, apart from what they took."""

    def expire(number: int, frame: FrameType | None) -> None:
        raise HangError("".join(traceback.format_stack(frame, 12)))

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, GIVEN_UP)
    try:
        for step in steps:
            what = _answered(step) if isinstance(step, list) else step()
            if what is not None:
                return what
    except HangError as error:
        return f"given up after {GIVEN_UP} seconds: {error}"
    except Exception as error:  # noqa: BLE001 - whatever gets through the boundary is a finding
        return f"{type(error).__name__}: {error} " + "".join(
            traceback.format_tb(error.__traceback__)[-3:]
        )
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return None


def _answered(words: list[str]) -> str | None:
    code, out, err = call(*words)
    shown = words[:6]
    if code not in (0, 1, 2, 3, 4) or "Traceback" in err or "内部错误" in err:
        return f"exit {code} of {shown}: {err.strip()[-300:]}"
    if sign := HIDDEN.search(out + err):
        return f"{sign[0]!r} on the terminal by {shown}"
    return None


def _at(home: Path, *commands: str) -> list[Step]:
    """Commands as they are typed, one a line, in the workspace."""
    return [["-w", str(home), *command.split()] for command in commands]


WRITING = f"rectify progress R0001 --unit 县司法局 --note 在办 --by {WHO} --today {TODAY}"


def workspace_file(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A file that somebody edited."""
    path = chance.choice(
        [path for path in sorted(home.rglob("*.yaml")) if ".shifan" not in path.parts]
    )
    path.write_bytes(spoiled_text(path.read_bytes(), chance))
    reading = [
        "score",
        "gaps",
        "rectify list",
        "evidence list",
        "indicators show sample",
        "round compare",
        "explain 1.1",
    ]
    return _at(home, "check", chance.choice(reading))


def workspace_write(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A write into a workspace of which somebody edited a file."""
    path = chance.choice(
        [path for path in sorted(home.rglob("*.yaml")) if ".shifan" not in path.parts]
    )
    path.write_bytes(spoiled_text(path.read_bytes(), chance))
    writing = [
        WRITING,
        f"evidence map E0001 1.2 --by {WHO} --today {TODAY}",
        f"evidence review E0001 --accept --by {WHO} --today {TODAY}",
        f"rectify sync --today {TODAY}",
        f"round new 2027-self --today {TODAY}",
        f"rectify bulletin --issue --by {WHO} --today {TODAY}",
    ]
    return _at(home, chance.choice(writing), "check")


def journal(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A journal that somebody edited, and a write after it."""
    path = home / "journal.jsonl"
    raw = path.read_bytes()
    if chance.random() < 0.5 and raw.strip():
        lines = [json.loads(line) for line in raw.splitlines()]
        at = chance.randrange(len(lines))
        lines[at] = spoiled_data(lines[at], chance)
        raw = "".join(json.dumps(line) + "\n" for line in lines).encode()
    else:
        raw = spoiled_text(raw, chance)
    path.write_bytes(raw)
    return _at(
        home,
        "check",
        f"rectify submit R0001 --evidence E0001 --by {WHO} --today {TODAY}",
        "rectify show R0001",
    )


def hidden_file(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """Something below ``.shifan``: our own, damaged, or a thing that came with the workspace."""
    folder = home / ".shifan"
    own = sorted(path for path in folder.rglob("*") if path.is_file())
    if own and chance.random() < 0.6:
        path = chance.choice(own)
        path.write_bytes(spoiled(path.read_bytes(), chance))
    else:
        _foreign(folder, chance)
    commands = [
        "check",
        "score",
        "evidence search 清单",
        "evidence suggest",
        f"report brief --to html --today {TODAY}",
    ]
    return _at(home, chance.choice(commands), f"evidence scan --ocr off --today {TODAY}", WRITING)


def _foreign(folder: Path, chance: Random) -> None:
    names = [
        "hashes",
        "probes.sqlite",
        "text.sqlite",
        "text.sqlite-journal",
        "probes.sqlite-wal",
        "pending.json",
        "lock",
    ]
    name = chance.choice(
        [
            *names,
            "pending-0123456789abcdef",
            "answers",
            "parts/x",
            "aside/x",
            "uploads/x",
            "incoming/x",
        ]
    )
    notes = [
        json.dumps({"files": {"../outside/mine.txt": "eA=="}, "line": "x"}),
        "[" * 5_000,
        "{}",
        "",
    ]
    content = chance.choice(notes).encode()
    if name.endswith("sqlite"):
        with closing(sqlite3.connect(":memory:")) as base:
            base.execute("create view probes as select 1 as file")
            content = base.serialize()
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if not path.is_dir() and path.parent.is_dir():
        path.write_bytes(spoiled(content, chance))


LINKED = (
    ".shifan reports bulletins journal.jsonl .shifan/incoming evidence/files/x templates rounds "
    "fonts indicators"
)
ALSO_LINKED = (
    "evidence evidence/register.yaml rectification.yaml workspace.yaml .shifan/parts "
    ".shifan/uploads .shifan/lock"
)


def link(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A link in place of a file or folder."""
    path = home / chance.choice(f"{LINKED} {ALSO_LINKED}".split())
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    outside = [
        "../outside",
        "../outside/mine.txt",
        "../outside/old",
        str(bench.outside),
        "../outside/new.txt",
    ]
    path.symlink_to(chance.choice([*outside, ".", "rounds", "none", path.name]))
    commands = [
        f"report brief --to html --today {TODAY}",
        WRITING,
        "evidence list",
        "check",
        f"evidence scan --ocr off --today {TODAY}",
        f"round new 2027-self --today {TODAY}",
        f"rectify bulletin --issue --by {WHO} --today {TODAY}",
        "evidence search 清单",
    ]
    if chance.random() < 0.02:  # its cover sheet is printed, which takes long
        commands = [f"submit -o {home}/包.zip --today {TODAY}", "check"]
    return _at(home, *chance.sample(commands, 2))


def plan_to_import(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A document for ``indicators import``."""
    name, content = chance.choice(sorted(stock.plans().items()))
    path = home / name
    path.write_bytes(_spoiled_file(name, content, chance))
    return [["indicators", "import", str(path), "-o", str(home / "t.yaml")]]


def _spoiled_file(name: str, content: bytes, chance: Random) -> bytes:
    if content.startswith(b"PK"):
        return spoiled_zip(content, chance)
    if name.rpartition(".")[2] in ("txt", "html", "csv", "svg", "rtf", "mht", "json", "xml", "eml"):
        content = content.decode().encode(chance.choice(["utf-8", "gb18030", "utf-16"]), "replace")
        return spoiled_text(content, chance) if chance.random() < 0.5 else spoiled(content, chance)
    return spoiled(content, chance)


def workbook(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A workbook of ours that came back."""
    path = home / "表.xlsx"
    path.write_bytes(spoiled_zip(chance.choice(sorted(stock.books().items()))[1], chance))
    wish = ["--preview"] if chance.random() < 0.7 else ["--by", WHO]
    return [["-w", str(home), "sheet", "import", str(path), "--today", TODAY, *wish]]


def result(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A result file of the review book."""
    path = home / "核验结果.json"
    content = spoiled_data(json.loads(stock.result()), chance)
    if isinstance(content, dict) and chance.random() < 0.7:
        with suppress(UnicodeError):  # half a character has no digest
            content["digest"] = digest(content)
    raw = json.dumps(content, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")
    path.write_bytes(raw if chance.random() < 0.8 else spoiled(raw, chance))
    wish = ["--preview"] if chance.random() < 0.3 else []
    return [["-w", str(home), "sheet", "import", str(path), "--by", WHO, "--today", TODAY, *wish]]


NAMES = [
    "甲.txt",
    "../x",
    "../../outside/new.txt",
    "",
    "a/b",
    "..zip",
    "con",
    "\u2028",
    "x" * 300,
    "/abs",
    "a\\..\\b",
    "C:x",
]


def archive(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A zip that a unit sent: odd names, odd kinds, archives inside, damage."""
    path = home.parent / "w" / "包.zip"
    raw = _zip(chance, depth=0)
    path.write_bytes(spoiled(raw, chance) if chance.random() < 0.6 else raw)
    scan: Step = ["-w", str(home), "evidence", "scan", str(path), "--ocr", "off", "--today", TODAY]
    return [scan, *_at(home, "check")]


def _zip(chance: Random, depth: int) -> bytes:
    stream = BytesIO()
    methods = [*[zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED] * 6, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    with zipfile.ZipFile(stream, "w") as new:
        for at in range(chance.choice([1, 2, 3, 12])):
            name = chance.choice(
                [*NAMES, *(word.encode("utf-8", "replace").decode() for word in WORDS)]
            )
            info = zipfile.ZipInfo(f"{at}{name}" if chance.random() < 0.7 else name or "a")
            info.external_attr = chance.choice([0, 0o644, 0o120777, 0o40755, 0o10644, 0xFFFF]) << 16
            info.create_system = chance.choice([0, 3])
            info.date_time = chance.choice(
                [(1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58), (2026, 0, 0, 31, 63, 62)]
            )
            inner = depth < 3 and chance.random() < 0.05
            content = (
                _zip(chance, depth + 1)
                if inner
                else chance.choice([b"x" * 99, b"", bytes(300_000)])
            )
            info.filename += ".zip" if inner else ""
            with warnings.catch_warnings(action="ignore"):  # two members of one name
                new.writestr(info, content, chance.choice(methods))
    return stream.getvalue()


def document(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A file of any kind that becomes evidence."""
    name, content = chance.choice(sorted(stock.documents().items()))
    suffix = (
        name.rpartition(".")[2]
        if chance.random() < 0.9
        else chance.choice(["pdf", "docx", "zip", "txt", "xls"])
    )
    path = home / "evidence" / "files" / f"{name.rpartition('.')[0]}.{suffix}"
    path.write_bytes(_spoiled_file(name, content, chance))
    return _at(home, f"evidence scan --ocr off --today {TODAY}", "evidence list")


PIECES = [
    "{% for i in range(9) %}",
    "{% endfor %}",
    "{{ 1e400 }}",
    "{{ x }}",
    "{% if 1 %}",
    "{% endif %}",
    "{{ 'a' * 9 }}",
    "{% set a = [] %}",
    "{{ a.b.c }}",
    "{% include 'brief.html.j2' %}",
    "{% include '../workspace.yaml' %}",
    "{% extends 'base.html.j2' %}",
    "{{ ''.__class__ }}",
    "{{ ''.format_map }}",
    "{{ self }}",
    "{{ 7 // 0 }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ document }}",
    "{{ report|tojson }}",
    "<img src='file:///etc/passwd'>",
    "<link rel=stylesheet href='../../outside/mine.txt'>",
]


def template(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A template of the office's own."""
    (home / "templates").mkdir(exist_ok=True)
    text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 8))).encode()
    (home / "templates" / "brief.html.j2").write_bytes(
        spoiled(text, chance) if chance.random() < 0.5 else text
    )
    return _at(home, f"report brief --to html --today {TODAY}")


def arguments(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """What somebody types."""
    words = [
        *WORDS,
        "R0001",
        "E0001",
        "1.1",
        "2026-11-20",
        "-1",
        "",
        "甲",
        "--by",
        "--today",
        "--format",
        "json",
    ]
    words = [word for word in words if "\ud800" not in word]
    starts = (
        "explain|rectify show|evidence show|gaps --by|round compare|evidence search|score "
        "--round|report|check"
    )
    more = (
        "rectify start R0001 --by|evidence map E0001|evidence suggest|indicators show|rectify "
        "list --today|gaps --unit"
    )
    start = chance.choice(f"{starts}|{more}".split("|")).split()
    return [
        ["-w", str(home), *start, *(chance.choice(words) for _ in range(chance.randrange(1, 4)))]
    ]


def package(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A package that a county hands in to its region."""
    shutil.rmtree(home)
    region = helpers_region.office(home)
    raw = stock.package()
    how = chance.randrange(4)
    if how == 0:
        raw = spoiled(raw, chance)
    else:
        with zipfile.ZipFile(BytesIO(raw)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        victim = chance.choice(sorted(parts))
        if how == 1:
            parts[victim.rpartition("/")[0] + "/" + chance.choice(NAMES[1:])] = parts.pop(victim)
        elif victim.endswith(".json"):
            parts[victim] = json.dumps(spoiled_data(json.loads(parts[victim]), chance)).encode()
        else:
            parts[victim] = spoiled_text(parts[victim], chance)
        raw = packed(helpers_region.resealed(parts) if how == 3 else parts)
    (region / "incoming" / "报送.zip").write_bytes(raw)
    words = ["-w", str(region), "--today", TODAY, "--workers", "1"]
    return [["region", "collect", *words], ["region", "status", "-w", str(region)]]


JSON = {"content-type": "application/json"}
ROLES = ["unit", "head", "group", "lead", "inspector", "tracker", "admin"]


def upload(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A file that somebody sends to the workbench."""
    kind, content = chance.choice(sorted(stock.documents().items()))
    content = _spoiled_file(kind, content, chance)
    odd = [*NAMES, *(word.encode("utf-8", "replace").decode() for word in WORDS)]
    name = kind if chance.random() < 0.5 else f"{chance.choice(odd)}.{kind.rpartition('.')[2]}"
    fields = {"name": name, "size": len(content), "indicator": "1.1"}
    if chance.random() < 0.2:
        fields = spoiled_data(fields, chance)

    def send() -> str | None:
        client = bench.client(chance.choice(["unit", "group"]))
        answer = client.post("/uploads", content=json.dumps(fields), headers=JSON)
        if answer.status_code == 200 and content:
            token = answer.json()["token"]
            headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
            client.patch(
                f"/uploads/{token}",
                content=content[: answer.json().get("size", len(content))],
                headers=headers,
            )
            answer = client.post(f"/uploads/{token}")
        return _refused_soundly(answer, "/uploads")

    return [send]  # type: ignore[list-item]


def _refused_soundly(answer: Any, url: str) -> str | None:
    if answer.status_code >= 500 and answer.status_code not in (503, 507):
        return f"{answer.status_code} of {url}: {answer.text[:200]}"
    if answer.status_code == 429:
        return f"{url} was not tried: too many requests"
    if "Traceback" in answer.text:
        return f"a traceback of {url}"
    return None


def request(bench: Bench, home: Path, chance: Random) -> list[Step]:
    """A request that no page of ours would send."""
    from scoring.workbench.pages import SPOTS

    spots = [
        spot
        for spot in SPOTS
        if spot.path not in ("/events", "/logout") and "static" not in spot.path
    ]
    spot = chance.choice(spots)
    words = [
        "1.1",
        "1.2",
        "E0001",
        "R0001",
        "2026-self",
        "2026-mock",
        "V1",
        "县司法局",
        "%2e%2e",
        "%00",
        "x" * 300,
        "%0a",
    ]
    url = re.sub(r"\{[^}]*\}", lambda _: chance.choice(words), spot.path)
    method = chance.choice(spot.methods)
    keys = [
        "value",
        "expected",
        "fields",
        "to",
        "note",
        "by",
        "save",
        "q",
        "unit",
        "page",
        "finding",
        "reason",
        "score",
    ]
    body = {chance.choice(keys): odd_value(chance) for _ in range(chance.randrange(4))}
    texts = {key: str(value).encode("utf-8", "replace").decode() for key, value in body.items()}
    kind = chance.randrange(4)

    def ask() -> str | None:
        client = bench.client(chance.choice(ROLES))
        more: dict[str, Any] = {"content": json.dumps(body), "headers": JSON}
        if kind == 0:
            more = {
                "content": spoiled(json.dumps(body).encode(), chance),
                "headers": JSON,
            }
        elif kind == 1:
            more = {"data": texts}
        elif kind == 2 or method == "GET":
            more = {"params": {key: text[:500] for key, text in texts.items()}}
        return _refused_soundly(client.request(method, url, **more), f"{method} {url}")

    return [ask]  # type: ignore[list-item]


QUICK = frozenset(
    {
        "workspace",
        "writing",
        "journal",
        "import",
        "workbook",
        "result",
        "template",
        "arguments",
        "request",
    }
)
"""Doors that take an input in a few hundredths of a second: they are tried six times as often."""
DOORS: dict[str, Callable[[Bench, Path, Random], list[Step]]] = {
    "workspace": workspace_file,
    "writing": workspace_write,
    "journal": journal,
    "hidden": hidden_file,
    "links": link,
    "import": plan_to_import,
    "workbook": workbook,
    "result": result,
    "archive": archive,
    "document": document,
    "template": template,
    "arguments": arguments,
    "package": package,
    "upload": upload,
    "request": request,
}
