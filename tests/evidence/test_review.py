"""Decisions about records, and what becomes of them when file or criterion change."""

import datetime
import json
import threading

import pytest
import samples

from scoring.actions import evidence
from scoring.evidence.selection import pending
from scoring.evidence.stamps import stamp
from scoring.storage import verify_journal
from scoring.workspace import open_workspace
from scoring.workspace.changes import Author, RefusedError, carry_out

DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def workspace(tmp_path):
    return samples.write(tmp_path, samples.SOUND)


def done(workspace, do, plan):
    return carry_out(workspace, Author("王敏", DAY), do, plan)


def accept(workspace, ident="E0001"):
    done(
        workspace,
        "evidence review accepted",
        lambda changes: evidence.review(changes, ident, accept=True),
    )
    opened = open_workspace(workspace).whole()
    record = next(item for item in opened.records if item.id == ident)
    mark = stamp(record, opened.files[ident].sha256, opened.tree)
    assert record.review.stamp == mark
    return mark


def returned(workspace, ident, reason):
    plan = lambda changes: evidence.review(changes, ident, accept=False, note=reason)  # noqa: E731
    done(workspace, "evidence review returned", plan)


def mapped(workspace, code, **more):
    done(
        workspace,
        "evidence map",
        lambda changes: evidence.map_piece(changes, "E0001", code, **more),
    )


def state(workspace):
    """Whether E0001 is 待复审, told by the standing, by check and by the list of what is
    pending."""
    opened = open_workspace(workspace).whole()
    told = {
        opened.standings["E0001"].stale,
        "E016" in {item.rule for item in opened.problems},
        pending(opened.records, opened.standings).get("E0001") == "待复审",
    }
    assert len(told) == 1
    return told.pop()


def replace(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_decision_changes_the_lines_of_its_record_only(workspace):
    register = workspace / "evidence/register.yaml"
    before = register.read_text("utf-8")
    mark = accept(workspace)
    added = f"  review: {{state: accepted, by: 王敏, on: 2026-11-22, stamp: {mark}}}\n"
    assert added in register.read_text("utf-8").replace(f'"{mark}"', mark)
    assert register.read_text("utf-8").replace(f'"{mark}"', mark).replace(added, "") == before
    (line,) = (workspace / "journal.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert (entry["do"], entry["by"], entry["records"]) == (
        "evidence review accepted",
        "王敏",
        ["E0001"],
    )
    assert verify_journal(workspace / "journal.jsonl") == []


def test_a_returned_record_supports_nothing(workspace):
    returned(workspace, "E0001", "缺第3页: 请补")
    standing = open_workspace(workspace).whole().standings["E0001"]
    assert standing.reasons == ("已退回：缺第3页: 请补",)
    assert not state(workspace)


def test_accepted_and_unchanged_stays_accepted(workspace):
    accept(workspace)
    assert not state(workspace)
    replace(workspace / "indicators/sample.yaml", "name: 公开到位", "name: 公开及时")
    assert not state(workspace), "another indicator's text"
    replace(
        workspace / "evidence/register.yaml", "title: 一次办清单", "title: 一次办清单（2026年）"
    )
    assert not state(workspace), "the record's own words"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: 网上办理", "name: 网上全程办理"),
        ("rule: {type: ratio}", "rule: {type: met}"),
        ("{name: 办理清单, kinds: [文件]}", "{name: 办理清单, kinds: [文件], min: 2}"),
        ("name: 网上办理", "name: 网上办理\n    text: 全部事项"),
    ],
)
def test_a_changed_criterion_asks_for_another_review(workspace, old, new):
    accept(workspace)
    replace(workspace / "indicators/sample.yaml", old, new)
    assert state(workspace)
    accept(workspace)
    assert not state(workspace)


def test_a_changed_file_asks_for_another_review(workspace):
    """Also after its new digest has been registered, when the piece counts again."""
    accept(workspace)
    (workspace / "evidence/files/清单.txt").write_text("换了", "utf-8")
    assert state(workspace)
    with pytest.raises(RefusedError, match="不能通过"):
        accept(workspace)
    assert not open_workspace(workspace).whole().standings["E0001"].counts
    lines = (workspace / "evidence/register.yaml").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "sha256" not in line]
    (workspace / "evidence/register.yaml").write_text("".join(kept), "utf-8")
    assert state(workspace)
    assert open_workspace(workspace).whole().standings["E0001"].counts
    accept(workspace)
    assert not state(workspace)


def test_another_mapping_asks_for_another_review(workspace):
    accept(workspace)
    mapped(workspace, "1.2")
    assert [proof.indicator for proof in open_workspace(workspace).whole().records[0].proves] == [
        "1.1",
        "1.2",
    ]
    assert state(workspace)


def proofs(workspace):
    record = open_workspace(workspace).whole().records[0]
    return [proof.model_dump(exclude_none=True, exclude_defaults=True) for proof in record.proves]


def test_two_who_map_one_piece_at_once_both_do_it(workspace):
    """Each reads, judges and writes under the lock: nobody writes what he read before the other
    wrote."""
    codes = ["1.1", "1.2", "2"]
    threads = [
        threading.Thread(target=mapped, args=(workspace, code), kwargs={"locate": "第9页"})
        for code in codes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(proof["indicator"] for proof in proofs(workspace)) == codes
    assert all(proof["locate"] == "第9页" for proof in proofs(workspace))
