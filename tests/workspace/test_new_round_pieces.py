"""A new round from a program: which tree it is under, what it takes over, what it refuses, and what
is kept of the one left behind."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import samples

from scoring.rounds.forms import Terms
from scoring.storage import Author, write_records
from scoring.workspace import open_workspace
from scoring.workspace.new_edition import CannotCreateError
from scoring.workspace.new_round import Created, new_round, opened_again
from scoring.workspace.round_snapshots import frozen_text, register_doubtful
from scoring.workspace.taking_over import sound_tree, tree_file

DAY = date(2026, 12, 1)
AUTHOR = Author("李明", DAY)
WINDOW = (date(2025, 1, 1), DAY)
ROUND, HEAD, REGISTER = "rounds/2026-self.yaml", "workspace.yaml", "evidence/register.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "县", samples.SOUND)


def create(
    home: Path,
    terms: Terms,
    *,
    source: str | None = None,
    tree: str | None = None,
    switch: bool = False,
) -> Created:
    return write_records(
        home,
        AUTHOR,
        "round new",
        lambda changes: new_round(
            changes, open_workspace(home), terms, source=source, wanted_tree=tree, switch=switch
        ),
    )


def self_round(name: str = "2027-self") -> Terms:
    return Terms(name, "self", DAY, WINDOW)


def refusal(home: Path, terms: Terms, **asked: object) -> str:
    """Why a round is not made; nothing in the folder has changed then."""
    before = {path: path.read_bytes() for path in home.rglob("*.yaml")}
    with pytest.raises(CannotCreateError) as caught:
        create(home, terms, **asked)  # type: ignore[arg-type]
    assert {path: path.read_bytes() for path in home.rglob("*.yaml")} == before
    return str(caught.value)


# -- the tree


def test_a_tree_is_named_by_its_file_its_id_or_the_library(home: Path) -> None:
    own = home / "indicators/sample.yaml"
    assert tree_file(str(own), home) == own
    assert tree_file("sample", home) == own
    assert tree_file("national-2021", home).name == "national-2021.yaml"
    with pytest.raises(CannotCreateError, match="national-2021"):
        tree_file("national-2012", home)


def test_a_tree_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    broken = samples.SOUND["indicators/sample.yaml"].replace("{type: met}", "{type: meet}")
    samples.write(tmp_path, {"t.yaml": broken.replace('code: "1.1"', 'code: "1.2"')})
    with pytest.raises(CannotCreateError) as caught:
        sound_tree(tmp_path / "t.yaml", None)
    assert str(caught.value) == "指标体系有误，没有新建轮次。"
    assert len(caught.value.problems) >= 2
    assert {item.where.file for item in caught.value.problems} == {"t.yaml"}


# -- what is made


def test_a_blank_round_asks_for_every_leaf(home: Path) -> None:
    created = create(home, self_round())
    assert created.files == ("rounds/2027-self.yaml",)
    assert created.blank == ("1.1", "1.2", "2")
    assert (created.findings, created.vetoes, created.notes) == ((), (), ())
    assert created.pending_switch == {"tree": "sample", "round": "2027-self"}
    opening = open_workspace(home)
    assert opening.problems == ()
    assert [item.id for item in opening.rounds] == ["2026-self", "2027-self"]


def test_the_same_tree_takes_every_finding_and_every_veto_over(home: Path) -> None:
    """And what carries the round left behind is kept, since a later register says only what carries
    it then."""
    created = create(home, self_round(), source="2026-self", switch=True)
    assert [(one.old, one.new, one.fate) for one in created.findings] == [
        ("1.1", "1.1", "carried"),
        ("1.2", "1.2", "carried"),
    ]
    assert created.blank == ("2",)
    assert created.pending_switch == {}
    assert set(created.files) == {
        "rounds/2027-self.yaml",
        "rounds/2026-self.support.json",
        "workspace.yaml",
    }
    workspace = open_workspace(home).whole()
    assert workspace.current.id == "2027-self"
    before, now = workspace.rounds
    assert now.findings == before.findings
    assert now.vetoes == before.vetoes


def test_a_round_that_verifies_keeps_what_the_verified_one_claims(home: Path) -> None:
    """5.4 of 6 for 9 of 10, and the 4 of 1.2: so a later change of them is noticed."""
    create(home, Terms("2026-mock", "mock", DAY, WINDOW, basis="2026-self"))
    text = (home / "rounds/2026-mock.yaml").read_text("utf-8")
    claimed = [
        line.split("claimed: ")[1].split("}")[0]
        for line in text.splitlines()
        if "claimed: " in line
    ]
    assert claimed == ["5.4", "4"]
    workspace = open_workspace(home).whole()
    assert workspace.problems == ()
    samples.write(home, {ROUND: samples.SOUND[ROUND].replace("done: 9", "done: 8")})
    (problem,) = open_workspace(home).problems
    assert (problem.severity, problem.where.file) == ("warning", "rounds/2026-mock.yaml")


# -- what is refused


def test_a_name_that_is_taken_in_any_spelling(home: Path) -> None:
    sentence = "已经有轮次“{}”（rounds/2026-self.yaml），没有改动它。请换一个名称。"
    for name in ("2026-self", "2026-SELF"):
        assert refusal(home, self_round(name)) == sentence.format(name)
    (home / ROUND).rename(home / "rounds/a.yml")  # the name inside of it counts
    assert "rounds/a.yml" in refusal(home, self_round("2026-self"))


@pytest.mark.parametrize(
    ("terms", "asked", "why"),
    [
        (self_round(), {"source": "2026-slef"}, "没有轮次“2026-slef”，是不是“2026-self”"),
        (self_round(), {"tree": "national-2012"}, "national-2021"),
        (
            Terms("2026-mock", "mock", DAY, WINDOW, basis="2026-self"),
            {"switch": True},
            "核验和模拟轮次写明 basis 即可，工作区仍用自评轮次，不要加 --switch。",
        ),
    ],
    ids=["no such round", "no such tree", "a switch to what verifies"],
)
def test_a_wish_that_leads_nowhere(
    home: Path, terms: Terms, asked: dict[str, object], why: str
) -> None:
    assert why in refusal(home, terms, **asked)


def test_an_edition_under_the_same_id_is_refused(home: Path, tmp_path: Path) -> None:
    other = samples.SOUND["indicators/sample.yaml"].replace("网上办理", "掌上办理")
    samples.write(tmp_path, {"新.yaml": other})
    why = refusal(home, self_round(), source="2026-self", tree=str(tmp_path / "新.yaml"))
    assert why == "新旧指标体系的 id 都是“sample”，内容却不同。请先给新体系换一个 id。"


def test_a_head_that_cannot_be_read_and_one_in_another_encoding(home: Path) -> None:
    """What is written in GBK is read and told by ``check``, but no byte of it can be kept."""
    head = (home / HEAD).read_bytes()
    samples.write(home, {HEAD: "name: [\n"})
    assert refusal(home, self_round()) == "workspace.yaml 读不出来。"
    samples.write(home, {HEAD: head.decode().replace("示例县", "示").encode("gbk")})
    assert refusal(home, self_round(), switch=True) == (
        "工作区里有文件不是 UTF-8 编码，见 shifan check。"
    )


def test_a_source_whose_head_is_faulty_is_refused_with_its_faults(home: Path) -> None:
    samples.write(home, {"rounds/b.yaml": "round: b\nkind: 自评\n"})
    with pytest.raises(CannotCreateError) as caught:
        create(home, self_round(), source="b")
    assert str(caught.value) == "轮次“b”读不出来。"
    assert {item.rule for item in caught.value.problems} == {"S002", "S004"}


def test_where_the_kind_of_object_is_not_chosen_the_round_is_not_begun(home: Path) -> None:
    """Under a tree that asks cities for more than counties, the points of a round depend on it."""
    tree = samples.SOUND["indicators/sample.yaml"].replace(
        "bonus:", "classes: {级别: [市, 县]}\nbonus:"
    )
    tree = tree.replace(
        "    rule: {type: met}", "    rule: {type: met}\n    applies_to: {级别: [市]}"
    )
    samples.write(
        home,
        {
            "indicators/sample.yaml": tree,
            HEAD: samples.SOUND[HEAD].replace("level: 县\n", ""),
        },
    )
    why = refusal(home, self_round())
    assert why.startswith("先在 workspace.yaml 里选")
    assert "市、县" in why


# -- what is kept, and what does not open


def test_what_carries_a_round_as_a_text(home: Path) -> None:
    """E0001 carries 1.1 and E0002 carries 1.2; the register is named by its digest."""
    workspace = open_workspace(home).whole()
    kept = json.loads(frozen_text(workspace, workspace.current, DAY))
    flat = json.dumps(kept)
    assert kept["round"] == "2026-self"
    assert workspace.register_sha256 in flat
    assert DAY.isoformat() in flat


def test_a_register_with_a_fault_says_for_sure_of_nothing(home: Path) -> None:
    assert not register_doubtful(open_workspace(home).whole())
    text = samples.SOUND[REGISTER].replace("kind: 链接", "kind: 连接")
    samples.write(home, {REGISTER: text})
    assert register_doubtful(open_workspace(home).whole())
    created = create(home, self_round(), source="2026-self")
    assert created.files == ("rounds/2027-self.yaml",)
    assert created.notes == (
        "佐证登记表有误，没有为旧轮次存档佐证情况；改正后用 shifan round freeze 存档。",
    )


def test_a_switch_that_does_not_open_is_taken_back(home: Path) -> None:
    before = (home / HEAD).read_text("utf-8")
    created = create(home, self_round(), switch=True)
    opened_again(home, created, before, AUTHOR)  # sound: nothing happens
    assert "round: 2027-self" in (home / HEAD).read_text("utf-8")
    (home / created.files[0]).write_text("round: [\n", "utf-8")
    with pytest.raises(CannotCreateError) as caught:
        opened_again(home, created, before, AUTHOR)
    assert str(caught.value) == (
        "轮次 rounds/2027-self.yaml 已写好，但改用之后工作区打不开，已把 workspace.yaml 恢复原样。"
    )
    assert (home / HEAD).read_text("utf-8") == before
