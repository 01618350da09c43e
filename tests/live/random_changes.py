"""Random workspaces, and random changes of every kind to one that stays open: by the write path,
and by hand."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import strategies
from strategies import Data, Dice

from scoring.actions import items, rounds
from scoring.live import Session
from scoring.problems import ScoringError
from scoring.rectification.transitions import Move
from scoring.rounds.parts import PartMove
from scoring.storage import DROP
from scoring.workspace.changes import Author, Change, ChangeSet, carry_out

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


POLICIES: tuple[Any, ...] = (None, *strategies.POLICIES, {"give": "1.5"})
"""What becomes of a leaf that is not applicable; each workspace takes the next one, None leaves it
to chance."""


def workspace(d: Thrown, folder: Path, number: int) -> Data:
    """A random workspace as files in ``folder``; what they hold.

    ``number`` makes sure that nothing is left to chance over several workspaces: each takes the
    next policy, and the leaves of one go through all kinds of rules, beginning with another kind in
    the next.
    """
    tree = strategies.tree_of(d, POLICIES[number % len(POLICIES)])
    full = strategies.points_of(tree)
    base = [node for node, own in strategies.all_nodes(tree["indicators"]) if own == "base"]
    leaves = [node for node in base if "children" not in node]
    for index, node in enumerate(leaves):
        kind = strategies.BASE_RULES[(number * 5 + index) % len(strategies.BASE_RULES)]
        node["rule"] = strategies.rule_for(d, kind, full[node["code"]])
    register, files = strategies.register_of(d, tree)
    rounds = strategies.rounds_of(
        d, tree, strategies.points_of(tree), [record["id"] for record in register]
    )
    codes = [node["code"] for node in base]
    about: Data = {
        "name": "示例县",
        "level": "县",
        "tree": "indicators/random-tree.yaml",
        "round": "2026-self",
    }
    about["units"] = {unit: {"aliases": [unit[3:]]} for unit in strategies.UNITS}
    space = {
        "workspace": about,
        "tree": tree,
        "register": register,
        "rounds": rounds,
        "files": files,
    }
    space["ledger"] = strategies.ledger_of(d, codes)
    strategies.write(space, folder)
    return space


@dataclass
class Player:
    """Makes one random change after the other in the workspace of a session."""

    session: Session
    space: Data
    d: Thrown
    broken: dict[Path, bytes] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)
    """What was changed and took effect, by kind."""
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    """Versions of records that somebody saw some time ago, by file and key."""

    @property
    def path(self) -> Path:
        return self.session.path

    def step(self) -> str:
        """One change, and what it was."""
        if self.broken and self.d.chance(60):
            return self.mend()
        kinds: list[tuple[int, Callable[[], str]]] = [
            (26, self.finding),
            (6, self.several),
            (5, self.at_once),
            (5, self.stale),
            (6, self.move_item),
            (4, self.move_part),
            (3, self.add_record),
            (3, self.faulty),
            (3, self.points),
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
            (4, self.switch_round),
        ]
        pick = self.d.roll(1, sum(weight for weight, _ in kinds))
        for weight, kind in kinds:
            pick -= weight
            if pick <= 0:
                before = self.session.refresh().version
                done = kind()
                self.session.refresh()
                if self.session.snapshot.version > before:
                    self.tally[kind.__name__] += 1
                return done
        raise AssertionError

    # By the write path

    def submit(self, *changes: Change, save_id: str = "") -> str:
        try:
            answer = type(self.session.submit(list(changes), AUTHOR, save_id)).__name__
        except (
            ScoringError
        ) as error:  # a record that was dropped by hand, a file that was broken by hand
            answer = type(error).__name__
        self.tally[f"answer {answer}"] += 1
        return f"{changes[0].kind} {changes[0].key} {dict(changes[0].fields)} {answer}"

    def from_outside(self, do: str, plan: Callable[[ChangeSet], object]) -> str:
        """What another process writes, which knows nothing of this session."""
        try:
            carry_out(self.path, AUTHOR, do, plan)
            answer = "Saved"
        except ScoringError as error:
            answer = f"{type(error).__name__} {error}"
        return f"{do} {answer}"

    def round_and_leaf(self) -> tuple[str, Data, Data]:
        round_ = self.d.pick(self.space["rounds"])
        leaves = [
            node
            for node, _ in strategies.all_nodes(self.space["tree"]["indicators"])
            if "children" not in node
        ]
        return f"rounds/{round_['round']}.yaml", round_, self.d.pick(leaves)

    def finding(self) -> str:
        file, leaf, new = self.new_finding()
        before = self.session.snapshot.version
        done = self.replace(file, leaf["code"], new)
        if self.session.snapshot.version > before:
            self.tally[f"rule {leaf.get('rule', {'type': 'judged'})['type']}"] += 1
            self.tally[f"leaf {self.own[leaf['code']]}"] += 1
            self.tally["leaf in a folded block"] += leaf["code"] in self.folded
        return done

    def new_finding(self) -> tuple[str, Data, Data]:
        """A finding that may be written: its file, its leaf, and what it says."""
        file, round_, leaf = self.round_and_leaf()
        points = strategies.points_of(self.space["tree"])[leaf["code"]]
        new = strategies.finding_for(self.d, leaf.get("rule", {"type": "judged"}), points)
        if round_["kind"] != "self" and self.d.chance(40):
            new = {"score": self.d.points(points), "reason": "现场核验"}
        return file, leaf, new

    @property
    def own(self) -> dict[str, str]:
        """Whether a node is base, bonus or penalty, by code."""
        return {
            node["code"]: kind
            for node, kind in strategies.all_nodes(self.space["tree"]["indicators"])
        }

    @property
    def folded(self) -> set[str]:
        """The codes below a folded block."""
        blocks = [
            node
            for node, _ in strategies.all_nodes(self.space["tree"]["indicators"])
            if "fold" in node
        ]
        return {
            below["code"]
            for block in blocks
            for below, _ in strategies.all_nodes(block["children"])
        }

    def several(self) -> str:
        """Changes of several files, all or none."""
        return self.submit(*(self.one_change() for _ in range(self.d.roll(2, 4))))

    def at_once(self) -> str:
        """Several people save at the same moment; one of them twice."""
        wanted = [(self.one_change(), f"{self.d.roll(0, 10**9)}") for _ in range(self.d.roll(2, 4))]
        wanted.append(wanted[0])
        threads = [
            threading.Thread(target=self.submit, args=(change,), kwargs={"save_id": save_id})
            for change, save_id in wanted
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return f"{len(wanted)} at once"

    def one_change(self) -> Change:
        if self.space["register"] and self.d.chance(40):
            ident = self.d.pick(self.space["register"])["id"]
            return Change("evidence", REGISTER, ident, {"title": f"材料 {self.d.roll(0, 99)}"})
        file, leaf, new = self.new_finding()
        return Change("finding", file, leaf["code"], value=new)

    def stale(self) -> str:
        """A change by somebody who saw the record some time ago: merged, or a conflict."""
        if not self.space["register"]:
            return "nothing"
        ident = self.d.pick(self.space["register"])["id"]
        record = self.session.snapshot.record(REGISTER, ident)
        now = record.version if record else ""
        expected = self.seen.setdefault((REGISTER, ident), now)
        if self.d.chance(40):
            self.seen[REGISTER, ident] = now
        fields = self.d.pick(
            [{"issuer": f"示例县政府 {self.d.roll(1, 9)}"}, {"title": f"材料 {self.d.roll(0, 99)}"}]
        )
        return self.submit(Change("evidence", REGISTER, ident, fields, expected=expected))

    def faulty(self) -> str:
        """What no rule takes: nothing of it may stick."""
        file, _, leaf = self.round_and_leaf()
        wrong = self.d.pick(
            [{"done": 9, "of": 3}, {"met": "也许"}, {"score": "-1", "reason": "负数"}, {"几分": 1}]
        )
        return self.submit(self.one_change(), Change("finding", file, leaf["code"], value=wrong))

    def move_item(self) -> str:
        if not self.space["ledger"]:
            return "nothing"
        ident = self.d.pick(self.space["ledger"])["id"]
        on = date(2026, 11, 22) + timedelta(days=self.d.roll(0, 3))
        moves = [
            Move("start", on, "王五"),
            Move("progress", on, "王五", "在办", unit=strategies.UNITS[0]),
            Move(
                "extend",
                on,
                "王五",
                "等材料",
                to=on + timedelta(days=self.d.roll(30, 90)),
                approved_by="丁",
            ),
            Move("close", on, "李四", "核过", despite="另有安排"),
            Move("reopen", on, "李四", "又有问题"),
            Move("return", on, "李四", "缺页"),
        ]
        move = self.d.pick(moves)
        return self.from_outside(
            f"rectify {move.do}", lambda changes: items.move(changes, ident, move)
        )

    def move_part(self) -> str:
        unit, do = (
            self.d.pick(strategies.UNITS),
            self.d.pick(["assign", "receive", "fill", "submit", "approve"]),
        )
        wanted = PartMove(do=do, on=AUTHOR.on, by="张三")
        return self.from_outside(
            f"part {do}", lambda changes: rounds.move_part(changes, unit, wanted)
        )

    def not_applicable(self) -> str:
        file, _, leaf = self.round_and_leaf()
        if self.d.chance(30):
            return self.submit(Change("finding", file, leaf["code"], value=DROP))
        return self.replace(
            file, leaf["code"], {"not_applicable": "本级无此职权", "approved_by": "专班"}
        )

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
                {
                    "review": {
                        "state": self.d.pick(["accepted", "returned", "pending"]),
                        "by": "李明",
                    }
                },
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
            [
                {"due": self.d.day(30, 60)},
                {"person": "王敏"},
                {"lead": [self.d.pick(strategies.UNITS)]},
            ]
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
        return [
            self.path / REGISTER,
            self.path / LEDGER,
            *sorted((self.path / "rounds").glob("*.yaml")),
        ]

    def edit(self, path: Path, change: Callable[[str], str]) -> str:
        text = path.read_text("utf-8")
        path.write_text(change(text), "utf-8", newline="")
        return f"edited {path.name}"

    def parts(self, text: str) -> list[str]:
        """A list cut at its dashes, or the findings of a round cut at their codes, with what is
        around them."""
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

    def add_record(self) -> str:
        ident = f"E{self.d.roll(5000, 9999)}"
        code = self.d.pick(list(self.own))
        text = (
            f"- id: {ident}\n  url: https://example.com/{ident}\n  seen: 2026-05-01\n  kind: 链接\n"
        )
        text += f'  proves:\n  - {{indicator: "{code}"}}\n'
        path = self.path / REGISTER

        def change(old: str) -> str:
            return text if old.strip() in ("", "[]") else old.rstrip("\n") + f"\n{text}"

        return "added: " + self.edit(path, change)

    def points(self) -> str:
        """Other points for one node of the tree, by hand; often such that the sums no longer
        agree."""
        path = self.path / self.space["workspace"]["tree"]

        def change(text: str) -> str:
            places = list(re.finditer(r"points: \S+$", text, flags=re.MULTILINE))
            if not places:
                return text
            place = self.d.pick(places)
            return f"{text[: place.start()]}points: {self.d.roll(1, 9)}{text[place.end() :]}"

        self.broken.setdefault(path, path.read_bytes())
        return "points: " + self.edit(path, change)

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
                self.d.roll(0, len(lines)),
                self.d.pick(["# 备注\n", "\n", "    # 缩进的备注\n", "\n\n# 两行\n"]),
            )
            return "".join(lines)

        return "comment: " + self.edit(self.d.pick(self.texts()), change)

    def break_file(self) -> str:
        path = self.d.pick([*self.texts(), self.path / SETTINGS])
        self.broken.setdefault(path, path.read_bytes())
        torn = self.d.pick(
            ['"', "{", "\t", "- [", "：", "*x", "---\n", "<<: 1\n", "\u2028", "\r", "  x: 1\n"]
        )

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
        policy = self.d.pick(["convert", "block", "spread", "full", "{give: 1.5}"])
        self.tally[f"policy {policy}"] += 1
        return "policy: " + self.edit(
            path,
            lambda text: re.sub(
                r"^not_applicable: .*$", f"not_applicable: {policy}", text, flags=re.MULTILINE
            ),
        )

    def settings(self) -> str:
        return "settings: " + self.edit(
            self.path / SETTINGS,
            lambda text: re.sub(
                r"^name: .*$", f"name: 示例县{self.d.roll(1, 9)}", text, flags=re.M
            ),
        )

    def switch_round(self) -> str:
        """Another round becomes the current one: what verified the earlier one verifies it no more."""
        round_ = self.d.pick([*self.space["rounds"], self.space["rounds"][0]])["round"]
        return "switch: " + self.edit(
            self.path / SETTINGS,
            lambda text: re.sub(r"^round: .*$", f"round: {round_}", text, flags=re.M),
        )

    def evidence_file(self) -> str:
        files = [
            path
            for path in (self.path / "evidence").rglob("*")
            if path.is_file() and path.name != "register.yaml"
        ]
        if not files:
            return "nothing"
        path = self.d.pick(files)
        path.write_bytes(path.read_bytes() + b"x") if self.d.chance(60) else path.unlink()
        self.session.sweep()
        return f"file {path.name}"
