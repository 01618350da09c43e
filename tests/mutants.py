"""Changes one operator, comparison or constant at a time and prints what no test notices (``make
mutants``).

Not a test: it takes a second or two for each mutant, so name modules or a ``--sample``. All of it
happens in a temporary copy of the tree. A mutant of ``scoring/ROOM/…`` meets ``tests/ROOM`` and
``tests/test_ROOM.py``; it survives when they pass. A survivor is a question, not a fault: some
changes mean the same, the others miss a test.

Where the system can fork, the tests are loaded once and each mutant meets those that pass through
it (``mutant_runs.py``); only what a fork cannot show is written into the file for a run of its own.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parents[1]
DEFAULT = ("scoring/rules", "scoring/engine", "scoring/storage")
LEFT_OUT = shutil.ignore_patterns(".*", "build", "dist", "__pycache__")
SWAPPED: dict[type[ast.AST], Any] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


class Mutant(NamedTuple):
    """One change of a module (a path from the root of the tree); ``place`` counts the changes of
    that module."""

    module: str
    place: int
    line: int
    before: str
    after: str


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    match node:
        case ast.Compare(left, ops, comparators):
            for number, op in enumerate(ops):
                if type(op) in SWAPPED:
                    yield ast.Compare(
                        left, [*ops[:number], SWAPPED[type(op)](), *ops[number + 1 :]], comparators
                    )
        case ast.BinOp(left, op, right) if type(op) in SWAPPED:
            yield ast.BinOp(left, SWAPPED[type(op)](), right)
        case ast.AugAssign(target, op, value) if type(op) in SWAPPED:
            yield ast.AugAssign(target, SWAPPED[type(op)](), value)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(SWAPPED[type(op)](), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)


def spared(tree: ast.AST) -> set[int]:
    """Nodes that say nothing of behaviour: annotations, decorators, asserts for the type checker,
    ``strict=``."""
    parts: list[ast.AST] = []
    for node in ast.walk(tree):
        parts += [node] if isinstance(node, ast.Assert) else []
        parts += [node] if isinstance(node, ast.keyword) and node.arg == "strict" else []
        parts += [part for name in ("annotation", "returns") if (part := getattr(node, name, None))]
        parts += getattr(node, "decorator_list", [])
    return {id(node) for part in parts for node in ast.walk(part)}


class Changer(ast.NodeTransformer):
    """Lists the changes of a module in ``mutants`` and makes the one at ``wanted``."""

    def __init__(self, module: str, source: str, wanted: int = -1) -> None:
        self.module, self.wanted, self.mutants = module, wanted, list[Mutant]()
        tree = ast.parse(source)
        self.spared = spared(tree)
        self.tree = ast.fix_missing_locations(self.visit(tree))

    def visit(self, node: ast.AST) -> ast.AST:
        if id(node) in self.spared:
            return node
        for new in variants(node):
            place = len(self.mutants)
            line = getattr(node, "lineno", 0)
            self.mutants.append(
                Mutant(self.module, place, line, ast.unparse(node), ast.unparse(new))
            )
            if place == self.wanted:
                return new
        return self.generic_visit(node)


def passes(copy: Path, tests: list[str], limit: float, **more: str) -> bool:
    """Whether the tests pass in the copy; at the time limit they and all they started are ended.

    ``more`` are variables of theirs.
    """
    command = [sys.executable, "-X", "utf8", "-m", "pytest", "-x", "-p", "no:cacheprovider", *tests]
    # The installed package is this tree: the copy must come before it, in the children of tests
    # too.
    path = os.pathsep.join([str(copy), str(copy / "tests")])
    places = {**os.environ, "PYTHONPATH": path, **more}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=copy, env=places, stdout=quiet, stderr=quiet, start_new_session=True
    ) as run:
        try:
            return run.wait(limit) == 0
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            return False


def tests_of(module: str) -> list[str]:
    """The tests of the room in which a module stands."""
    room = Path(module).parts[1].removesuffix(".py")
    return [name for name in (f"tests/{room}", f"tests/test_{room}.py") if (HERE / name).exists()]


def survives(copy: Path, mutant: Mutant, limit: float) -> bool:
    """Whether the tests of its room pass with the mutant; the copy is as before afterwards."""
    path = copy / mutant.module
    source = path.read_text(encoding="utf-8")
    # A compiled module of the same second and size would be taken for this one.
    compiled = Path(importlib.util.cache_from_source(str(path)))
    path.write_text(
        ast.unparse(Changer(mutant.module, source, mutant.place).tree), encoding="utf-8"
    )
    compiled.unlink(missing_ok=True)
    try:
        return passes(copy, tests_of(mutant.module), limit)
    finally:
        path.write_text(source, encoding="utf-8")
        compiled.unlink(missing_ok=True)


def forked(copy: Path, room: list[Mutant], tests: list[str]) -> list[Mutant] | None:
    """Of the mutants of a room those that survive in forks; None where the tests fail without any.

    What a fork cannot show is run by itself.
    """
    answers = copy.with_name("answers.jsonl")
    answers.write_text("", encoding="utf-8")
    places: dict[str, list[int]] = {}
    for mutant in room:
        places.setdefault(mutant.module, []).append(mutant.place)
    options = ["-p", "mutant_runs", "-p", "no:xdist", f"--basetemp={copy.with_name('runs')}"]
    begun = time.monotonic()
    wish = json.dumps([places, str(answers)])
    if not passes(copy, [*options, *tests], 24 * 3600, SHIFAN_MUTANTS=wish):
        return None
    limit = 20 + 5 * (time.monotonic() - begun) / max(len(room), 1)
    known = {(mutant.module, mutant.place): mutant for mutant in room}
    survivors = []
    for line in answers.read_text(encoding="utf-8").splitlines():
        module, place, answer = json.loads(line)
        mutant = known[module, place]
        if answer == "survived" or survives(copy, mutant, limit):
            survivors.append(mutant)
    return survivors


def one_by_one(copy: Path, room: list[Mutant], tests: list[str]) -> list[Mutant] | None:
    """As :func:`forked`, with a run of the tests for each mutant, where the system cannot fork."""
    begun = time.monotonic()
    if not passes(copy, tests, 1800):
        return None
    limit = 20 + 5 * (time.monotonic() - begun)
    return [mutant for mutant in room if survives(copy, mutant, limit)]


def main() -> int:
    """0 where every mutant was noticed, 1 where some survived, 2 where the tests fail without
    any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "modules", nargs="*", default=DEFAULT, help="files or folders below scoring/"
    )
    parser.add_argument("--sample", type=int, help="so many mutants, drawn from all")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    wishes = parser.parse_args()
    named = [HERE / name for name in wishes.modules]
    paths = [
        path for name in named for path in (sorted(name.rglob("*.py")) if name.is_dir() else [name])
    ]
    modules = [
        (path.relative_to(HERE).as_posix(), path.read_text(encoding="utf-8")) for path in paths
    ]
    mutants = [mutant for module, source in modules for mutant in Changer(module, source).mutants]
    drawn = sorted(
        random.Random(wishes.seed).sample(mutants, min(wishes.sample or len(mutants), len(mutants)))
    )
    print(f"seed {wishes.seed}: {len(drawn)} of {len(mutants)} mutants", flush=True)
    rooms: dict[str, list[Mutant]] = {}
    for mutant in drawn:
        rooms.setdefault(" ".join(tests_of(mutant.module)), []).append(mutant)
    survivors = 0
    with TemporaryDirectory(prefix="shifan-mutants-") as name:
        copy = Path(name) / "tree"
        shutil.copytree(HERE, copy, ignore=LEFT_OUT)
        for tests, room in rooms.items():
            judged = forked if hasattr(os, "fork") else one_by_one
            left = judged(copy, room, tests.split())
            if left is None:
                print(f"{tests}: fails without any change")
                return 2
            survivors += len(left)
            for mutant in left:
                print(
                    f"{mutant.module}:{mutant.line}: {mutant.before}  ->  {mutant.after}",
                    flush=True,
                )
    print(f"{len(drawn)} mutants, {survivors} survived")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
