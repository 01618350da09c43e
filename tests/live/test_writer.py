"""Saves through a session: judged on what stands, merged with what others did, answered once they
are stored."""

from __future__ import annotations

import gc
import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from samples import SOUND, write

from scoring.live import Session
from scoring.live import writer as writing
from scoring.live.health import Health
from scoring.live.writer import Job, SaveIds, Writer
from scoring.problems import ScoringError
from scoring.storage import DROP, SlippedIn, disk
from scoring.storage.days import FarDayError
from scoring.storage.journal import FIRST, line_of
from scoring.storage.saves import ReusedIdError
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import Author, Change, Conflict, Refused, Saved

ROUND, REGISTER = "rounds/2026-self.yaml", "evidence/register.yaml"
AUTHOR = Author("张三", date(2026, 11, 22), via="web")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(write(tmp_path, SOUND), watch=False)


def journal(session: Session) -> list[dict[str, object]]:
    path = session.path / "journal.jsonl"
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


def title(text: str, ident: str = "E0001", expected: str | None = None) -> Change:
    return Change("evidence", REGISTER, ident, {"title": text}, expected=expected)


def test_a_save_is_stored_and_shown_when_it_is_answered(session: Session) -> None:
    outcome = session.submit([title("新题名")], AUTHOR, save_id="a")
    assert isinstance(outcome, Saved)
    assert session.snapshot.workspace.records[0].title == "新题名"
    fresh = open_workspace(session.path).whole()
    assert fresh == session.snapshot.workspace
    assert [line["by"] for line in journal(session)] == ["张三"]


def test_the_same_save_sent_twice_is_written_once_and_answered_alike(session: Session) -> None:
    first = session.submit([title("新题名")], AUTHOR, save_id="a")
    version = session.snapshot.version
    assert session.submit([title("新题名")], AUTHOR, save_id="a") == first
    assert session.snapshot.version == version
    assert len(journal(session)) == 1
    with Session(session.path, watch=False) as later:
        assert later.submit([title("新题名")], AUTHOR, save_id="a") == first
        tomorrow = replace(AUTHOR, on=date(2026, 11, 23))
        assert later.submit([title("新题名", expected="x" * 64)], tomorrow, save_id="a") == first
    assert len(journal(session)) == 1


@pytest.mark.parametrize("again", [True, False], ids=["a moment later", "after a restart"])
@pytest.mark.parametrize(
    ("change", "author", "do"),
    [
        (title("又一个"), AUTHOR, "save"),
        (title("新题名", "E0002"), AUTHOR, "save"),
        (title("新题名"), replace(AUTHOR, by="李四"), "save"),
        (title("新题名"), replace(AUTHOR, account="ls"), "save"),
        (title("新题名"), AUTHOR, "other"),
        (Change("evidence", REGISTER, "E0001", {"title": DROP}), AUTHOR, "save"),
    ],
    ids=["other value", "other record", "other person", "other account", "other deed", "taken out"],
)
def test_another_save_under_the_same_id_is_refused_and_not_lost_without_a_word(
    session: Session, change: Change, author: Author, do: str, again: bool
) -> None:
    assert isinstance(session.submit([title("新题名")], AUTHOR, save_id="a"), Saved)
    before = (session.path / REGISTER).read_bytes()
    with session if again else Session(session.path, watch=False) as asked:
        with pytest.raises(ReusedIdError, match="没有写入"):
            asked.submit([change], author, save_id="a", do=do)
        assert (session.path / REGISTER).read_bytes() == before
        assert len(journal(session)) == 1
        assert isinstance(asked.submit([change], author, save_id="b", do=do), Saved)


