"""Random workspaces, and random changes of every kind to one that stays open: by the write path, and by hand."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import strategies
from strategies import Data, Dice

from scoring.live import Session
from scoring.problems import ScoringError
from scoring.storage import DROP
from scoring.workspace.changes import Author, Change

AUTHOR = Author("张三", date(2026, 11, 22), via="web")
REGISTER, LEDGER, SETTINGS = "evidence/register.yaml", "rectification.yaml", "workspace.yaml"


@dataclass(frozen=True)
class Thrown(Dice):
    """Dice that are thrown by chance alone, from a seed."""

    draw: Any = None
    chances: random.Random = field(default_factory=random.Random)

    def roll(self, low: int, high: int) -> int:
        return self.chances.randint(low, high) if high > low else low


def dice(seed: int) -> Thrown:
    return Thrown(chances=random.Random(seed))


def workspace(d: Thrown, folder: Path) -> Data:
    """A random workspace as files in ``folder``; what they hold."""
    tree = strategies.tree_of(d)
    register, files = strategies.register_of(d, tree)
    rounds = strategies.rounds_of(d, tree, strategies.points_of(tree), [record["id"] for record in register])
    leaves = [node["code"] for node, own in strategies.all_nodes(tree["indicators"]) if own == "base"]
    about: Data = {"name": "示例县", "level": "县", "tree": "indicators/random-tree.yaml", "round": "2026-self"}
    about["units"] = {unit: {"aliases": [unit[3:]]} for unit in strategies.UNITS}
    space = {"workspace": about, "tree": tree, "register": register, "rounds": rounds, "files": files}
    space["ledger"] = strategies.ledger_of(d, leaves)
    strategies.write(space, folder)
    return space


@dataclass
class Player:
    """Makes one random change after the other in the workspace of a session."""

    session: Session
    space: Data
    d: Thrown
    broken: dict[Path, bytes] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.session.path

    def step(self) -> str:
        """One change, and what it was."""
        if self.broken and self.d.chance(60):
            return self.mend()
        kinds: list[tuple[int, Callable[[], str]]] = [
            (30, self.finding),
            (8, self.not_applicable),
            (14, self.evidence),
            (8, self.item),
            (4, self.veto),
            (10, self.move_records),
            (6, self.comment),
            (5, self.policy),
            (4, self.drop_record),
            (3, self.double_record),
            (4, self.evidence_file),
            (4, self.break_file),
            (3, self.settings),
        ]
        pick = self.d.roll(1, sum(weight for weight, _ in kinds))
        for weight, kind in kinds:
            pick -= weight
            if pick <= 0:
                return kind()
        raise AssertionError

    # By the write path

    def submit(self, *changes: Change) -> str:
        try:
            answer = type(self.session.submit(list(changes), AUTHOR)).__name__
        except ScoringError as error:  # a record that was dropped by hand, a file that was broken by hand
            answer = type(error).__name__
        return f"{changes[0].kind} {changes[0].key} {dict(changes[0].fields)} {answer}"

    def round_and_leaf(self) -> tuple[str, Data, Data]:
        round_ = self.d.pick(self.space["rounds"])
        leaves = [node for node, _ in strategies.all_nodes(self.space["tree"]["indicators"]) if "children" not in node]
        return f"rounds/{round_['round']}.yaml", round_, self.d.pick(leaves)

    def finding(self) -> str:
        file, round_, leaf = self.round_and_leaf()
        points = strategies.points_of(self.space["tree"])[leaf["code"]]
        new = strategies.finding_for(self.d, leaf.get("rule", {"type": "judged"}), points)
        if round_["kind"] != "self" and self.d.chance(40):
            new = {"score": self.d.points(points), "reason": "现场核验"}
        return self.replace(file, leaf["code"], new)

    def not_applicable(self) -> str:
        file, _, leaf = self.round_and_leaf()
        if self.d.chance(30):
            return self.submit(Change("finding", file, leaf["code"], value=DROP))
        return self.replace(file, leaf["code"], {"not_applicable": "本级无此职权", "approved_by": "专班"})

    def replace(self, file: str, code: str, new: Data) -> str:
        return self.submit(Change("finding", file, code, value=new))

    def evidence(self) -> str:
        if not self.space["register"]:
            return "nothing"
        ident = self.d.pick(self.space["register"])["id"]
        fields = self.d.pick(
            [
                {"date": self.d.day(900)},
                {"date": DROP},
                {"review": {"state": self.d.pick(["accepted", "returned", "pending"]), "by": "李明"}},
                {"kind": self.d.pick(["文件", "图片", "说明"])},
                {"title": f"材料 {self.d.roll(0, 99)}"},
                {"unit": self.d.pick(strategies.UNITS)},
                {"proves": self.d.pick(self.space["register"]).get("proves", [])},
            ]
        )
        return self.submit(Change("evidence", REGISTER, ident, fields))

    def item(self) -> str:
        if not self.space["ledger"]:
            return "nothing"
        item = self.d.pick(self.space["ledger"])
        fields = self.d.pick(
            [{"due": self.d.day(30, 60)}, {"person": "王敏"}, {"lead": [self.d.pick(strategies.UNITS)]}]
        )
        return self.submit(Change("item", LEDGER, item["id"], fields))

    def veto(self) -> str:
        vetoes = self.space["tree"].get("vetoes", [])
        if not vetoes:
            return "nothing"
        file, _, _ = self.round_and_leaf()
        return self.submit(Change("veto", file, self.d.pick(vetoes)["code"], value=self.d.flag()))

    # By hand

    def texts(self) -> list[Path]:
        return [self.path / REGISTER, self.path / LEDGER, *sorted((self.path / "rounds").glob("*.yaml"))]

    def edit(self, path: Path, change: Callable[[str], str]) -> str:
        text = path.read_text("utf-8")
        path.write_text(change(text), "utf-8", newline="")
        return f"edited {path.name}"

    def parts(self, text: str) -> list[str]:
        """A list cut at its dashes, or the findings of a round cut at their codes, with what is around them."""
        found = re.split(r"^(?=- )", text, flags=re.MULTILINE)
        if len(found) > 1:
            return found
        return re.split(r"^(?=  \"?[0-9][^\n]*:)", text, flags=re.MULTILINE)

    def move_records(self) -> str:
        def change(text: str) -> str:
            parts = self.parts(text)
            if len(parts) < 3 or not parts[-1].endswith("\n"):
                return text
            last = parts.pop()
            body = parts[1:]
            self.d.chances.shuffle(body)
            return "".join([parts[0], *body, last])

        return "moved: " + self.edit(self.d.pick(self.texts()), change)

    def drop_record(self) -> str:
        def change(text: str) -> str:
            parts = self.parts(text)
            if len(parts) > 2:
                del parts[self.d.roll(1, len(parts) - 2)]
            return "".join(parts)

        return "dropped: " + self.edit(self.d.pick(self.texts()), change)

    def double_record(self) -> str:
        def change(text: str) -> str:
            parts = self.parts(text)
            if len(parts) > 2:
                at = self.d.roll(1, len(parts) - 2)
                parts.insert(self.d.roll(1, len(parts) - 1), parts[at])
            return "".join(parts)

        path = self.d.pick(self.texts())
        self.broken.setdefault(path, path.read_bytes())
        return "doubled: " + self.edit(path, change)

    def comment(self) -> str:
        def change(text: str) -> str:
            lines = text.splitlines(keepends=True)
            lines.insert(
                self.d.roll(0, len(lines)), self.d.pick(["# 备注\n", "\n", "    # 缩进的备注\n", "\n\n# 两行\n"])
            )
            return "".join(lines)

        return "comment: " + self.edit(self.d.pick(self.texts()), change)

    def break_file(self) -> str:
        path = self.d.pick([*self.texts(), self.path / SETTINGS])
        self.broken.setdefault(path, path.read_bytes())
        torn = self.d.pick(['"', "{", "\t", "- [", "：", "*x", "---\n", "<<: 1\n", "\u2028", "\r", "  x: 1\n"])

        def change(text: str) -> str:
            at = self.d.roll(0, len(text))
            return text[:at] + torn + text[at:]

        return f"broke with {torn!r}: " + self.edit(path, change)

    def mend(self) -> str:
        path, raw = self.broken.popitem()
        path.write_bytes(raw)
        return f"mended {path.name}"

    def policy(self) -> str:
        path = self.path / self.space["workspace"]["tree"]
        policy = self.d.pick(["convert", "block", "spread", "full"])
        return "policy: " + self.edit(
            path, lambda text: re.sub(r"^not_applicable: .*$", f"not_applicable: {policy}", text, flags=re.MULTILINE)
        )

    def settings(self) -> str:
        return "settings: " + self.edit(
            self.path / SETTINGS,
            lambda text: re.sub(r"^name: .*$", f"name: 示例县{self.d.roll(1, 9)}", text, flags=re.M),
        )

    def evidence_file(self) -> str:
        files = [
            path for path in (self.path / "evidence").rglob("*") if path.is_file() and path.name != "register.yaml"
        ]
        if not files:
            return "nothing"
        path = self.d.pick(files)
        path.write_bytes(path.read_bytes() + b"x") if self.d.chance(60) else path.unlink()
        self.session.sweep()
        return f"file {path.name}"
