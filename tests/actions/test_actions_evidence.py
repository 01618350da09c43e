"""What a person does with a piece of evidence: review it, say what it proves, describe it.

- id: E0001
  proves:
  - {indicator: "1.1", item: 办理清单}
  review: {state: accepted, by: 陈晨, on: 2026-11-22, stamp: …}
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_office import (
    OFFERED,
    REGISTER,
    do,
    journal,
    last_entry,
    office,
    put,
    refused,
    sound,
)

from scoring.actions import evidence
from scoring.evidence.model import Evidence
from scoring.evidence.stamps import stamp
from scoring.workspace.changes import ChangeSet, ConflictError

PROPOSED = """\
  by: 陈晨
  proves:
  - {indicator: "1.1", item: 办理清单, state: proposed}
  - {indicator: "1.2", state: proposed}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """E0003 was entered by 陈晨 and is offered for two indicators."""
    return office(tmp_path, {REGISTER: samples.SOUND[REGISTER] + OFFERED + PROPOSED})


def record(home: Path, ident: str) -> Evidence:
    return next(one for one in sound(home).records if one.id == ident)


def proofs(home: Path, ident: str = "E0001") -> list[dict[str, Any]]:
    return [proof.model_dump(exclude_defaults=True) for proof in record(home, ident).proves]


# -- review


def test_an_accepted_piece_bears_the_stamp_of_file_and_criterion(home: Path) -> None:
    before = do(home, " 陈 晨 ", evidence.review, "E0001", accept=True, note="与系统一致")
    assert before.review.state == "pending"
    workspace = sound(home)
    review = record(home, "E0001").review
    digest = workspace.files["E0001"].sha256
    assert (review.state, review.by, str(review.on), review.note, review.stamp) == (
        "accepted",
        "陈晨",
        "2026-11-22",
        "与系统一致",
        stamp(record(home, "E0001"), digest, workspace.tree),
    )
    assert last_entry(home) == ("陈晨", ["E0001"])


def test_a_returned_piece_bears_the_reason_and_no_stamp(home: Path) -> None:
    do(home, "李明", evidence.review, "E0001", accept=False, note="缺第二页")
    review = record(home, "E0001").review
    assert (review.state, review.by, review.note, review.stamp) == (
        "returned",
        "李明",
        "缺第二页",
        None,
    )
    assert not sound(home).standings["E0001"].counts


@pytest.mark.parametrize("note", [None, "", "  "])
def test_a_piece_is_not_returned_without_a_reason(home: Path, note: str | None) -> None:
    sentence = refused(home, "李明", evidence.review, "E0001", accept=False, note=note)
    assert sentence == "退回要写明原因，让报送单位知道怎么改"


@pytest.mark.parametrize("by", ["王敏", "赵六", "周敏", "赵倩", "沈维", "老魏"])
def test_only_the_working_group_reviews(home: Path, by: str) -> None:
    for accept in (True, False):
        sentence = refused(home, by, evidence.review, "E0001", accept=accept, note="看过")
        assert sentence.endswith("可以的有：陈晨、高远、李明")
    assert f"不能由{by}" in refused(home, by, evidence.reopen, "E0001")


def test_whoever_entered_a_piece_does_not_accept_it(home: Path) -> None:
    """As the register says. Returning it is allowed: it does not help who entered it."""
    sentence = refused(home, "陈晨", evidence.review, "E0003", accept=True)
    assert sentence == "E0003 是陈晨自己交的，要由另一个人审核"
    do(home, "陈晨", evidence.review, "E0003", accept=False, note="换一份")
    do(home, "高远", evidence.review, "E0003", accept=True)
    assert record(home, "E0003").review.by == "高远"


def test_a_deputy_is_told_whose_piece_it_is(home: Path) -> None:
    """高远 deputises for 陈晨 here: one hand, but it was not he who entered E0003."""
    put(home, "workspace.yaml", "  高远: {", "  高远: {deputy_of: 陈晨, ")
    sentence = refused(home, "高远", evidence.review, "E0003", accept=True)
    assert sentence == "E0003 是陈晨交的，高远和陈晨有代理关系，要由另一个人审核"


def test_who_entered_a_piece_is_found_in_the_journal_too(home: Path) -> None:
    """The register does not say who, the line that brought the record in does."""
    new = {"id": "E0004", "url": "https://example.com/a", "seen": "2026-04-02", "kind": "链接"}

    def enter(changes: ChangeSet) -> None:
        changes.append(REGISTER, {**new, "title": "新公告"})

    do(home, "高远", enter)
    assert "E0004 是高远自己交的" in refused(home, "高远", evidence.review, "E0004", accept=True)
    do(home, "陈晨", evidence.review, "E0004", accept=True)
    assert record(home, "E0004").review.by == "陈晨"