def test_two_saves_under_one_id_in_one_group_and_the_second_is_refused(session: Session) -> None:
    writer = Writer(session, session.health)
    faulty = Change("evidence", REGISTER, "E0001", {"date": "2026-13-01"})
    wanted = [
        (title("甲"), "one"),
        (title("乙"), "one"),
        (title("甲"), "one"),
        (faulty, "two"),
        (title("丙", "E0002"), "two"),
    ]
    jobs = [Job([change], AUTHOR, "edit", name, time.perf_counter()) for change, name in wanted]
    writer.serve(jobs)
    writer.close()
    first = jobs[0].answer()
    assert isinstance(first, Saved)
    assert jobs[2].answer() == first
    with pytest.raises(ReusedIdError):
        jobs[1].answer()
    assert isinstance(jobs[3].answer(), Refused)
    assert isinstance(jobs[4].answer(), Saved), "nothing was written under that id"
    assert [line["save"] for line in journal(session)] == ["one", "two"]


def test_a_line_that_does_not_say_what_was_sent_answers_for_its_id(session: Session) -> None:
    """A journal of an earlier version."""
    first = session.submit([title("新题名")], AUTHOR, save_id="a")
    path = session.path / "journal.jsonl"
    entry = json.loads(path.read_text("utf-8"))
    del entry["request"]
    path.write_bytes(line_of(entry, FIRST))
    with Session(session.path, watch=False) as later:
        assert later.submit([title("又一个")], AUTHOR, save_id="a") == first


def test_a_faulty_value_is_refused_and_changes_nothing(session: Session) -> None:
    before = (session.path / REGISTER).read_bytes()
    outcome = session.submit(
        [Change("evidence", REGISTER, "E0001", {"date": "2026-13-01"})], AUTHOR
    )
    assert isinstance(outcome, Refused)
    assert (session.path / REGISTER).read_bytes() == before
    assert session.snapshot.version == 1


def test_another_field_changed_meanwhile_is_merged_and_the_same_field_is_a_conflict(
    session: Session,
) -> None:
    seen = session.submit([title("一")], AUTHOR)
    assert isinstance(seen, Saved)
    version = seen.versions[REGISTER, "E0001"]
    assert isinstance(session.submit([title("二")], AUTHOR), Saved)
    other = Change("evidence", REGISTER, "E0001", {"issuer": "示例县人民政府"}, expected=version)
    assert isinstance(session.submit([other], AUTHOR), Saved)
    assert session.snapshot.workspace.records[0].title == "二"
    clash = session.submit([title("三", expected=version)], AUTHOR)
    assert isinstance(clash, Conflict)
    assert clash.fields == ("title",)


@pytest.mark.parametrize("name", [ROUND, REGISTER])
def test_a_file_that_is_broken_by_hand_at_this_moment_is_left_alone_and_named(
    session: Session, name: str
) -> None:
    """Somebody saves half a line in an editor while others go on saving: they are told, and nothing
    is lost."""
    sound = (session.path / name).read_bytes()
    broken = sound.replace(b"\n", "\n：写了一半\n".encode(), 1) + b"\n[\n"
    (session.path / name).write_bytes(broken)
    wanted = Change("finding", ROUND, "1.1", value={"note": "甲"}) if name == ROUND else title("乙")
    with pytest.raises(ScoringError, match=name):
        session.submit([wanted], AUTHOR)
    assert (session.path / name).read_bytes() == broken
    (session.path / name).write_bytes(sound)
    assert isinstance(session.submit([title("又好了")], AUTHOR), Saved)


def test_an_edit_by_hand_between_two_saves_stays(session: Session) -> None:
    session.submit([title("一")], AUTHOR)
    path = session.path / REGISTER
    path.write_text("# 手写的备注\n" + path.read_text("utf-8"), "utf-8")
    session.submit([title("二")], AUTHOR)
    text = path.read_text("utf-8")
    assert text.startswith("# 手写的备注\n")
    assert "二" in text


def test_many_threads_at_once_lose_nothing(session: Session) -> None:
    def save(number: int) -> None:
        ident = "E0001" if number % 2 else "E0002"
        outcome = session.submit([title(f"题名 {number}", ident)], AUTHOR, save_id=f"s{number}")
        assert isinstance(outcome, Saved)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    lines = journal(session)
    assert {line["save"] for line in lines} == {f"s{number}" for number in range(40)}
    fresh = open_workspace(session.path).whole()
    assert fresh == session.snapshot.workspace
    assert fresh.problems == session.snapshot.problems
    assert session.health.saves == 40


