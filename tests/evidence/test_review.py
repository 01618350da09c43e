"""Decisions about records, and what becomes of them when file or criterion change."""

import datetime
import json

import pytest
import samples

from scoring.evidence.review import NoSuchRecord, decide, proofs_of, remap
from scoring.evidence.selection import pending
from scoring.evidence.stamps import stamp
from scoring.storage import verify_journal
from scoring.workspace import open_workspace

DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def workspace(tmp_path):
    return samples.write(tmp_path, samples.SOUND)


def accept(workspace, ident="E0001"):
    opened = open_workspace(workspace).whole()
    record = next(item for item in opened.records if item.id == ident)
    mark = stamp(record, opened.files[ident].sha256, opened.tree)
    decide(workspace, ident, "accepted", by="王敏", on=DAY, note=None, stamp=mark)
    return mark


def state(workspace):
    """Whether E0001 is 待复审, told by the standing, by check and by the list of what is pending."""
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
    assert (entry["do"], entry["by"], entry["records"]) == ("evidence review accepted", "王敏", ["E0001"])
    assert verify_journal(workspace / "journal.jsonl") == []


def test_a_returned_record_supports_nothing(workspace):
    decide(workspace, "E0001", "returned", by="王敏", on=DAY, note="缺第3页: 请补", stamp=None)
    standing = open_workspace(workspace).whole().standings["E0001"]
    assert standing.reasons == ("已退回：缺第3页: 请补",)
    assert not state(workspace)


def test_an_unknown_record_writes_nothing(workspace):
    before = (workspace / "evidence/register.yaml").read_bytes()
    with pytest.raises(NoSuchRecord):
        decide(workspace, "E9", "accepted", by="王敏", on=DAY, note=None, stamp=None)
    assert (workspace / "evidence/register.yaml").read_bytes() == before
    assert not (workspace / "journal.jsonl").exists()


def test_accepted_and_unchanged_stays_accepted(workspace):
    accept(workspace)
    assert not state(workspace)
    replace(workspace / "indicators/sample.yaml", "name: 公开到位", "name: 公开及时")
    assert not state(workspace), "another indicator's text"
    replace(workspace / "evidence/register.yaml", "title: 一次办清单", "title: 一次办清单（2026年）")
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
    record = open_workspace(workspace).whole().records[0]
    remap(workspace, record, [*proofs_of(record), {"indicator": "1.2"}], tree="sample", by="王敏", on=DAY)
    assert [proof.indicator for proof in open_workspace(workspace).whole().records[0].proves] == ["1.1", "1.2"]
    assert state(workspace)


def test_proofs_go_out_as_they_came_in(workspace):
    record = open_workspace(workspace).whole().records[0]
    assert proofs_of(record) == [{"indicator": "1.1", "item": "办理清单"}]
    remap(workspace, record, [{"indicator": "1.1", "state": "proposed"}], tree="sample", by="", on=DAY)
    assert proofs_of(open_workspace(workspace).whole().records[0]) == [{"indicator": "1.1", "state": "proposed"}]
    remap(workspace, record, [], tree="sample", by="", on=DAY)
    assert open_workspace(workspace).whole().records[0].proves == ()
