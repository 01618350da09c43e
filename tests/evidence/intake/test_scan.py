"""Scans that are repeated, killed, doubled and disturbed: the register is whole, and nothing is
lost or doubled."""

import errno
import json
import multiprocessing
import random
import signal
import sys

import intake_samples as make
import pytest
from storage.steps import really_killed, stopped_at

from scoring.evidence.intake import scan as _scan  # noqa: F401  the function; the module of that name is below
from scoring.evidence.probing import probe
from scoring.storage import Transaction, disk, verify_journal
from scoring.workspace import open_workspace

module = sys.modules["scoring.evidence.intake.scan"]
needs_fork = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(),
    reason="a scan is killed in a forked process",
)


@pytest.fixture
def workspace(tmp_path):
    return make.empty(tmp_path / "ws")


def here(paths, *, ocr="off", **_):
    """In place of the pool of processes: the same look at each file, in this process."""
    return (probe(path, ocr=ocr) for path in paths)


def fill(workspace, count, folder="files"):
    for number in range(count):
        path = workspace / "evidence" / folder / f"{number:03d} 通知.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(make.notice(number), "utf-8")


def test_files_become_records_in_a_fixed_order(workspace):
    files = workspace / "evidence/files"
    (files / "1-1 清单.txt").write_text(make.notice(4), "utf-8")
    (files / "无.txt").write_text(make.notice(5), "utf-8")
    found = make.run(workspace, unit="县司法局", by="王敏")
    first, second = make.register(workspace)
    assert (first["id"], first["file"], first["unit"]) == (
        "E0001",
        "files/1-1 清单.txt",
        "县司法局",
    )
    assert first["proves"][0]["what"] == "按文件名“1-1 清单”对应"
    assert first["date"] == "2026-03-05"
    assert "proves" not in second
    assert [(row["id"], row["how"] != "") for row in found.added] == [
        ("E0001", True),
        ("E0002", False),
    ]
    assert (
        (workspace / "evidence/register.yaml")
        .read_text("utf-8")
        .startswith("# 佐证登记表，专班维护\n")
    )
    (line,) = (workspace / "journal.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert (entry["do"], entry["by"], entry["on"]) == ("evidence scan", "王敏", "2026-11-22")
    assert entry["records"] == ["E0001", "E0002"]
    make.assert_whole(workspace)


def test_without_a_place_for_its_memory_a_scan_still_works(workspace):
    (workspace / ".shifan").mkdir()
    (workspace / ".shifan/probes.sqlite").mkdir()
    fill(workspace, 2)
    assert len(make.run(workspace).added) == 2
    assert make.run(workspace).unchanged == 2


def test_a_second_scan_reads_nothing_and_changes_no_byte(workspace, monkeypatch):
    fill(workspace, 5)
    make.gb_zip(workspace / "evidence/files/包.zip", [("通知.txt", make.notice(99))])
    make.run(workspace)
    before = make.contents(workspace)

    def look(paths, **_):
        assert list(paths) == []
        return iter(())

    monkeypatch.setattr(module, "probe_many", look)
    found = make.run(workspace)
    assert (found.unchanged, found.files) == (6, 6)
    assert not any(getattr(found, name) for name in module.LISTS)
    assert make.contents(workspace) == before


def test_new_ids_count_on_from_the_highest_and_none_is_used_again(workspace):
    fill(workspace, 3)
    make.run(workspace)
    register = workspace / "evidence/register.yaml"
    text = register.read_text("utf-8")
    register.write_text(
        text[: text.index("- id: E0002")] + text[text.index("- id: E0003") :], "utf-8"
    )
    found = make.run(workspace)
    assert [row["id"] for row in found.added] == ["E0004"]
    make.assert_whole(workspace)


@pytest.mark.parametrize(
    "start",
    [
        "",
        "[]\n",
        "# 只有说明\n",
        "\ufeff- id: A1\r\n  file: files/旧.txt\r\n",
        "  - id: A1\n    file: files/旧.txt",
    ],
)
def test_records_are_added_in_the_manner_of_the_file(workspace, start, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 2)
    register = workspace / "evidence/register.yaml"
    register.write_bytes(start.encode())
    (workspace / "evidence/files/旧.txt").write_text("旧的", "utf-8")
    fill(workspace, 5)
    make.run(workspace)
    raw = register.read_bytes()
    if "A1" in start:
        assert raw.startswith(start.encode())
        assert (b"\n" in raw.replace(b"\r\n", b"")) == ("\r\n" not in start)
    assert len(make.register(workspace)) == 6
    make.assert_whole(workspace)


def test_the_same_content_is_registered_once(workspace):
    files = workspace / "evidence/files"
    for name in ("a.txt", "b.txt"):
        (files / name).write_text(make.notice(1), "utf-8")
    for name in ("空1.txt", "空2.txt"):
        (files / name).write_text("")
    found = make.run(workspace)
    assert found.duplicates == [{"file": "files/b.txt", "of": "E0001"}]
    assert [row["file"] for row in make.register(workspace)] == [
        "files/a.txt",
        "files/空1.txt",
        "files/空2.txt",
    ]
    assert make.run(workspace).duplicates == found.duplicates
    assert [row["state"] for row in found.unread] == ["空文件", "空文件"]
    make.assert_whole(workspace)


def test_much_the_same_is_registered_and_told(workspace):
    files = workspace / "evidence/files"
    (files / "a.txt").write_text(make.notice(1), "utf-8")
    (files / "b.txt").write_text(make.notice(1).replace("\n", "\n\n") + "。", "utf-8")
    (files / "c.txt").write_text(make.notice(2), "utf-8")
    found = make.run(workspace)
    assert found.near == [
        {"id": "E0002", "file": "files/b.txt", "of": "E0001", "how": "文字内容基本相同"}
    ]
    assert make.run(workspace).near == []


def test_photos_at_another_size(workspace):
    from PIL import Image

    chance = random.Random(5)
    small = Image.new("RGB", (12, 9))
    small.putdata([tuple(chance.randrange(20, 230) for _ in "rgb") for _ in range(108)])
    big = small.resize((900, 675), Image.Resampling.BICUBIC)
    big.save(workspace / "evidence/files/a.jpg")
    big.resize((450, 338)).save(workspace / "evidence/files/b.jpg", quality=60)
    big.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(workspace / "evidence/files/c.jpg")
    (row,) = make.run(workspace).near
    assert (row["file"], row["of"], row["how"]) == (
        "files/b.jpg",
        "E0001",
        "图片相同，大小或清晰度不同",
    )


def test_a_file_that_changed_is_told_and_renewed_on_request(workspace):
    fill(workspace, 2)
    make.run(workspace)
    path = workspace / "evidence/files/000 通知.txt"
    path.write_text(make.notice(77), "utf-8")
    before = (workspace / "evidence/register.yaml").read_bytes()
    found = make.run(workspace)
    assert found.changed == [{"id": "E0001", "file": "files/000 通知.txt"}]
    assert (workspace / "evidence/register.yaml").read_bytes() == before
    assert "E008" in {item.rule for item in open_workspace(workspace).problems}
    found = make.run(workspace, renew=True)
    assert [(row["id"], "新版本" in row["what"]) for row in found.renewed] == [("E0001", True)]
    assert found.changed == []
    make.assert_whole(workspace)
    assert make.run(workspace).unchanged == 2


def test_a_file_that_was_moved_is_told_and_renewed_on_request(workspace):
    fill(workspace, 2)
    make.run(workspace)
    files = workspace / "evidence/files"
    (files / "归档").mkdir()
    (files / "000 通知.txt").rename(files / "归档/通知.txt")
    assert make.run(workspace).moved == [
        {"id": "E0001", "file": "files/归档/通知.txt", "of": "files/000 通知.txt"}
    ]
    found = make.run(workspace, renew=True)
    assert [row["what"] for row in found.renewed] == ["原来是 files/000 通知.txt"]
    assert [record["file"] for record in make.register(workspace)] == [
        "files/归档/通知.txt",
        "files/001 通知.txt",
    ]
    make.assert_whole(workspace)


def test_what_ocr_reads_later_fills_the_blanks(workspace, monkeypatch):
    from scoring.evidence.probing import Facts, Found

    (workspace / "evidence/files/扫描.pdf").write_bytes(b"%PDF-")

    def looked(state, source, facts):
        def look(paths, **_):
            for path in paths:
                yield module.Probe(str(path), "scan-pdf", state, "待识别。" if state != "ok" else "", sha256="a" * 64,
                                   size=5, text_source=source, facts=facts)  # fmt: skip

        return look

    monkeypatch.setattr(module, "probe_many", looked("unread", "none", Facts()))
    monkeypatch.setattr(module, "ocr_available", lambda: False)
    assert make.run(workspace, ocr="auto").unread[0]["state"] == "待识别"
    facts = Facts(
        title=Found("关于公开的通知", "high", "OCR"),
        doc_no=Found("示政发〔2026〕1号", "high", "OCR"),
    )
    monkeypatch.setattr(module, "probe_many", looked("ok", "ocr", facts))
    assert make.run(workspace, ocr="auto").unchanged == 1, (
        "without an engine nothing is tried again"
    )
    monkeypatch.setattr(module, "ocr_available", lambda: True)
    found = make.run(workspace, ocr="auto")
    assert [row["what"] for row in found.filled] == ["补登标题、补登文号"]
    assert make.register(workspace)[0]["doc_no"] == "示政发〔2026〕1号"
    assert make.run(workspace, ocr="auto").filled == []


def test_a_file_that_changes_or_vanishes_while_it_is_read(workspace, monkeypatch):
    fill(workspace, 4)
    files = workspace / "evidence/files"

    def look(paths, **_):
        for path in paths:
            if path.name.startswith("001"):
                path.unlink()
            result = probe(path, ocr="off")
            if path.name.startswith("002"):
                result = module.Probe(
                    str(path), "txt", "changed", "文件在读取时被改动，请稍后重新扫描。", size=1
                )
            yield result
            if path.name.startswith("003"):
                path.write_text("写到一半", "utf-8")

    monkeypatch.setattr(module, "probe_many", look)
    found = make.run(workspace)
    assert [row["file"] for row in found.added] == ["files/000 通知.txt", "files/003 通知.txt"]
    assert [row["state"] for row in found.unread] == ["文件不见了", "读取时被改动"]
    monkeypatch.setattr(module, "probe_many", here)
    (files / "003 通知.txt").write_text(make.notice(3), "utf-8")
    found = make.run(workspace)
    assert [row["file"] for row in found.added] == ["files/002 通知.txt"]
    make.assert_whole(workspace)


def test_a_register_on_a_full_disk_stays_as_it_was(workspace, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 2)
    monkeypatch.setattr(module, "probe_many", here)
    fill(workspace, 6)
    real, writes = disk.write_draft, []

    def write_draft(draft, data, like, **rest):
        writes.append(like.name)
        if writes.count("register.yaml") > 1:  # the disk is full when the second batch comes
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(draft, data, like, **rest)

    monkeypatch.setattr(disk, "write_draft", write_draft)
    with pytest.raises(OSError, match="No space"):
        make.run(workspace)
    monkeypatch.setattr(disk, "write_draft", real)
    assert 0 < len(make.register(workspace)) < 6
    found = make.run(workspace)
    assert len(found.added) + found.unchanged == 6
    assert len(make.register(workspace)) == 6
    make.assert_whole(workspace)


def test_somebody_who_registers_meanwhile_keeps_what_he_wrote(workspace, monkeypatch):
    """Another program adds E0001 for another file, and one of the very files, between two
    batches."""
    monkeypatch.setattr(module, "BATCH", 2)
    fill(workspace, 4)
    (workspace / "evidence/files/手工.md").write_text("x")
    register = workspace / "evidence/register.yaml"

    def look(paths, **_):
        for at, path in enumerate(paths):
            if at == 1:
                with Transaction(workspace) as transaction:
                    text = (
                        "- {id: E0001, file: files/手工.md}\n- {id: X9, file: files/003 通知.txt}\n"
                    )
                    transaction.commit(
                        {"evidence/register.yaml": register.read_text("utf-8") + text},
                        {"do": "test"},
                    )
            yield probe(path, ocr="off")

    monkeypatch.setattr(module, "probe_many", look)
    found = make.run(workspace)
    by_file = {record["file"]: record["id"] for record in make.register(workspace)}
    assert (by_file["files/手工.md"], by_file["files/003 通知.txt"]) == ("E0001", "X9")
    assert {row["file"]: row["id"] for row in found.added} == {
        file: ident for file, ident in by_file.items() if ident not in ("E0001", "X9")
    }
    assert len(by_file) == 5
    make.assert_whole(workspace)


def _forked(workspace, step):
    module.BATCH = 1
    module.probe_many = here
    with stopped_at(step, really_killed):
        make.run(workspace)


@pytest.mark.slow
@needs_fork
def test_a_kill_at_any_moment_leaves_a_whole_register(workspace):
    """Twenty kills at steps that are spread over the work of a scan; then one scan finishes it."""
    fill(workspace, 150)
    make.gb_zip(
        workspace / "evidence/files/包.zip",
        [(f"件{at}.txt", make.notice(900 + at)) for at in range(30)],
    )
    chance = random.Random(20261122)
    counts = []
    for _ in range(20):
        process = multiprocessing.get_context("fork").Process(
            target=_forked, args=(workspace, chance.randint(1, 200))
        )
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL, "it would have gone on"
        make.assert_whole(workspace)
        counts.append(len(make.register(workspace)))
    assert counts == sorted(counts)
    assert len(set(counts)) > 5, "the kills hit the scan at work"
    found = make.run(workspace)
    assert found.unread == found.refused == found.duplicates == []
    assert len(make.register(workspace)) == 180
    make.assert_whole(workspace)
    assert not [
        path for path in (workspace / "evidence/files").rglob(".*") if path.name != ".unpacked"
    ]


@needs_fork
def test_a_killed_scan_with_its_processes(workspace):
    """The same with the real pool of processes, which end by themselves when their scan is gone."""
    fill(workspace, 60)
    context = multiprocessing.get_context("fork")
    started = context.Event()

    def work():
        module.BATCH = 1
        make.run(
            workspace,
            workers=2,
            tell=lambda done, whole: started.set() if whole and done > 2 else None,
        )

    process = context.Process(target=work)
    process.start()
    assert started.wait(timeout=600)
    process.kill()
    process.join()
    make.assert_whole(workspace)
    assert 0 < len(make.register(workspace)) < 60
    make.run(workspace, workers=2)
    assert len(make.register(workspace)) == 60
    make.assert_whole(workspace)


@needs_fork
def test_two_scans_at_once(workspace):
    fill(workspace, 40, "files/甲")
    fill(workspace, 1, "files/乙")
    # Not the texts of the other folder: those would be duplicates.
    for number in range(40):
        (workspace / f"evidence/files/乙/{number:03d} 通知.txt").write_text(
            make.notice(500 + number), "utf-8"
        )
    home = workspace / "evidence/files"
    context = multiprocessing.get_context("fork")
    both = [
        context.Process(target=_forked, args=(workspace, home / "甲")),
        context.Process(target=_forked, args=(workspace, home)),
    ]
    for process in both:
        process.start()
    for process in both:
        process.join(timeout=600)
        assert process.exitcode == 0
    assert len(make.register(workspace)) == 80
    make.assert_whole(workspace)
    assert verify_journal(workspace / "journal.jsonl") == []