def test_saves_of_one_group_build_on_each_other(session: Session) -> None:
    both = [title("甲"), Change("finding", ROUND, "1.1", {"note": "同一次"})]
    codes = list(session.snapshot.workspace.current.findings)
    both[1] = Change("finding", ROUND, codes[0], {"note": "同一次"})
    assert isinstance(session.submit(both, AUTHOR), Saved)
    assert len(journal(session)) == 1
    assert session.snapshot.workspace.current.findings[codes[0]].note == "同一次"


def test_a_preview_scores_what_would_be_and_writes_nothing(session: Session) -> None:
    code = next(iter(session.snapshot.workspace.current.findings))
    away = Change("finding", ROUND, code, value=DROP)
    before = {path: path.read_bytes() for path in session.path.rglob("*.yaml")}
    outcome, then = session.preview([away], AUTHOR)
    assert isinstance(outcome, Saved)
    assert then is not None
    assert code not in then.workspace.current.findings
    assert code in session.snapshot.workspace.current.findings
    assert {path: path.read_bytes() for path in session.path.rglob("*.yaml")} == before
    assert journal(session) == []
    assert isinstance(session.submit([away], AUTHOR), Saved)
    assert session.snapshot.workspace == then.workspace
    assert session.snapshot.assessment == then.assessment
    refused, nothing = session.preview(
        [Change("evidence", REGISTER, "E0001", {"date": "2026-13-01"})], AUTHOR
    )
    assert isinstance(refused, Refused)
    assert nothing is None


def test_one_save_that_is_sent_twice_into_one_group_is_written_once(session: Session) -> None:
    """Two tabs, or a browser that lost the answer: the second one must not add to the list
    again."""
    writer = Writer(session, session.health)
    mapped = {"indicator": "1.2", "what": "两次送来的"}
    added = Change("evidence", REGISTER, "E0001", add={"proves": [mapped]})
    jobs = [Job([added], AUTHOR, "map", "one", time.perf_counter()) for _ in range(2)]
    faulty = Change("evidence", REGISTER, "E0001", {"date": "2026-13-01"})
    jobs += [Job([faulty], AUTHOR, "edit", "two", time.perf_counter()) for _ in range(2)]
    jobs += [Job([title("没有号的")], AUTHOR, "edit", "", time.perf_counter()) for _ in range(2)]
    writer.serve(jobs)
    answers = [job.answer() for job in jobs]
    writer.close()
    assert isinstance(answers[0], Saved)
    assert answers[1] == answers[0]
    assert isinstance(answers[2], Refused)
    assert answers[3] == answers[2]
    assert [line.get("save") for line in journal(session)] == ["one", None]
    record = session.snapshot.workspace.records[0]
    assert [proof.what for proof in record.proves].count("两次送来的") == 1


def test_many_saves_in_a_row_and_edits_by_hand_between_them_are_all_there(
    session: Session,
) -> None:
    """What a save hands over to the next opening stands only while nobody else has written."""
    register = session.path / REGISTER
    idents = [record.id for record in session.snapshot.workspace.records]
    for count in range(80):
        ident = idents[count % len(idents)]
        change = title("补" * (count % 7 + 1), ident)
        assert isinstance(session.submit([change], AUTHOR, save_id=str(count)), Saved)
        if count % 9 == 0:
            text = register.read_text("utf-8")
            register.write_text(text.replace("补", "改", 1), "utf-8")
        if count % 13 == 0:
            register.write_text(register.read_text("utf-8") + "# 注\n", "utf-8")
        session.refresh()
        assert session.snapshot.workspace == open_workspace(session.path).whole()
        assert session.text(REGISTER) == register.read_text("utf-8")


def test_saves_of_one_group_stand_on_each_other(session: Session) -> None:
    """Several jobs are written with one flush; what they hand over covers all of them."""
    writer = Writer(session, session.health)
    for turn in range(5):
        jobs = [
            Job([title(f"第{turn}回第{at}项", ident)], AUTHOR, "save", f"{turn}-{at}", 0.0)
            for at, ident in enumerate(
                [record.id for record in session.snapshot.workspace.records] * 2
            )
        ]
        writer.serve(jobs)
        assert all(isinstance(job.outcome, Saved) for job in jobs)
        assert session.snapshot.workspace == open_workspace(session.path).whole()
    writer.close()


