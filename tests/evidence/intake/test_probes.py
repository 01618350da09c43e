"""The memory of scans: what it knows, and what it costs when it is lost, broken or in use."""

import sqlite3
from dataclasses import replace

import pytest

from scoring.evidence.intake import ProbeStore, briefs, counted_pages
from scoring.evidence.intake.probes import unopened
from scoring.evidence.probing import Facts, Found, Photo, Probe

PROBE = Probe(
    "/ws/evidence/files/a.pdf", "pdf", "ok", sha256="b" * 64, size=5, pages=3, text="文字", text_source="layer",
    facts=Facts(doc_no=Found("示政发〔2026〕1号", "high", "文头")), fingerprint="0" * 16,
)  # fmt: skip


def kept(workspace, probe=PROBE, ocr="auto"):
    with ProbeStore(workspace) as store:
        store.keep("files/a.pdf", 5, 77, ocr, probe)
        store.commit()


def test_a_probe_comes_back_whole_while_the_file_is_the_same(tmp_path):
    kept(tmp_path)
    with ProbeStore(tmp_path) as store:
        assert store.known("files/a.pdf", 5, 77, "auto") == PROBE
        assert store.known("files/a.pdf", 5, 77, "off") == PROBE
        assert store.known("files/a.pdf", 5, 77, "all") is None, "more was asked for than was read"
        assert store.known("files/a.pdf", 6, 77, "auto") is None
        assert store.known("files/a.pdf", 5, 78, "auto") is None
        assert store.known("files/b.pdf", 5, 77, "auto") is None


def test_nothing_lasts_before_commit_and_nobody_waits_meanwhile(tmp_path):
    with ProbeStore(tmp_path) as one, ProbeStore(tmp_path) as other:
        one.keep("files/a.pdf", 5, 77, "auto", PROBE)
        other.keep("files/b.pdf", 5, 77, "auto", PROBE)
        other.commit()
        assert one.known("files/b.pdf", 5, 77, "auto") == PROBE
        assert other.known("files/a.pdf", 5, 77, "auto") is None
        one.commit()
        assert other.known("files/a.pdf", 5, 77, "auto") == PROBE


@pytest.mark.parametrize("content", [b"no database " * 999, b""])
def test_a_broken_store_is_begun_anew(tmp_path, content):
    (tmp_path / ".shifan").mkdir()
    (tmp_path / ".shifan/probes.sqlite").write_bytes(content)
    assert briefs(tmp_path) == {}
    kept(tmp_path)
    assert briefs(tmp_path)["files/a.pdf"].pages == 3


def test_a_probe_of_another_shape_counts_as_none(tmp_path, monkeypatch):
    monkeypatch.setattr(Probe, "to_dict", lambda _: {"of": "an older version"})
    kept(tmp_path)
    with ProbeStore(tmp_path) as store:
        assert store.known("files/a.pdf", 5, 77, "auto") is None


@pytest.mark.parametrize(
    "change",
    ["probe = '{}'", "state = 'crashed'", "size = 6", "mtime_ns = 78", "reason = 'x'", "seal = x'00'", "pages = 9",
     "digest = ''", "file = 'files/b.pdf'"],
)  # fmt: skip
def test_a_row_that_was_changed_by_hand_counts_as_none(tmp_path, change):
    kept(tmp_path)
    with sqlite3.connect(tmp_path / ".shifan/probes.sqlite") as base:
        base.execute(f"update probes set {change}")
    with ProbeStore(tmp_path) as store:
        asked = [
            ("files/a.pdf", 5, 77),
            ("files/a.pdf", 6, 77),
            ("files/a.pdf", 5, 78),
            ("files/b.pdf", 5, 77),
        ]
        assert [store.known(*of, "auto") for of in asked] == [None] * 4
    if "probe" not in change:
        assert briefs(tmp_path) == {}


def test_counted_pages_that_were_changed_by_hand_are_counted_again(tmp_path):
    with ProbeStore(tmp_path) as store:
        store.keep_pages({"a" * 64: 3, "b" * 64: 4})
    with sqlite3.connect(tmp_path / ".shifan/probes.sqlite") as base:
        base.execute("update pages set pages = 99 where pages = 3")
    assert counted_pages(tmp_path) == {"b" * 64: 4}


def test_without_a_place_to_write_it_only_forgets(tmp_path):
    (tmp_path / ".shifan").write_text("a file where the folder should be")
    kept(tmp_path)
    assert briefs(tmp_path) == {}


def test_a_full_disk_costs_no_more_than_the_memory(tmp_path):
    kept(tmp_path)
    with ProbeStore(tmp_path) as store:
        pages = store._base.execute("pragma page_count").fetchone()[0]
        store._base.execute(f"pragma max_page_count = {pages}")
        store.keep("files/b.pdf", 5, 77, "auto", replace(PROBE, text="长" * 100_000))
        store.commit()
        assert store.known("files/b.pdf", 5, 77, "auto") is None
        assert store.known("files/a.pdf", 5, 77, "auto") == PROBE


def test_briefs_read_only_and_create_nothing(tmp_path):
    assert briefs(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []
    kept(tmp_path, replace(PROBE, type="jpg", photo=Photo(3, 2, "f" * 64), text_source="none"))
    (brief,) = briefs(tmp_path).values()
    assert (brief.type, brief.pages, brief.state, brief.dhash) == ("jpg", 3, "ok", "f" * 64)


def test_a_photographed_page_is_not_compared_as_a_picture(tmp_path):
    kept(tmp_path, replace(PROBE, type="jpg", photo=Photo(3, 2, "f" * 64), text_source="ocr"))
    assert briefs(tmp_path)["files/a.pdf"].dhash == ""


def test_why_a_file_cannot_be_opened_is_believed_only_as_it_was_written(tmp_path):
    kept(tmp_path, replace(PROBE, state="broken", reason="读不出来"))
    assert unopened(tmp_path) == {PROBE.sha256: "已损坏：读不出来"}
    with sqlite3.connect(tmp_path / ".shifan/probes.sqlite") as base:
        base.execute("update unopened set reason = '很好'")
    assert unopened(tmp_path) == {}