def test_with_consent_what_was_offered_counts(home: Path) -> None:
    do(home, "高远", evidence.review, "E0003", accept=True, confirm=True)
    assert proofs(home, "E0003") == [{"indicator": "1.1", "item": "办理清单"}, {"indicator": "1.2"}]


def test_without_consent_what_was_offered_stays_offered(home: Path) -> None:
    do(home, "高远", evidence.review, "E0003", accept=True)
    assert {proof["state"] for proof in proofs(home, "E0003")} == {"proposed"}


def test_a_file_that_changed_is_not_accepted(home: Path) -> None:
    (home / "evidence/files/清单.txt").write_text("另一份", "utf-8")
    sentence = refused(home, "陈晨", evidence.review, "E0001", accept=True)
    assert sentence.startswith("E0001 的文件现在不可用（")
    assert sentence.endswith("确认是新版本的，先运行 shifan evidence scan --renew")
    do(home, "陈晨", evidence.review, "E0001", accept=False, note="与登记的不是一份")


def test_a_file_that_is_gone_is_not_accepted(home: Path) -> None:
    (home / "evidence/files/清单.txt").unlink()
    sentence = refused(home, "陈晨", evidence.review, "E0001", accept=True)
    assert sentence == "E0001 的文件现在不可用（文件缺失），不能通过"


def test_a_link_has_no_file_that_could_be_gone(home: Path) -> None:
    do(home, "陈晨", evidence.review, "E0002", accept=True)
    assert record(home, "E0002").review.state == "accepted"


def test_a_piece_that_was_taken_back_waits_for_its_unit(home: Path) -> None:
    put(home, REGISTER, "  by: 陈晨\n", "  review: {state: withdrawn, by: 王敏, on: 2026-11-20}\n")
    for sentence in (
        refused(home, "高远", evidence.review, "E0003", accept=True),
        refused(home, "高远", evidence.review, "E0003", accept=False, note="缺页"),
        refused(home, "高远", evidence.reopen, "E0003"),
    ):
        assert sentence == "E0003 单位已撤回，不用审；单位再交以后再审"


def test_a_decision_is_taken_back(home: Path) -> None:
    do(home, "陈晨", evidence.review, "E0001", accept=False, note="缺页")
    do(home, "李明", evidence.reopen, "E0001")
    review = record(home, "E0001").review
    assert (review.state, review.by, review.note) == ("pending", "李明", None)


def test_who_saw_another_decision_is_asked(home: Path) -> None:
    def version(changes: ChangeSet) -> str:
        stored = changes.record(REGISTER, "E0001")
        assert stored is not None
        return stored.version

    seen = do(home, "陈晨", version)
    do(home, "高远", evidence.review, "E0001", accept=False, note="缺页")
    with pytest.raises(ConflictError) as caught:
        do(home, "陈晨", evidence.review, "E0001", accept=True, expected=seen)
    assert caught.value.outcome.fields == ("review",)
    assert record(home, "E0001").review.by == "高远"


@pytest.mark.parametrize("action", [evidence.reopen, evidence.describe, evidence.map_piece])
def test_an_unknown_number_is_refused_with_the_nearest_one(home: Path, action: Any) -> None:
    more = {evidence.describe: [{"title": "新"}], evidence.map_piece: ["1.1"]}.get(action, [])
    sentence = refused(home, "陈晨", action, "E001", *more)
    assert "登记表里没有“E001”" in sentence
    assert "E0001" in sentence


# -- what it proves


def test_a_piece_proves_another_indicator(home: Path) -> None:
    do(home, "王敏", evidence.map_piece, "E0001", "1.2", locate="第2页", what="公开了 96 项")
    assert proofs(home)[1] == {"indicator": "1.2", "locate": "第2页", "what": "公开了 96 项"}
    assert last_entry(home) == ("王敏", ["E0001"])


def test_the_same_indicator_again_only_changes_the_words(home: Path) -> None:
    do(home, "王敏", evidence.map_piece, "E0001", "1.1", item="办理清单", locate="第3页")
    do(home, "王敏", evidence.map_piece, "E0001", "1.1", what="办结 96 项")
    stated = {"indicator": "1.1", "item": "办理清单", "locate": "第3页", "what": "办结 96 项"}
    assert proofs(home) == [stated]


def test_a_suggestion_is_confirmed_where_it_stood(home: Path) -> None:
    do(home, "高远", evidence.map_piece, "E0003", "1.1", confirm=True)
    assert proofs(home, "E0003") == [
        {"indicator": "1.1", "item": "办理清单"},
        {"indicator": "1.2", "state": "proposed"},
    ]
    do(home, "高远", evidence.map_piece, "E0003", "1.2", confirm=True)
    assert proofs(home, "E0003")[1] == {"indicator": "1.2"}


def test_a_unit_does_not_confirm_what_it_offered(home: Path) -> None:
    sentence = refused(home, "王敏", evidence.map_piece, "E0003", "1.1", confirm=True)
    assert "不能由王敏（填报人）审核佐证、确认对应关系" in sentence