def test_a_save_on_a_day_that_cannot_be_right_is_refused_alone_in_its_group(
    session: Session,
) -> None:
    writer = Writer(session, Health())
    assert isinstance(session.submit([title("旧题名")], AUTHOR), Saved)
    leapt = replace(AUTHOR, on=date(2029, 6, 1), stated=False)
    jobs = [
        Job([title("第一个")], AUTHOR, "edit", "a", 0.0),
        Job([title("第二个", "E0002")], leapt, "edit", "b", 0.0),
        Job([title("第三个")], replace(AUTHOR, stated=False), "edit", "c", 0.0),
    ]
    writer.serve(jobs)
    assert isinstance(jobs[0].outcome, Saved)
    assert isinstance(jobs[2].outcome, Saved)
    with pytest.raises(FarDayError, match=r"2029-06-01 .*2026-11-22"):
        jobs[1].answer()


@pytest.mark.slow
def test_what_a_save_replaces_goes_at_once_and_not_with_the_next_search_for_garbage(
    session: Session,
) -> None:
    """A state of a large county holds some megabytes: a hundred saves must not keep a hundred."""

    def workspaces() -> int:
        return sum(type(item) is Workspace for item in gc.get_objects())

    session.submit([title("第一个题名")], AUTHOR)
    gc.collect()
    before = workspaces()
    gc.disable()
    try:
        for number in range(5):
            session.submit([title(f"题名 {number}")], AUTHOR)
            assert session.snapshot.problems == ()  # the first question looks for all of them
        assert workspaces() == before
    finally:
        gc.enable()


# An editor in the middle


def saving_by_hand(session: Session, times: int) -> Callable[[Path, Path], bool]:
    """An exchange before which an editor saves the register, so many times."""
    real = disk.exchange
    saved = 0

    def exchange(draft: Path, target: Path) -> bool:
        nonlocal saved
        putting_in = target.name == "register.yaml" and "题名" in draft.read_text("utf-8")
        if putting_in and saved < times:
            saved += 1
            text = target.read_text("utf-8").removeprefix(f"# 手工 {saved - 1}\n")
            target.write_text(f"# 手工 {saved}\n{text}", "utf-8")
        return real(draft, target)

    return exchange


