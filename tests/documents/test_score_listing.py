"""What ``score`` prints: the headline, the tracks of the whole, and each node under its columns."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES

from scoring.documents.score_listing import (
    headline,
    node_columns,
    node_rows,
    score_text,
    total_rows,
)
from scoring.views.indicator import partly_verified
from scoring.views.sheet import headings
from scoring.workspace import Workspace, open_workspace

Files = dict[str, str | bytes]
MOCKED: Files = {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK}
INSPECTION = samples.MOCK.replace("mock", "inspection").replace("score: 5", "score: 4")


def workspace(folder: Path, files: Files | None = None) -> Workspace:
    return open_workspace(samples.write(folder, files or samples.SOUND)).whole()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Six points for what was done to nine tenths, four for what was made public, and a bonus that
    nobody has assessed yet."""
    return workspace(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def one_level() -> Workspace:
    return open_workspace(EXAMPLES / "one-level").whole()


def test_each_node_stands_under_its_columns(sound: Workspace) -> None:
    assessment = sound.assess()
    row = dict(
        zip(headings(node_columns(assessment)), node_rows(assessment, ["1.1"])[0], strict=True)
    )
    assert row == {
        "编号": "1.1",
        "指标": "网上办理",
        "级别": "2",
        "满分": "6.00",
        "应得分": "6.00",
        "自评分": "5.40",
        "佐证分": "5.40",
        "核验分": "",
        "现分": "5.40",
        "未评": "0.00",
        "标准未达到": "0.60",
        "佐证不足": "0.00",
        "核验扣减": "0.00",
        "状态": "部分得分",
        "牵头单位": "县司法局",
        "为什么": row["为什么"],
    }
    assert "9" in row["为什么"]


def test_all_nodes_are_listed_in_the_order_of_the_tree(sound: Workspace) -> None:
    assert [row[0] for row in node_rows(sound.assess())] == ["1", "1.1", "1.2", "2"]


def test_rows_of_the_whole_fit_the_columns_of_the_nodes(one_level: Workspace) -> None:
    assessment = one_level.assess()
    rows = [*node_rows(assessment), *total_rows(assessment)]
    assert {len(row) for row in rows} == {len(node_columns(assessment))}


def test_the_totals_go_from_base_to_final_and_end_with_what_is_open(sound: Workspace) -> None:
    """Base 10: the claim 9.40. Nothing is converted, added or taken off, so that the final score is
    the same; the bonus leaf that is not assessed leaves the range open."""
    columns = headings(node_columns(sound.assess()))
    rows = {row[1]: dict(zip(columns, row, strict=True)) for row in total_rows(sound.assess())}
    assert list(rows) == [
        "基本分",
        "折算分",
        "加分",
        "倒扣",
        "总分",
        "等次",
        "最低",
        "最高",
        "完成度",
    ]
    assert {row["编号"] for row in rows.values()} == {"合计"}
    assert (rows["基本分"]["满分"], rows["基本分"]["标准未达到"]) == ("10.00", "0.60")
    assert [rows["总分"][name] for name in ("自评分", "佐证分", "核验分", "现分")] == [
        "9.40",
        "9.40",
        "",
        "9.40",
    ]
    assert [rows[name]["现分"] for name in ("最低", "最高", "完成度")] == [
        "9.40",
        "14.40",
        "100.00%",
    ]
    assert rows["最低"]["自评分"] == ""


def test_mock_and_inspection_have_a_column_each(tmp_path: Path) -> None:
    """Where mocks alone verify, their column says so; beside an inspection both stand."""
    mocked = workspace(tmp_path / "mock", MOCKED).assess()
    assert "核验分（模拟）" in headings(node_columns(mocked))
    both = workspace(
        tmp_path / "both", {**MOCKED, "rounds/2026-inspection.yaml": INSPECTION}
    ).assess()
    columns = headings(node_columns(both))
    row = dict(zip(columns, node_rows(both, ["1.1"])[0], strict=True))
    assert (row["模拟核验分"], row["核验分"], row["现分"]) == ("5.00", "4.00", "4.00")


def test_the_headline_says_veto_and_readiness_before_the_number(one_level: Workspace) -> None:
    assert headline(one_level.assess()).splitlines() == [
        "一票否决：违法不予受理被上级责令改正",
        "创建条件：6 项中 5 项未达到",
        "总分（现分）：72.88（合格），完成度 100.00%",
    ]


@pytest.mark.parametrize(
    ("vetoes", "words"),
    [
        ("vetoes: {V1: false}", "未触发"),
        ("", "未填写"),
        ("vetoes: {V1: {on: 2026-03-02}}", "发生重大负面舆情"),
    ],
)
def test_a_veto_is_told_by_what_the_round_says(tmp_path: Path, vetoes: str, words: str) -> None:
    files = samples.changed("rounds/2026-self.yaml", "vetoes: {V1: false}", vetoes)
    assert headline(workspace(tmp_path, files).assess()).splitlines()[0] == f"一票否决：{words}"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("min: 60", "min: 6", "全部达到"),
        ("min: 60", "min: 60", "2 项中 1 项未达到"),
        (
            'criteria:\n- {type: total, min: 60}\n- {type: rate, codes: ["1"], min: 50%}\n',
            "",
            "指标体系未设创建条件",
        ),
    ],
)
def test_readiness_counts_the_conditions(tmp_path: Path, old: str, new: str, words: str) -> None:
    files = samples.changed("indicators/sample.yaml", old, new)
    lines = headline(workspace(tmp_path, files).assess()).splitlines()
    assert lines[1] == f"创建条件：{words}"


