"""How the code reads, in figures: ``python -m benchmarks.house [--dense] [FOLDER …]``.

For each package the lines of its modules and functions, how many decisions stand on a line, how
much is said about why, how many imports hide inside functions, and how long its tests are. Without
folders: ``scoring`` beside ``tests``; ``--dense`` lists the functions to look at first. They are a
guide and no gate: a line that reads well stays, and none is cut up for a figure's sake.
"""

from __future__ import annotations

import ast
import io
import statistics
import sys
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCHES = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.Assert,
    ast.IfExp,
    ast.match_case,
)
COMPLEX = 10
"""Decisions of a function above which it is counted as dense."""
VAGUE = frozenset(
    [
        "asked",
        "at",
        "beside",
        "drawn",
        "found",
        "given",
        "held",
        "here",
        "kept",
        "known",
        "listed",
        "made",
        "named",
        "parts",
        "said",
        "shown",
        "there",
        "told",
        "wanted",
        "whole",
        "within",
    ]
)
"""Names that say that something was got, and not what it is."""
LEFT_OUT = frozenset({"vendor", "_vendor", "vendored", ".venv", "node_modules", "__pycache__"})


@dataclass(slots=True)
class House:
    """What was counted in one package; ``lines`` are those that hold code."""

    modules: list[int] = field(default_factory=list)
    functions: list[int] = field(default_factory=list)
    decisions: list[int] = field(default_factory=list)
    nodes: int = 0
    lines: int = 0
    inside: int = 0
    comments: int = 0
    hidden_imports: int = 0
    names: int = 0
    vague: int = 0

    @property
    def total(self) -> int:
        """All lines of all modules."""
        return sum(self.modules)


def sources(folder: Path) -> Iterator[Path]:
    """The Python files of a package, without what others wrote."""
    return (path for path in sorted(folder.rglob("*.py")) if not LEFT_OUT & set(path.parts))


def counted(folder: Path) -> House:
    """Everything that is counted in one package."""
    house = House()
    for path in sources(folder):
        text = path.read_text("utf-8")
        tree = ast.parse(text)
        house.modules.append(text.count("\n"))
        house.nodes += sum(1 for node in ast.walk(tree) if isinstance(node, (ast.expr, ast.stmt)))
        house.lines += _code_lines(text)
        house.comments += _comments(text)
        house.inside += sum(_inside(node) for node in ast.walk(tree))
        names = bound_names(tree)
        house.names += len(names)
        house.vague += sum(name in VAGUE for name in names)
        for function in (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)):
            house.functions.append((function.end_lineno or function.lineno) - function.lineno + 1)
            house.decisions.append(decisions(function))
            house.hidden_imports += sum(
                isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(function)
            )
    return house


def bound_names(tree: ast.AST) -> list[str]:
    """Every name that is bound: arguments, locals, functions and classes, each time it is."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.arg):
            names.append(node.arg)
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.append(node.name)
    return names


def decisions(function: ast.AST) -> int:
    """Ways through a function: one, and one more for each branch, ``and``, ``or``, loop and
    filter.
    """
    count = 1
    for node in ast.walk(function):
        if isinstance(node, BRANCHES):
            count += 1
        elif isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            count += 1 + len(node.ifs)
    return count


def _inside(node: ast.AST) -> int:
    """Decisions inside of an expression."""
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    return int(isinstance(node, (ast.IfExp, ast.comprehension)))


def _code_lines(text: str) -> int:
    """Lines that hold a token of code; docstrings, comments and blank lines do not count."""
    docstrings = _docstring_lines(ast.parse(text))
    quiet = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    with_code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in quiet:
            with_code.update(range(token.start[0], token.end[0] + 1))
    return len(with_code - docstrings)


def _docstring_lines(tree: ast.AST) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def _comments(text: str) -> int:
    return sum(
        token.type == tokenize.COMMENT
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
    )


# The mean says little where most functions are short: what is seldom exceeded says how long a
# reader has to keep things in mind.
def ninth(values: Sequence[int]) -> int:
    """What nine in ten do not exceed."""
    return sorted(values)[int(len(values) * 0.9)] if values else 0


def dense(folder: Path) -> list[tuple[int, str]]:
    """The functions above ``COMPLEX`` decisions, the densest first, each with its place."""
    functions = [
        (decisions(node), f"{path}:{node.lineno} {node.name}")
        for path in sources(folder)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, FUNCTIONS)
    ]
    return sorted((item for item in functions if item[0] > COMPLEX), reverse=True)


def figures(house: House, tests: House | None) -> list[tuple[str, str]]:
    """The figures with what they are."""
    functions, whole = house.functions or [0], house.decisions or [0]
    above = sum(value > COMPLEX for value in whole) / len(whole)
    rows = [
        ("modules", f"{len(house.modules)}, {house.total} lines"),
        (
            "module lines median / p90 / max",
            f"{statistics.median(house.modules):.0f} / {ninth(house.modules)} / "
            f"{max(house.modules)}",
        ),
        (
            "function lines mean / p90 / max",
            f"{statistics.mean(functions):.0f} / {ninth(functions)} / {max(functions)}",
        ),
        (
            f"decisions of a function mean, above {COMPLEX}",
            f"{statistics.mean(whole):.1f}, {above:.0%}",
        ),
        ("syntax nodes a line", f"{house.nodes / house.lines:.1f}"),
        ("decisions inside expressions per 100 lines", f"{100 * house.inside / house.lines:.1f}"),
        ("comment lines", f"{house.comments / house.total:.1%}"),
        ("imports inside functions", str(house.hidden_imports)),
        ("names that say nothing of what they hold", f"{house.vague / max(1, house.names):.1%}"),
    ]
    return [
        *rows,
        *([("tests / source", f"{tests.total / house.total:.2f}")] if tests is not None else []),
    ]


def main(arguments: Sequence[str]) -> int:
    """Prints the figures of each package."""
    here = Path(__file__).resolve().parent.parent
    names = [name for name in arguments if name != "--dense"]
    pairs: list[tuple[Path, Path | None]] = [(Path(name), None) for name in names]
    for folder, beside in pairs or [(here / "scoring", here / "tests")]:
        print(folder.name)
        for label, value in figures(
            counted(folder), counted(beside) if beside is not None else None
        ):
            print(f"  {label:48}{value}")
        if "--dense" in arguments:
            for count, place in dense(folder):
                print(f"  {count:3} {place}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
