"""What a new edition of the indicator system brings along, piece by piece: each function gives the
texts to be written and writes nothing itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import samples

from scoring.indicators.comparison import Comparison, compare
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.storage import Author, RecordChanges, Transaction
from scoring.workspace.new_edition import (
    CannotCreateError,
    brought_tree,
    carry_register,
    moved_items,
    switched,
)
from scoring.yamlio import parse

LEDGER, REGISTER = "rectification.yaml", "evidence/register.yaml"
OLD = """\
id: ed-2021
title: 旧版
levels: [一级指标]
points: {basis: estimate}
indicators:
- {code: "1", name: 行政复议决定履行率, points: 6, rule: {type: ratio}}
- {code: "2", name: 规范性文件备案审查, points: 4, rule: {type: met}}
- {code: "3", name: 普法宣传活动场次, points: 2, rule: {type: met}}
"""
NEW = """\
id: ed-2026
title: 新版
levels: [一级指标]
points: {basis: estimate}
indicators:
- {code: "1", name: 规范性文件备案审查, points: 4, rule: {type: met}}
- {code: "4", name: 行政复议决定履行率, points: 6, rule: {type: ratio}}
"""
"""2 is 1 now, 1 is 4 now, and 3 is no more."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "县", samples.SOUND)


def tree(folder: Path, text: str, name: str) -> IndicatorTree:
    result, problems = load_tree(samples.write(folder, {name: text}) / name, name)
    assert [item for item in problems if item.severity == "error"] == []
    assert result is not None
    return result


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    return compare(tree(tmp_path, OLD, "old.yaml"), tree(tmp_path, NEW, "new.yaml"))


# -- workspace.yaml


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            "name: 示例县\ntree: old   # 旧版\nround: 2026-self\n",
            "name: 示例县\ntree: ed-2026   # 旧版\nround: 2027-self\n",
        ),
        (
            "\ufeffround: '2026-self'\r\ntree: \"old\"\r\nname: 示例县\r\n",
            "\ufeffround: 2027-self\r\ntree: ed-2026\r\nname: 示例县\r\n",
        ),
        (
            "{name: 示例县, tree: old, round: a}\n",
            "{name: 示例县, tree: ed-2026, round: 2027-self}\n",
        ),
        (
            "report: {title: tree}\ntree: 旧\nround: a\nunits:\n  tree: {}\n",
            "report: {title: tree}\ntree: ed-2026\nround: 2027-self\nunits:\n  tree: {}\n",
        ),
    ],
    ids=[
        "a comment",
        "mark, quotes and line ends of Windows",
        "in brackets",
        "words like the keys",
    ],
)
def test_two_values_change_and_every_other_byte_stays(text: str, made: str) -> None:
    assert switched(text, "ed-2026", "2027-self") == made


def test_a_round_that_looks_like_a_number_is_written_in_quotes() -> None:
    assert switched("tree: a\nround: b\n", "c", "2027") == 'tree: c\nround: "2027"\n'


def test_what_is_no_map_is_left_alone() -> None:
    with pytest.raises(CannotCreateError) as caught:
        switched("- tree: a\n", "b", "c")
    assert str(caught.value) == "workspace.yaml 不是一组“键: 值”，没有改动它。"


# -- the file of the tree


def test_a_tree_from_elsewhere_is_copied_byte_for_byte(home: Path, tmp_path: Path) -> None:
    new = tree(tmp_path, NEW, "下载的.yaml")
    files = brought_tree(tmp_path / "下载的.yaml", new, home)
    assert files == {"indicators/ed-2026.yaml": NEW.encode()}
    assert not (home / "indicators/ed-2026.yaml").exists(), "it is written with the rest"


def test_a_tree_that_the_workspace_has_already_is_not_copied(home: Path) -> None:
    path = home / "indicators/sample.yaml"
    own, _ = load_tree(path, path.name)
    assert own is not None
    assert brought_tree(path, own, home) == {}


def test_a_tree_of_the_same_name_and_another_content_is_refused(home: Path, tmp_path: Path) -> None:
    new = tree(tmp_path, NEW, "new.yaml")
    samples.write(home, {"indicators/ed-2026.yaml": NEW.replace("新版", "试行")})
    with pytest.raises(CannotCreateError) as caught:
        brought_tree(tmp_path / "new.yaml", new, home)
    assert str(caught.value) == (
        "工作区里已有 indicators/ed-2026.yaml，内容与 new.yaml 不同，没有改动它。"
        "请先给新体系换一个 id。"
    )


def test_a_tree_whose_id_another_file_of_the_workspace_has_is_refused(
    home: Path, tmp_path: Path
) -> None:
    """``tree: ed-2026`` would lead to whichever file comes first by its name."""
    new = tree(tmp_path, NEW, "new.yaml")
    samples.write(home, {"indicators/草稿.yaml": NEW.replace("新版", "试行")})
    with pytest.raises(CannotCreateError) as caught:
        brought_tree(tmp_path / "new.yaml", new, home)
    assert "indicators/草稿.yaml 也用 id“ed-2026”" in str(caught.value)


