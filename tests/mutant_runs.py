"""A pytest plugin of ``mutants.py``: the tests are loaded once, and each mutant gets a forked copy of
this process in which the changed function runs.

A test is run for a mutant where it passes through the changed statement, the quickest first, until
one fails. What a fork cannot show (a constant of a module, a default, a decorated function that
cannot be reached) is handed back, to be written into the file.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, NamedTuple

import mutants
import pytest

Place = tuple[str, int]
"""A qualified name and the line on which its code begins."""
SURVIVED, ELSEWHERE = "survived", "elsewhere"


class Wish(NamedTuple):
    """What ``mutants.py`` asks for: modules and the places of their mutants, and where the answers
    go."""

    places: Mapping[str, list[int]]
    answers: Path


def functions_of(module: ModuleType) -> dict[Place, list[FunctionType]]:
    """The functions and methods that a module defines, by their code; wrapped ones as well."""
    functions: dict[Place, list[FunctionType]] = {}
    seen: set[int] = set()

    def take(item: Any) -> None:
        if id(item) in seen:
            return
        seen.add(id(item))
        if isinstance(item, type) and item.__module__ == module.__name__:
            for member in vars(item).values():
                take(member)
        if isinstance(item, FunctionType) and item.__module__ == module.__name__:
            code = item.__code__
            functions.setdefault((code.co_qualname, code.co_firstlineno), []).append(item)
        # A property, a class or static method, a cached or otherwise wrapped function.
        for name in ("fget", "fset", "__func__", "func", "__wrapped__"):
            with suppress(AttributeError):
                take(inspect.getattr_static(item, name, None) and getattr(item, name))

    for item in list(vars(module).values()):
        take(item)
    return functions


def codes_of(code: CodeType) -> Iterator[tuple[Place, CodeType]]:
    """The code of each function of a module; those inside of functions come along with theirs."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & inspect.CO_OPTIMIZED:
                yield (constant.co_qualname, constant.co_firstlineno), constant
            else:  # a class
                yield from codes_of(constant)


def statement_around(tree: ast.AST, line: int) -> range:
    """The lines of the smallest statement that holds a line; of a compound one its head."""
    lines = range(line, line + 1)
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.While):
            last = node.test.end_lineno
        elif isinstance(node, ast.For):
            last = node.iter.end_lineno
        elif isinstance(node, ast.stmt) and not hasattr(node, "body"):
            last = node.end_lineno
        else:
            continue
        if node.lineno <= line <= (last or line):
            lines = range(node.lineno, (last or line) + 1)
    return lines


class Runs:
    """Runs the tests of a session for the mutants that are wished for."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.files = {str(mutants.HERE / module): module for module in wish.places}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Once through all tests, and then once for each mutant."""
        passed = self._traced(session)
        if session.testsfailed:
            return True
        with self.wish.answers.open("a", encoding="utf-8") as stream:
            for module, places in self.wish.places.items():
                for place, answer in self._module(session, module, places, passed):
                    stream.write(json.dumps([module, place, answer]) + "\n")
                    stream.flush()
        return True

    def _traced(self, session: pytest.Session) -> list[tuple[float, pytest.Item, set[Place]]]:
        """Each test with its seconds and the lines that it passes through, the quickest first."""
        passed = []
        lines: set[Place] = set()

        def line(frame: FrameType, event: str, _: Any) -> Any:
            if event == "line":
                lines.add((self.files[frame.f_code.co_filename], frame.f_lineno))
            return line

        def call(frame: FrameType, _: str, __: Any) -> Any:
            return line if frame.f_code.co_filename in self.files else None

        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            lines.clear()
            begun = time.monotonic()
            threading.settrace(call)
            sys.settrace(call)
            try:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            finally:
                sys.settrace(None)
                threading.settrace(None)  # type: ignore[arg-type]
            passed.append((time.monotonic() - begun, item, set(lines)))
        return sorted(passed, key=lambda entry: entry[0])

    def _module(
        self,
        session: pytest.Session,
        module: str,
        places: list[int],
        passed: list[tuple[float, pytest.Item, set[Place]]],
    ) -> Iterator[tuple[int, str]]:
        """The places of a module's mutants that no test notices, or that a fork cannot show."""
        path = str(mutants.HERE / module)
        source = Path(path).read_text(encoding="utf-8")
        tree = ast.parse(source)
        name = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        functions = functions_of(importlib.import_module(name))
        before = dict(codes_of(compile(tree, path, "exec")))
        known = mutants.Changer(module, source).mutants
        for place in places:
            changed = mutants.Changer(module, source, place).tree
            after = dict(codes_of(compile(changed, path, "exec")))  # type: ignore[arg-type]
            others = {key: code for key, code in after.items() if code != before.get(key)}
            if not others or not others.keys() <= functions.keys():
                yield place, ELSEWHERE
                continue
            spot = {(module, line) for line in statement_around(tree, known[place].line)}
            tests = [(seconds, item) for seconds, item, lines in passed if lines & spot]
            if self._survives(
                session, [(functions[key], code) for key, code in others.items()], tests
            ):
                yield place, SURVIVED

    def _survives(
        self,
        session: pytest.Session,
        swaps: list[tuple[list[FunctionType], CodeType]],
        tests: list[tuple[float, pytest.Item]],
    ) -> bool:
        folder = Path(session.config.option.basetemp)
        there = set(folder.iterdir())
        child = os.fork()
        if child == 0:
            try:
                _alone(sum(seconds for seconds, _ in tests))
                for functions, code in swaps:
                    for function in functions:
                        function.__code__ = code
                for (_, item), (_, following) in zip(tests, [*tests[1:], (0, None)], strict=True):
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                    if session.testsfailed:
                        os._exit(1)
                os._exit(0)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # what it started
        for left in set(folder.iterdir()) - there:
            shutil.rmtree(left, ignore_errors=True)
        return status == 0


def _alone(seconds: float) -> None:
    """A group of its own, silent, with an end: a mutant may loop or wait without end."""
    os.setsid()
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, 3 + 3 * seconds)
    signal.alarm(int(20 + 10 * seconds))
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)


def pytest_configure(config: pytest.Config) -> None:
    """Takes the wish from the environment."""
    places, answers = json.loads(os.environ["SHIFAN_MUTANTS"])
    config.pluginmanager.register(Runs(Wish(places, Path(answers))))