def test_a_veto_alone_can_stand_in_the_way(tmp_path: Path) -> None:
    tree = samples.SOUND["indicators/sample.yaml"].replace(
        "{type: total, min: 60}", "{type: total, min: 6}"
    )
    rounds = samples.SOUND["rounds/2026-self.yaml"].replace("{V1: false}", "{V1: {on: 2026-03-02}}")
    files = {**samples.SOUND, "indicators/sample.yaml": tree, "rounds/2026-self.yaml": rounds}
    assessment = open_workspace(samples.write(tmp_path, files)).whole().assess()
    assert headline(assessment).splitlines()[1] == "创建条件：因一票否决，不具备申报条件"


def test_a_range_stands_beside_the_score_while_something_is_open(sound: Workspace) -> None:
    assert headline(sound.assess()).splitlines()[2] == (
        "总分（现分）：9.40（未达等次），完成度 100.00%，未评部分定分后在 9.40 至 14.40 之间"
    )


def test_a_grade_is_only_told_where_all_were_inspected(tmp_path: Path) -> None:
    files = {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK}
    assert partly_verified(open_workspace(samples.write(tmp_path, files)).whole().assess())
    whole = samples.MOCK + '  "1.2": {met: true}\n'
    assert not partly_verified(
        open_workspace(samples.write(tmp_path, {**files, "rounds/2026-mock.yaml": whole}))
        .whole()
        .assess()
    )
    assert not partly_verified(open_workspace(EXAMPLES / "one-level").whole().assess())


def test_the_terminal_shows_the_tree_by_indented_names(tmp_path: Path) -> None:
    """A leaf that nobody has assessed has a dash and no 0.00; --level 1 leaves out what is below."""
    files = samples.changed("rounds/2026-self.yaml", '  "1.2": {met: true}\n', "")
    place = workspace(tmp_path, files)
    text = score_text(place, place.assess(), 3)
    (line,) = [line for line in text.splitlines() if line.startswith("1.2")]
    assert line.split() == ["1.2", "公开到位", "4.00", "4.00", "—", "—", "0.00", "4.00", "未评"]
    assert "　公开到位" in line
    assert "核验" in text
    assert "尚未核验" in text
    assert "公开到位" not in score_text(place, place.assess(), 1)