def test_a_proof_is_taken_out(home: Path) -> None:
    do(home, "陈晨", evidence.map_piece, "E0003", "1.1", remove=True)
    assert [proof["indicator"] for proof in proofs(home, "E0003")] == ["1.2"]
    sentence = refused(home, "陈晨", evidence.map_piece, "E0003", "1.1", remove=True)
    assert sentence == "E0003 与指标 1.1 没有对应关系"
    assert "没有对应关系" in refused(home, "陈晨", evidence.map_piece, "E0001", "1.2", confirm=True)


def test_a_proof_under_another_system_stands_by_itself(home: Path) -> None:
    """A code of last year's system is not this year's, though it reads the same."""
    put(home, REGISTER, "  proves:\n", '  proves:\n  - {indicator: "1.2", tree: old-2020}\n')
    do(home, "陈晨", evidence.map_piece, "E0001", "1.2")
    text = (home / REGISTER).read_text("utf-8")
    assert '{indicator: "1.2", tree: old-2020}' in text
    assert [proof["indicator"] for proof in proofs(home)].count("1.2") >= 1
    do(home, "陈晨", evidence.map_piece, "E0001", "1.2", remove=True)
    assert '{indicator: "1.2", tree: old-2020}' in (home / REGISTER).read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "item", "why"),
    [
        ("1.9", None, "“1.9”不在指标体系里"),
        ("1", None, "“1”是上级指标"),
        ("1.1", "办理请单", "指标 1.1 没有“办理请单”这项要求"),
        ("1.2", "办理清单", "指标 1.2 没有“办理清单”这项要求"),
    ],
)
def test_what_a_piece_cannot_prove(home: Path, code: str, item: str | None, why: str) -> None:
    assert why in refused(home, "陈晨", evidence.map_piece, "E0001", code, item=item)


@pytest.mark.parametrize("by", ["吴静", "周敏", "沈维"])
def test_only_who_is_concerned_says_what_a_piece_proves(home: Path, by: str) -> None:
    assert f"佐证 E0001 不能由{by}" in refused(home, by, evidence.map_piece, "E0001", "1.1")


# -- the words about it


def test_a_piece_is_described(home: Path) -> None:
    fields = {"title": "办理清单（定稿）", "doc_no": "示司发〔2026〕3号"}
    assert do(home, "王敏", evidence.describe, "E0001", fields).title == "一次办清单"
    now = record(home, "E0001")
    assert (now.title, now.doc_no) == ("办理清单（定稿）", "示司发〔2026〕3号")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"review": {"state": "accepted"}}, "review 不在登记内容里改"),
        ({"id": "E0009"}, "id 不在登记内容里改"),
        ({"date": "三月一日"}, "三月一日"),
        ({"colour": "红"}, "colour"),
        ({"kind": "视屏"}, "视频"),
    ],
)
def test_what_is_not_described(home: Path, fields: dict[str, Any], why: str) -> None:
    assert why in refused(home, "王敏", evidence.describe, "E0001", fields)


def test_a_piece_gets_another_date_and_unit(home: Path) -> None:
    do(home, "陈晨", evidence.describe, "E0002", {"date": "2026-04-01", "unit": "县教育局"})
    assert (str(record(home, "E0002").date), record(home, "E0002").unit) == (
        "2026-04-01",
        "县教育局",
    )


def test_another_unit_does_not_describe_it(home: Path) -> None:
    sentence = refused(home, "吴静", evidence.describe, "E0001", {"title": "改名"})
    assert "佐证 E0001 不能由吴静（填报人）登记佐证" in sentence


# -- suggestions


def test_suggestions_are_written_as_proposed_beside_what_stands(home: Path) -> None:
    wanted = {"E0001": [("1.1", None), ("1.2", None)], "E0002": [("1.1", "办理清单")]}
    assert do(home, "陈晨", evidence.propose, wanted) == {"E0001": ("1.2",), "E0002": ("1.1",)}
    assert proofs(home) == [
        {"indicator": "1.1", "item": "办理清单"},
        {"indicator": "1.2", "state": "proposed"},
    ]
    assert proofs(home, "E0002")[1] == {
        "indicator": "1.1",
        "item": "办理清单",
        "state": "proposed",
    }


def test_suggestions_twice_are_suggestions_once(home: Path) -> None:
    wanted = {"E0001": [("1.2", None)]}
    do(home, "陈晨", evidence.propose, wanted)
    lines = len(journal(home))
    assert do(home, "陈晨", evidence.propose, wanted) == {}
    assert len(journal(home)) == lines


def test_suggestions_for_a_record_that_went_meanwhile_are_left_out(home: Path) -> None:
    assert do(home, "陈晨", evidence.propose, {"E0099": [("1.1", None)]}) == {}
