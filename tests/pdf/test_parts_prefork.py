"""Rendering processes that are started before there is work for them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring.cli import report_command
from scoring.documents.registry import DOCUMENTS
from scoring.pdf import fonts
from scoring.pdf.parts import prefork


@pytest.fixture(autouse=True)
def nobody_waits() -> Iterator[None]:
    prefork.dismiss()
    yield
    prefork.dismiss()


def test_what_waits_is_taken_and_then_a_new_one_is_started() -> None:
    prefork.begin(None)
    (waiting,) = prefork._waiting
    first = prefork.taken(fonts.environment(None))
    second = prefork.taken(fonts.environment(None))
    try:
        assert first is waiting
        assert second.process.pid != first.process.pid
        assert not prefork._waiting
    finally:
        first.end()
        second.end()


def test_no_more_wait_than_will_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefork, "processes", lambda: 2)
    for _ in range(4):
        prefork.begin(None)
    assert len(prefork._waiting) == 2


def test_other_faces_need_another_process(
    tmp_path: Path, own_face: Callable[[Path, str], Path]
) -> None:
    prefork.begin(None)
    (before,) = prefork._waiting
    own_face(tmp_path / "fonts", "仿宋_GB2312")
    prefork.begin(tmp_path)
    (after,) = prefork._waiting
    assert after is not before
    assert before.process.poll() is not None


def test_a_process_that_died_while_it_waited_is_not_given_out() -> None:
    prefork.begin(None)
    (dead,) = prefork._waiting
    dead.process.kill()
    dead.process.wait()
    taken = prefork.taken(fonts.environment(None))
    try:
        assert taken is not dead
        assert taken.process.poll() is None
    finally:
        taken.end()


def test_they_end_with_the_command() -> None:
    prefork.begin(None)
    (waiting,) = prefork._waiting
    prefork.dismiss()
    assert waiting.process.poll() is not None
    assert not prefork._waiting


def test_the_command_knows_the_long_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {"all", *(word for word, kind in DOCUMENTS.items() if kind.long)} == report_command.LONG
    begun: list[Path | None] = []
    monkeypatch.setattr(prefork, "begin", begun.append)
    for words in (["self"], ["brief"], ["self", "--to", "json"], ["self", "--final"]):
        CliRunner().invoke(report_command.command, ["-w", str(tmp_path), *words])
    assert begun == [tmp_path]
