"""Plays the season of the example county with the product's own commands, from last year's round to
the last bulletin.

Run from the project root, after ``python -m evidence.make_example``: ``python -m
evidence.make_example.season``. The register, the workspace's head and this year's round are written
by hand and stay as they are; everything else under example-county (last year's round and its
snapshot, the mock, the ledger, the bulletins, the journal) is made here, each step on its own day,
so that the same input gives the same bytes. With ``--check`` nothing is written.
"""

import contextlib
import io
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

from scoring import Session
from scoring.cli import main as shifan
from scoring.workspace import open_workspace

from . import last_year

HERE = Path(__file__).parent
TABLES = HERE / "rounds"
EXAMPLE = HERE.parent / "example-county"
REGISTER, THIS_YEAR, HEAD, LEDGER = (
    "evidence/register.yaml",
    "rounds/2026-self.yaml",
    "workspace.yaml",
    "rectification.yaml",
)
WRITTEN = (HEAD, REGISTER, THIS_YEAR)
WINDOW = "2025-01-01..2026-10-31"
SAMPLED = ("--by", "risk", "--size", "20", "--seed", "2026", "--person", "李明")


class Season:
    """A copy of the workspace, worked on day by day."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.tables = {
            path.stem: yaml.safe_load(path.read_text("utf-8")) for path in TABLES.glob("*.yaml")
        }
        self.written = {name: self.read(name) for name in WRITTEN}

    def read(self, name: str) -> str:
        return (self.home / name).read_bytes().decode("utf-8")

    def write(self, name: str, text: str) -> None:
        (self.home / name).write_bytes(text.encode("utf-8"))

    def edit(self, name: str, text: str) -> None:
        """The same by a person with an editor, while a session runs: the journal tells of it, and
        the next command finds the file as the newest line left it.

        Whose file it is, the system is not asked: the example has no account of the machine on
        which it was made.
        """
        unasked = mock.patch.object(Path, "owner", side_effect=NotImplementedError)
        with unasked, Session(self.home, watch=False) as session:
            self.write(name, text)
            session.refresh()

    def do(self, day: str, *words: str) -> str:
        """One command on its day. Raises RuntimeError where it does not end well."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                shifan(["-w", str(self.home), *words, "--today", day])
            except SystemExit as end:
                if end.code:
                    raise RuntimeError(f"{day} {words}: {end.code} {err.getvalue()}") from None
        return out.getvalue()

    def play(self) -> None:
        """The whole season, in its order."""
        self._last_year()
        self._early_autumn()
        self._stage("autumn")
        self._as_written()
        self._open_from_outside()
        self._stage("november")
        self.do("2026-11-20", "rectify", "sync", "--by", "李明")
        self.do(
            "2026-11-20", "rectify", "bulletin", "--week", "2026-11-16", "--issue", "--by", "李明"
        )
        self._mock()
        self._stage("mock")
        self.do("2026-11-25", "rectify", "sync", "--by", "李明", "--due", "2026-12-20")
        self.do(
            "2026-11-27", "rectify", "bulletin", "--week", "2026-11-23", "--issue", "--by", "李明"
        )

    def _last_year(self) -> None:
        """The round of the year before with the register of that time, kept; then this year's round
        takes over."""
        self.write("rounds/2025-self.yaml", last_year.round_text(self.written[THIS_YEAR], TABLES))
        self.write(REGISTER, last_year.register_text(self.written[REGISTER], TABLES))
        self.write(HEAD, self.written[HEAD].replace("round: 2026-self  ", "round: 2025-self  "))
        (self.home / THIS_YEAR).unlink()
        self.do("2025-12-01", "round", "freeze", "2025-self", "--by", "方静怡")
        taken = ("--from", "2025-self", "--switch", "--as-of", "2026-11-20", "--window", WINDOW)
        self.do("2026-03-02", "round", "new", "2026-self", *taken, "--by", "方静怡")
        if self.read(HEAD) != self.written[HEAD]:
            raise RuntimeError(
                "the switch back to this year's round did not give the workspace's own head"
            )

    def _early_autumn(self) -> None:
        """This year's round as far as it was in September, and the ledger that follows from it."""
        table = self.tables["early"]
        text = self.written[THIS_YEAR]
        for line in (TABLES / "early.yaml").read_text("utf-8").splitlines():
            if found := last_year.FINDING.match(line):
                text = re.sub(
                    rf'^  "{re.escape(found["code"])}": .*$', found[0], text, flags=re.MULTILINE
                )
        self.edit(THIS_YEAR, text)
        register = self.written[REGISTER]
        for ident in table["lacking"]:
            register = re.sub(
                rf"^- id: {ident}\n(?:(?!- id: ).*\n)*", "", register, flags=re.MULTILINE
            )
        self.write(REGISTER, register)
        self.do("2026-09-07", "rectify", "sync", "--by", "李明", "--due", "2026-12-15")
        self._fill_in()
        self.write(REGISTER, self.written[REGISTER])

    def _as_written(self) -> None:
        """This year's round as it stands in the end."""
        self.edit(THIS_YEAR, self.written[THIS_YEAR])

    def _fill_in(self) -> None:
        """What people add to the ledger by hand: who answers, the effort, and what comes first."""
        text = self.read(LEDGER)
        for named, (person, effort, *first) in self.tables["ledger"].items():
            ident = self._item(named)
            after = (
                f"  after: [{', '.join(self._item(other) for other in first)}]\n" if first else ""
            )
            added = f"  person: {person}\n  effort: {effort}\n{after}"
            begin = text.index(f"- id: {ident}\n")
            at = text.index("  measures:", begin)
            text = text[:at] + added + text[at:]
        self.edit(LEDGER, text)

    def _item(self, named: str) -> str:
        """The id of the item of an indicator and a cause."""
        wanted = tuple(named.split())
        for item in open_workspace(self.home).whole().ledger:
            if (item.indicator, item.cause) == wanted:
                return item.id
        raise RuntimeError(f"no item for {named}")

    def _stage(self, name: str) -> None:
        ids = {
            (item.indicator, item.cause): item.id
            for item in open_workspace(self.home).whole().ledger
        }
        for day, step, named, who, *options in self.tables["moves"]["stages"][name]:
            words: list[Any] = [
                f"--{key}={value}" for said in options for key, value in said.items()
            ]
            indicator, cause = named.split()
            if step == "close":
                self._found_anew(indicator)
            self.do(str(day), "rectify", step, ids[indicator, cause], "--by", who, *words)

    def _found_anew(self, indicator: str) -> None:
        """The finding of an indicator as it is once its items are mended: none is closed while its
        loss stands."""
        line = re.compile(rf'^  "{re.escape(indicator)}": .*$', re.MULTILINE)
        mended = line.search(self.written[THIS_YEAR])
        if mended is not None:
            self.edit(THIS_YEAR, line.sub(lambda _: mended[0], self.read(THIS_YEAR)))

    def _open_from_outside(self) -> None:
        """What others found: the provincial inspection, and the superior office."""
        for found in self.tables["outside"]:
            words = [f"--{key}={value}" for key, value in found.items() if key != "day"]
            self.do(str(found["day"]), "rectify", "open", *words, "--by", "李明")

    def _mock(self) -> None:
        """Two inspectors verify a sample of this year's round."""
        terms = (
            "--kind",
            "mock",
            "--basis",
            "2026-self",
            "--as-of",
            "2026-11-24",
            "--window",
            "2025-01-01..2026-10-31",
        )
        table = self.tables["mock"]
        for name in table:
            self.do("2026-11-23", "round", "new", name, *terms, "--by", "李明")
        self.do("2026-11-23", "round", "sample", "2026-mock", *SAMPLED)
        entries: dict[str, list[re.Match[str]]] = {}
        for line in (TABLES / "mock.yaml").read_text("utf-8").splitlines():
            if line.startswith('"'):
                entries[line.strip('":')] = []
            elif found := re.match(r'^    "(?P<code>[\d.]+)": (?P<entry>\{.*\})$', line):
                entries[list(entries)[-1]].append(found)
        for name, found in entries.items():
            text = self.read(f"rounds/{name}.yaml")
            head = table[name]
            text = text.replace("# assessor: 评分单位", f"assessor: {head['assessor']}")
            text = text.replace(
                "# inspectors: [评查人员]", f"inspectors: [{'、'.join(head['inspectors'])}]"
            )
            for entry in found:
                text = _filled(text, entry["code"], entry["entry"])
            self.edit(f"rounds/{name}.yaml", text)