# -- the ledger


def item(ident: str, code: str) -> str:
    return f'- {{id: {ident}, indicator: "{code}", problem: 未达标}}\n'


def changes(home: Path, transaction: Transaction) -> RecordChanges:
    return RecordChanges(transaction, Author("李明", date(2026, 11, 22)), "round new")


def test_items_follow_their_indicator_and_those_without_one_wait_for_a_person(
    home: Path, comparison: Comparison
) -> None:
    """R1 of 行政复议 moves from 1 to 4, R2 of 备案审查 from 2 to 1, R3 has nowhere to go, and R4 is
    about no indicator of the old edition."""
    text = item("R1", "1") + "# 汛期\n" + item("R2", "2") + item("R3", "3") + item("R4", "9")
    samples.write(home, {LEDGER: text})
    files: dict[str, str | bytes] = {}
    with Transaction(home) as transaction:
        moved, left = moved_items(changes(home, transaction), comparison, files)
    assert [(ident, old) for ident, old, _ in moved] == [("R1", "1"), ("R2", "2")]
    assert ("R3", "3") in [(ident, old) for ident, old, _ in left]
    assert files == {
        LEDGER: item("R1", "4") + "# 汛期\n" + item("R2", "1") + item("R3", "3") + item("R4", "9")
    }
    assert (home / LEDGER).read_text("utf-8") == text


@pytest.mark.parametrize("text", ["", "# 还没有\n", "a: 1\n", "- 一\n- {id: R1}\n"])
def test_a_ledger_in_which_nothing_can_move_stays(
    home: Path, comparison: Comparison, text: str
) -> None:
    samples.write(home, {LEDGER: text})
    files: dict[str, str | bytes] = {}
    with Transaction(home) as transaction:
        assert moved_items(changes(home, transaction), comparison, files) == ([], [])
    assert files == {}


# -- the register

STYLES = {
    "one below the other": (
        "- id: E0001\n  url: https://example.com/a\n  seen: 2026-04-01\n"
        '  proves:\n  - {indicator: "1", locate: 第3页}   # 附表\n  title: 台账\n'
    ),
    "in brackets": (
        "- {id: E0001, url: 'https://example.com/a', seen: 2026-04-01, "
        'proves: [{indicator: "1", locate: 第3页}], title: 台账}\n'
    ),
    "deeper lists": (
        "  - id: E0001\n    title: 台账\n    proves:\n"
        '      - indicator: "1"\n        locate: 第3页\n    url: https://example.com/a\n'
    ),
    "with a mark and line ends of Windows": (
        '\ufeff- id: E0001\r\n  title: 台账\r\n  proves:\r\n  - {indicator: "1", locate: 第3页}\r\n'
    ),
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_a_proof_of_the_old_code_gets_one_of_the_new_beside_it(
    home: Path, comparison: Comparison, text: str
) -> None:
    """The old proof is marked as one of the old edition, so that the old round is proved as it was;
    every other line stays, with mark, comments and line ends."""
    samples.write(home, {REGISTER: text})
    files: dict[str, str | bytes] = {}
    notes: list[str] = []
    with Transaction(home) as transaction:
        carried = carry_register(changes(home, transaction), comparison, files, notes)
    assert [(one.record, one.old, one.new) for one in carried] == [("E0001", "1", "4")]
    assert notes == []
    made = str(files[REGISTER])
    data, _, problems = parse(made.removeprefix("\ufeff"), REGISTER)
    assert problems == []
    first, second = data[0]["proves"]
    assert (first["indicator"], first["tree"], first["locate"]) == ("1", "ed-2021", "第3页")
    assert (second["indicator"], second["tree"], second["locate"]) == ("4", "ed-2026", "第3页")
    assert made.startswith("\ufeff") == text.startswith("\ufeff")
    assert ("\r\n" in made) == ("\r\n" in text)
    assert "台账" in made


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", None),
        ("# 空的\n", None),
        ("a: 1\n", "佐证登记表读不出来"),
        ('- {id: "E0001\n', "佐证登记表读不出来"),
    ],
    ids=["none", "comments alone", "no list", "broken"],
)
def test_a_register_without_records_or_one_that_cannot_be_read_stays(
    home: Path, comparison: Comparison, text: str, note: str | None
) -> None:
    samples.write(home, {REGISTER: text})
    files: dict[str, str | bytes] = {}
    notes: list[str] = []
    with Transaction(home) as transaction:
        assert carry_register(changes(home, transaction), comparison, files, notes) == []
    assert files == {}
    assert len(notes) == (0 if note is None else 1)
    assert note is None or notes[0].startswith(note)
