"""Office files as PDF: what is asked of LibreOffice, and what happens where it gives nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.binding import convert
from scoring.binding.convert import BATCH, NO_PROGRAM, NOT_CONVERTED, as_pdfs
from scoring.binding.pdf_pages import UnbindableError


@pytest.fixture
def office(monkeypatch):
    """A stand-in for the program; it notes its commands and writes a page for each good file."""
    runs: list[list[str]] = []
    bad: set[str] = set()
    ends: list[bool] = []

    def run(command: list[str], home: Path, seconds: float) -> bool:
        named = [Path(word) for word in command if Path(word).parent == home]
        inputs = [path for path in named if path.is_file()]
        runs.append(command)
        (home / "out").mkdir(exist_ok=True)
        texts = [file.read_text("utf-8") for file in inputs]
        if not any(text in bad for text in texts):
            for file in inputs:
                (home / "out" / f"{file.stem}.pdf").write_bytes(
                    f"PDF {file.read_text('utf-8')}".encode()
                )
        return ends.pop() if ends else True

    monkeypatch.setattr(convert, "program", lambda: "/usr/bin/soffice")
    monkeypatch.setattr(convert, "_without_network", lambda: ())
    monkeypatch.setattr(convert, "_run", run)
    return runs, bad, ends


def files(tmp_path: Path, *texts: str) -> list[Path]:
    paths = []
    for text in texts:
        path = tmp_path / f"{text}.docx"
        path.write_text(text, "utf-8")
        paths.append(path)
    return paths


def said(result) -> str:
    return str(result) if isinstance(result, UnbindableError) else result.decode()


def test_without_the_program_every_file_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(convert, "program", lambda: None)
    (path,) = files(tmp_path, "甲")
    assert said(as_pdfs([path])[path]) == NO_PROGRAM


def test_one_start_of_the_program_serves_many_files(office, tmp_path):
    runs, _, _ = office
    paths = files(tmp_path, "甲", "乙", "丙")
    assert {path.stem: said(page) for path, page in as_pdfs(paths).items()} == {
        "甲": "PDF 甲",
        "乙": "PDF 乙",
        "丙": "PDF 丙",
    }
    assert len(runs) == 1


def test_a_file_at_fault_costs_only_itself(office, tmp_path):
    """What stops a run is tried once more, each file alone."""
    runs, bad, _ = office
    bad.add("乙")
    paths = files(tmp_path, "甲", "乙", "丙")
    assert [said(page) for page in as_pdfs(paths).values()] == ["PDF 甲", NOT_CONVERTED, "PDF 丙"]
    assert len(runs) == 1 + 3


def test_a_file_that_never_ends_is_told_from_a_damaged_one(office, tmp_path):
    _, bad, ends = office
    bad.add("甲")
    ends.append(False)
    (path,) = files(tmp_path, "甲")
    assert said(as_pdfs([path])[path]) == "转换超过 120 秒仍未完成，已停止"


def test_many_files_are_converted_a_batch_at_a_time(office, tmp_path):
    runs, _, _ = office
    as_pdfs(files(tmp_path, *(f"第{number}件" for number in range(BATCH + 5))))
    assert len(runs) == 2


def test_the_program_gets_a_profile_of_its_own_without_macros_and_network(office, tmp_path):
    runs, _, _ = office
    as_pdfs(files(tmp_path, "甲"))
    (command,) = runs
    assert any(word.startswith("-env:UserInstallation=file:///") for word in command)
    assert "--headless" in command
    profile = tmp_path / "profile"
    convert._profile(profile)
    text = (profile / "user" / "registrymodifications.xcu").read_text("utf-8")
    for name in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "ooInetHTTPSProxyPort"):
        assert name in text


def test_what_an_office_calls_its_file_is_no_argument_of_the_program(office, tmp_path):
    runs, _, _ = office
    (path,) = files(tmp_path, "--headless; rm")
    as_pdfs([path])
    assert not any("rm" in word for word in runs[0])