def _filled(text: str, code: str, entry: str) -> str:
    """A round with the blank line of an indicator filled in; what was claimed when the blank was
    made stays in it."""
    blank = re.compile(
        rf'^  # "{re.escape(code)}": \{{.*?(?P<claimed>, claimed: [\d.]+)?\}}$', re.MULTILINE
    )
    made, count = blank.subn(
        lambda found: f'  "{code}": {entry[:-1]}{found["claimed"] or ""}}}', text
    )
    if count != 1:
        raise RuntimeError(f"the round has no blank for {code}")
    return made


def run(*, check: bool) -> int:
    """Play in a copy, then put what was made into the example; with ``check`` only say what would
    be different."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "season"
        shutil.copytree(EXAMPLE, home, ignore=shutil.ignore_patterns(".shifan", "reports"))
        for name in _made(home):
            (home / name).unlink()
        season = Season(home)
        season.play()
        if any(season.read(name) != text for name, text in season.written.items()):
            raise RuntimeError("a file that is written by hand was changed")
        differ = 0
        for name in sorted(_made(home) | _made(EXAMPLE)):
            data = (home / name).read_bytes() if (home / name).exists() else b""
            target = EXAMPLE / name
            same = target.exists() and _comparable(name, target.read_bytes()) == _comparable(
                name, data
            )
            differ += not same
            print(f"{len(data):>8}  {name}{'' if same else '  differs'}")
            if not (check or same):
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(data)
    return 1 if check and differ else 0


def _comparable(name: str, data: bytes) -> object:
    """A file as it is compared: lines of the journal without the moment of their writing and what
    follows from it."""
    if name != "journal.jsonl":
        return data
    lines = [json.loads(line) for line in data.splitlines()]
    return [
        {key: value for key, value in line.items() if key not in ("at", "prev")} for line in lines
    ]


def _made(home: Path) -> set[str]:
    """The files below ``home`` that the season makes, by name."""
    patterns = ("rounds/2025-*", "rounds/2026-mock*", LEDGER, "bulletins/*", "journal.jsonl")
    return {path.relative_to(home).as_posix() for name in patterns for path in home.glob(name)}


if __name__ == "__main__":
    sys.exit(run(check="--check" in sys.argv[1:]))