@pytest.mark.parametrize("times", [1, writing.TRIES - 1])
def test_a_save_into_which_an_editor_slips_is_judged_again_on_the_edit(
    session: Session, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(disk, "exchange", saving_by_hand(session, times))
    assert isinstance(session.submit([title("新题名")], AUTHOR), Saved)
    text = (session.path / REGISTER).read_text("utf-8")
    assert text.startswith(f"# 手工 {times}\n")
    assert "新题名" in text
    assert [line["by"] for line in journal(session)] == ["手工"] * times + ["张三"]
    assert [pause for pause in waited if pause >= writing.PAUSE] == [
        writing.PAUSE * number for number in range(1, times + 1)
    ]
    assert session.snapshot.workspace == open_workspace(session.path).whole()


def test_an_editor_that_saves_without_end_is_told_to_everybody_of_the_group(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(disk, "exchange", saving_by_hand(session, 1000))
    writer = Writer(session, Health())
    jobs = [Job([title(f"题名 {at}", f"E000{at}")], AUTHOR, "edit", "", 0.0) for at in (1, 2)]
    writer.serve(jobs)
    for job in jobs:
        with pytest.raises(SlippedIn, match="register"):
            job.answer()
    text = (session.path / REGISTER).read_text("utf-8")
    assert text.startswith(f"# 手工 {writing.TRIES}\n")
    assert "题名 1" not in text
    assert {line["by"] for line in journal(session)} == {"手工"}
    writer.close()


# The thread, and what it remembers


def test_what_waits_is_written_before_the_thread_ends_and_nothing_after(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer(session, session.health)
    held, go_on, in_hand = threading.Event(), threading.Event(), threading.Event()
    real = Writer.serve

    def serve(self: Writer, group: list[Job]) -> None:
        in_hand.set()
        real(self, group)

    monkeypatch.setattr(Writer, "serve", serve)

    def hold() -> None:
        held.set()
        go_on.wait(10)

    holder = threading.Thread(target=lambda: session.change(hold))
    holder.start()
    held.wait(10)
    jobs = [Job([title(f"题名 {at}")], AUTHOR, "edit", str(at), 0.0) for at in range(3)]
    saving = [threading.Thread(target=writer.submit, args=(job,)) for job in jobs]
    saving[0].start()
    assert in_hand.wait(10)  # alone: what comes now has to wait
    for thread in saving[1:]:
        thread.start()
    ends = time.monotonic() + 10
    while writer._waiting.qsize() < 2:
        assert time.monotonic() < ends
        time.sleep(0.001)
    closing = threading.Thread(target=writer.close)
    closing.start()
    go_on.set()
    for thread in (holder, closing, *saving):
        thread.join(30)
    assert all(isinstance(job.outcome, Saved) for job in jobs)
    assert {line["save"] for line in journal(session)} == {"0", "1", "2"}
    with pytest.raises(ScoringError, match="正在关闭") as refused:
        writer.submit(jobs[0])
    assert refused.value.kind == "busy"
    writer.close()


def test_what_waits_goes_along_but_no_more_than_one_flush_can_serve(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST", 2)
    sizes: list[int] = []
    real = Writer.serve

    def serve(self: Writer, group: list[Job]) -> None:
        sizes.append(len(group))
        real(self, group)

    monkeypatch.setattr(Writer, "serve", serve)
    writer = Writer(session, session.health)
    jobs = [Job([title(f"题名 {at}")], AUTHOR, "edit", "", 0.0) for at in range(5)]
    with session._lock:
        for job in jobs:
            writer._waiting.put(job)
        time.sleep(0.05)
    for job in jobs:
        assert isinstance(job.answer(), Saved)
    writer.close()
    assert sum(sizes) == 5
    assert max(sizes) == 2


def test_a_save_is_measured_in_its_parts(session: Session) -> None:
    session.submit([title("新题名")], AUTHOR)
    figures = session.health.figures()
    assert (figures["saves"], figures["groups"]) == (1, 1)
    for part in ("wait", "judge", "store", "publish", "save"):
        assert 0 <= figures[f"{part}_p99"] < 60_000, part


def test_an_answer_that_was_forgotten_is_found_in_the_journal(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "ANSWERS", 2)
    answers = [session.submit([title(f"题名 {at}")], AUTHOR, save_id=str(at)) for at in range(4)]
    assert session._writer is not None
    assert list(session._writer._answers) == ["2", "3"], "the oldest go first"
    for at, answer in enumerate(answers):
        assert session.submit([title(f"题名 {at}")], AUTHOR, save_id=str(at)) == answer
    assert len(journal(session)) == 4


def line(save_id: str) -> bytes:
    return line_of({"by": "甲", "save": save_id}, FIRST)


def test_the_ids_of_saves_are_read_as_the_journal_grows(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    ids = SaveIds(path)
    assert "a" not in ids
    path.write_bytes(line("a"))
    assert "a" in ids
    with path.open("ab") as stream:
        stream.write(line('第“二”次 \\"') + line("b"))
    assert "b" in ids
    assert '第“二”次 \\"' in ids
    assert "a" in ids
    assert "c" not in ids
    path.unlink()
    assert "a" not in ids


def test_another_journal_has_other_ids(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(line("a") + line("b"))
    ids = SaveIds(path)
    assert "a" in ids
    path.write_bytes(line("c"))
    assert "c" in ids
    assert "a" not in ids


def test_ids_are_looked_for_in_the_newest_part_of_a_long_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "NEWEST", 2 * len(line("a")))
    path = tmp_path / "journal.jsonl"
    path.write_bytes(line("a") + line("b") + line("c"))
    ids = SaveIds(path)
    assert "a" not in ids
    assert "b" in ids
    assert "c" in ids
