"""A workspace chooses its kind of object: the tree is cut to it, and everything that is printed
says so."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import profiles
import pytest
import samples
import strategies
import yaml
from helpers_outputs import call, pages_of
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from scoring.documents.self_assessment.building import build_report
from scoring.engine import Assessment
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)
FILES = """
== workspace.yaml
name: 示例县
level: 县
classes: {地区: 山区}
tree: kinds
round: 2026-self
== indicators/kinds.yaml
id: kinds
title: 分类示例
levels: [一级, 二级]
classes: {级别: [市, 县], 地区: [山区, 平原]}
points: {basis: estimate}
vetoes:
- {code: V1, name: 严重违法}
- {code: V2, name: 草案被退回, applies_to: {级别: [市]}}
criteria:
- {type: rate, codes: ["1.2"], min: 80%}
indicators:
- code: "1"
  name: 依法履职
  children:
  - code: "1.1"
    name: 网上办理
    points: 6
    evidence: none
    rule: {type: ratio}
    by_class: [{when: {地区: [山区]}, points: 4, rule: {full_at: 80%}}]
  - {code: "1.2", name: 立法质量, points: 4, applies_to: {级别: [市]}}
  - {code: "1.3", name: 巡回办理, points: 2, evidence: none, rule: {type: met}, applies_to: {地区: [山区]}}
== rounds/2026-self.yaml
round: 2026-self
kind: self
as_of: 2026-11-20
findings:
  "1.1": {value: 60%}
  "1.3": {met: true}
== evidence/register.yaml
[]
== rectification.yaml
[]
"""


def files(*changes: tuple[str, str, str]) -> dict[str, str]:
    made = samples.texts(FILES)
    for name, old, new in changes:
        assert old in made[name], old
        made[name] = made[name].replace(old, new, 1)
    return made


def opened(folder: Path, *changes: tuple[str, str, str]) -> Workspace:
    return open_workspace(samples.write(folder, files(*changes))).whole()


def told(workspace: Workspace) -> list[tuple[str, str, int | None]]:
    return [(item.rule, item.where.file, item.where.line) for item in workspace.problems]


def test_the_kind_of_the_workspace_decides_what_is_scored(tmp_path: Path) -> None:
    """A mountain county: 4 × 60/80 + 2 of 6 points. The legislation of cities is nowhere in it."""
    workspace = opened(tmp_path)
    assert told(workspace) == []
    assessment = workspace.assess()
    assert (assessment.root.full, assessment.root.current) == (6, 5)
    assert "1.2" not in assessment.by_code
    assert (assessment.verdicts[0].met, assessment.verdicts[0].actual) == (True, "没有适用的指标")
    assert [item.veto.code for item in assessment.vetoes] == ["V1"]


def test_the_plain_has_other_points_and_another_bound(tmp_path: Path) -> None:
    assessment = opened(tmp_path, ("workspace.yaml", "山区", "平原")).assess()
    assert (assessment.root.full, float(assessment.root.current)) == (6, 3.6)


@pytest.mark.parametrize(
    ("old", "new", "expected", "said"),
    [
        ("{地区: 山区}", "{地区: 山地}", ["W008:3"], "没有“山地”"),
        ("{地区: 山区}", "{地域: 山区}", ["W007:3", "W009:3"], "“地域”"),
        ("classes: {地区: 山区}\n", "", ["W009:1"], "（1.1、1.3），classes 里没有选"),
        ("level: 县\n", "", ["W009:1"], "（1.2、V2），level 里没有选"),
        ("level: 县", "level: 州", ["W008:2"], "没有“州”"),
        ("{地区: 山区}", "{地区: 山区, 级别: 市}", ["W008:3"], "与 level“县”不一致"),
    ],
)
def test_a_choice_that_the_tree_does_not_know(
    tmp_path: Path, old: str, new: str, expected: list[str], said: str
) -> None:
    workspace = opened(tmp_path, ("workspace.yaml", old, new))
    found = [item for item in workspace.problems if item.where.file == "workspace.yaml"]
    assert sorted(f"{item.rule}:{item.where.line}" for item in found) == expected
    assert any(said in item.what for item in found), [item.what for item in found]


def test_level_may_stand_among_the_classes(tmp_path: Path) -> None:
    workspace = opened(
        tmp_path,
        ("workspace.yaml", "level: 县\n", ""),
        ("workspace.yaml", "{地区: 山区}", "{地区: 山区, 级别: 县}"),
    )
    assert told(workspace) == []


def test_what_points_at_a_removed_indicator_is_a_notice_and_does_no_harm(tmp_path: Path) -> None:
    workspace = opened(
        tmp_path,
        (
            "rounds/2026-self.yaml",
            "findings:\n",
            'vetoes: {V2: true}\nfindings:\n  "1.2": {score: 3, reason: 说明}\n',
        ),
        (
            "evidence/register.yaml",
            "[]",
            '- {id: E0001, url: "https://example.com/a", seen: 2026-05-01, proves: [{indicator: '
            '"1.2"}]}',
        ),
        (
            "rectification.yaml",
            "[]",
            '- {id: R0001, indicator: "1.2", problem: 缺, events: [{on: 2026-09-01, do: open}]}',
        ),
    )
    found = [item for item in workspace.problems if item.severity != "warning"]
    assert sorted((item.rule, item.where.file) for item in found) == [
        ("T027", "evidence/register.yaml"),
        ("T027", "rectification.yaml"),
        ("T027", "rounds/2026-self.yaml"),
        ("T027", "rounds/2026-self.yaml"),
    ]
    assert all("本对象不" in item.what for item in found)
    assert workspace.assess().root.current == 5
    for document in ("self", "catalogue", "rectification", "tasks"):
        assert (
            call("-w", str(tmp_path), "report", document, "--to", "html", "--today", "2026-11-22")[
                0
            ]
            == 0
        )


def test_an_unknown_code_is_still_an_error(tmp_path: Path) -> None:
    workspace = opened(tmp_path, ("rounds/2026-self.yaml", '"1.3"', '"1.9"'))
    assert [item.rule for item in workspace.problems] == ["F001"]


def test_json_and_terminal_say_which_kind_was_chosen(tmp_path: Path) -> None:
    samples.write(tmp_path, files())
    data = json.loads(call("-w", str(tmp_path), "score", "--format", "json")[1])
    assert (data["tree"]["classes"], data["tree"]["removed"]) == (
        {"级别": "县", "地区": "山区"},
        ["1.2"],
    )
    text = call("-w", str(tmp_path), "score")[1]
    assert "对象类别：级别 县、地区 山区；本对象不适用的指标 1 项，按体系规定不计入" in text
    code, _, err = call("-w", str(tmp_path), "explain", "1.2")
    assert (code, "本对象不评“1.2 立法质量”" in err) == (2, True)


def test_the_report_prints_the_kind_on_its_cover_and_in_its_notes(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    report = build_report(workspace, workspace.assess(), DAY)
    assert dict(report.cover.facts)["对象类别"] == "级别 县、地区 山区"
    assert dict(report.colophon)["不评指标"] == "本对象不适用的指标 1 项，按体系规定不计入"
    assert call("-w", str(tmp_path), "report", "tree", "--to", "html")[0] == 0
    page = (tmp_path / "reports" / "指标体系.html").read_text("utf-8")
    assert ("立法质量" in page, "级别 县、地区 山区" in page) == (False, True)


def test_show_tells_all_or_one_kind(tmp_path: Path) -> None:
    tree = str(samples.write(tmp_path, files()) / "indicators" / "kinds.yaml")
    whole = json.loads(call("indicators", "show", tree, "--format", "json")[1])
    assert whole["declared"] == {"级别": ["市", "县"], "地区": ["山区", "平原"]}
    assert (whole["classes"], whole["counts"]) == ({}, [1, 3])
    nodes = {node["code"]: node for node in whole["nodes"]}
    assert nodes["1.2"]["applies_to"] == {"级别": ["市"]}
    (hills,) = nodes["1.1"]["by_class"]
    assert hills["when"] == {"地区": ["山区"]}
    assert hills["text"].startswith("4 分，")
    one = json.loads(
        call("indicators", "show", tree, "--for", "县", "--for", "平原", "--format", "json")[1]
    )
    assert (one["classes"], one["removed"]) == ({"级别": "县", "地区": "平原"}, ["1.2", "1.3"])
    assert [node["points"] for node in one["nodes"]] == ["6.00", "6.00"]
    assert "适用" in call("indicators", "show", tree, "--format", "csv")[1].split("\n")[0]
    for words, said in ((("县",), "还要选：地区"), (("县", "山地"), "没有“山地”")):
        code, _, err = call(
            "indicators", "show", tree, *(item for word in words for item in ("--for", word))
        )
        assert (code, said in err) == (2, True)
    assert call("indicators", "show", "national-2021", "--for", "县")[0] == 2


@pytest.mark.slow
def test_the_document_of_a_tree_is_of_all_or_of_one_kind(tmp_path: Path) -> None:
    tree = str(samples.write(tmp_path, files()) / "indicators" / "kinds.yaml")
    forms = ("pdf", "html", "docx", "xlsx", "json")
    order = [item for form in forms for item in ("--to", form)]
    for folder, words in (("whole", ()), ("one", ("--for", "县", "--for", "平原"))):
        (tmp_path / folder).mkdir()
        args = (
            "report",
            "tree",
            "--tree",
            tree,
            *words,
            *order,
            "-o",
            str(tmp_path / folder),
            "--today",
            "2026-11-22",
        )
        assert call(*args)[0] == 0
    whole, one = (text_of(tmp_path / folder) for folder in ("whole", "one"))
    assert whole.keys() == one.keys() == set(forms)
    assert {
        form for form, text in whole.items() if "立法质量" in text and "巡回办理" in text
    } == set(forms)
    assert not [form for form, text in one.items() if "立法质量" in text or "巡回办理" in text]
    assert [form for form, text in one.items() if "级别县、地区平原" not in text] == []


def text_of(folder: Path) -> dict[str, str]:
    """The words of a document in each of its forms, without spaces."""
    base = folder / "指标体系"
    letter = docx.Document(str(base.with_suffix(".docx")))
    book = load_workbook(base.with_suffix(".xlsx"))
    found = {
        "pdf": "".join(pages_of(base.with_suffix(".pdf").read_bytes())),
        "docx": "".join(node.text or "" for node in letter.element.body.iter("{*}t")),
        "xlsx": "".join(str(value) for sheet in book for row in sheet.values for value in row),
        **{form: base.with_suffix(f".{form}").read_text("utf-8") for form in ("html", "json")},
    }
    return {form: "".join(text.split()) for form, text in found.items()}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("tree", "--tree", "{tree}", "--for", "县", "-o", "a.pdf"), "还要选：地区（山区、平原）"),
        (
            ("tree", "--tree", "{tree}", "--for", "县", "--for", "山地", "-o", "a.pdf"),
            "--for 的值不对：没有“山地”",
        ),
        (("tree", "--tree", "national-2021", "--for", "县", "-o", "a.pdf"), "没有“县”这个类别"),
        (("tree", "--for", "县"), "--for 与 --tree 一起用"),
        (("review-book", "--for", "周敏", "--for", "林远"), "一次给一位评查人"),
    ],
)
def test_a_wrong_kind_prints_nothing(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    home = samples.write(tmp_path, files())
    tree = str(home / "indicators" / "kinds.yaml")
    code, out, err = call("-w", str(home), "report", *(word.format(tree=tree) for word in args))
    assert (code, out, said in err) == (2, "", True)


def test_init_writes_the_kind_with_what_can_be_chosen(tmp_path: Path) -> None:
    tree = str(samples.write(tmp_path, files()) / "indicators" / "kinds.yaml")
    made = tmp_path / "new"
    args = ("init", str(made), "--tree", tree, "--today", "2026-11-20")
    for words, said in (
        ((), "还要选：级别（市、县）；地区（山区、平原）"),
        (("--level", "镇"), "没有“级别=镇”"),
    ):
        code, _, err = call(*args, *words)
        assert (code, said in err, made.exists()) == (2, True, False)
    assert call(*args, "--level", "市", "--class", "平原")[0] == 0
    text = (made / "workspace.yaml").read_text("utf-8")
    assert "level: 市                # 可选：市、县\n" in text
    assert "可选：地区（山区、平原）\nclasses: {地区: 平原}\n" in text
    workspace = open_workspace(made).whole()
    assert workspace.problems == ()
    assert workspace.tree.classes == {"级别": "市", "地区": "平原"}
    findings = (made / "rounds" / "2026-self.yaml").read_text("utf-8")
    assert ("1.2" in findings, "1.3" in findings) == (True, False)


def test_init_without_classes_writes_what_it_always_wrote(tmp_path: Path) -> None:
    made = tmp_path / "new"
    assert (
        call("init", str(made), "--tree", "case-file", "--level", "区", "--today", "2026-11-20")[0]
        == 0
    )
    text = (made / "workspace.yaml").read_text("utf-8")
    assert "level: 区                # 市、县、区等\n" in text
    assert "classes" not in text
    assert call("init", str(tmp_path / "other"), "--tree", "case-file", "--class", "山区")[0] == 2


def test_a_new_round_asks_only_for_what_applies(tmp_path: Path) -> None:
    samples.write(tmp_path, files())
    args = (
        "-w",
        str(tmp_path),
        "round",
        "new",
        "2027-self",
        "--from",
        "2026-self",
        "--today",
        "2027-11-20",
    )
    assert call(*args)[0] == 0
    data = yaml.safe_load((tmp_path / "rounds" / "2027-self.yaml").read_text("utf-8"))
    assert list(data["findings"]) == ["1.1", "1.3"]
    (tmp_path / "workspace.yaml").write_text(
        files()["workspace.yaml"].replace("level: 县\n", ""), "utf-8"
    )
    code, _, err = call(*args[:4], "2028-self", "--today", "2028-11-20")
    assert (code != 0, "先在 workspace.yaml 里选级别" in err) == (True, True)


# The same numbers as a tree written for this kind alone


def nodes(listed: list[Any]) -> Iterator[Any]:
    for node in listed:
        yield node
        yield from nodes(node.get("children", []))


@st.composite
def classed(draw: st.DrawFn) -> tuple[Any, Any]:
    """A sound workspace, and the same with a tree for several kinds that comes to the first when it
    is cut to its own.

    Terms of nodes move into ``by_class`` and leave others behind; nodes, conditions and vetoes of
    other kinds come in.
    """
    plain = draw(strategies.workspaces())
    made = copy.deepcopy(plain)
    tree, workspace = made["tree"], made["workspace"]
    tree["classes"] = {"级别": ["县", "市"], "地区": ["山区", "平原"]}
    workspace["level"], workspace["classes"] = "县", {"地区": "山区"}
    here = st.sampled_from(
        [{"级别": ["县"]}, {"地区": ["山区"]}, {"级别": ["县", "市"], "地区": ["山区"]}]
    )
    elsewhere = st.sampled_from(
        [{"级别": ["市"]}, {"地区": ["平原"]}, {"级别": ["县"], "地区": ["平原"]}]
    )
    for node in list(nodes(tree["indicators"])):
        if draw(st.booleans()):
            node["applies_to"] = draw(here)
        _terms(draw, node, draw(here), draw(elsewhere))
    lists = [
        tree["indicators"],
        *(node["children"] for node in nodes(tree["indicators"]) if node.get("children")),
    ]
    strange = []
    for listed in lists:
        for _ in range(draw(st.integers(0, 2))):
            strange.append(f"x{len(strange)}")
            node = {
                "code": strange[-1],
                "name": "别的对象的指标",
                "points": "7",
                "applies_to": draw(elsewhere),
            }
            listed.insert(draw(st.integers(0, len(listed))), node)
    for condition in tree["criteria"]:
        if condition.get("codes") and strange and draw(st.booleans()):
            condition["codes"] = [*condition["codes"], draw(st.sampled_from(strange))]
    tree["criteria"].append({"type": "total", "min": "1000", "applies_to": draw(elsewhere)})
    tree["vetoes"].append(
        {"code": "VX", "name": "别的对象的事项", "effect": "zero", "applies_to": draw(elsewhere)}
    )
    for code in strange[:2]:
        made["rounds"][0]["findings"][code] = {"score": "3", "reason": "按台账认定"}
    made["rounds"][0].setdefault("vetoes", {})["VX"] = "true"
    return plain, made


def _terms(draw: st.DrawFn, node: Any, here: Any, elsewhere: Any) -> None:
    own = {key: node[key] for key in ("points", "rule", "evidence", "lead") if key in node}
    moved = {key: value for key, value in own.items() if draw(st.booleans())}
    if not moved:
        return
    entry = {"when": here, **copy.deepcopy(moved)}
    other = {"when": elsewhere, "due": "持续推进"}
    node["by_class"] = [entry, other] if not fits_both(here, elsewhere) else [entry]
    if "points" in moved:
        node["points"] = "99"
    if "rule" in moved and draw(st.booleans()):
        node["rule"] = {"type": "met"}
    if "evidence" in moved:
        node["evidence"] = [{"name": "别的材料", "min": "3"}]
    if "lead" in moved:
        node["lead"] = node["lead"][::-1]


def fits_both(one: Any, other: Any) -> bool:
    return all(set(one[name]) & set(other[name]) for name in one.keys() & other.keys())


def assessed(ws: Any) -> Assessment:
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(strategies.write(ws, Path(folder))).whole()
        assert [f"{item.rule} {item.where} {item.what}" for item in workspace.errors] == []
        return workspace.assess()


@pytest.mark.slow
@settings(max_examples=profiles.EXAMPLES)
@given(classed())
def test_a_tree_that_is_cut_scores_like_one_written_for_its_kind(pair: tuple[Any, Any]) -> None:
    wanted, got = (assessed(ws) for ws in pair)
    assert got.root == wanted.root
    assert got.totals == wanted.totals
    assert [
        (item.id, item.required, item.actual, item.met, item.failing) for item in got.verdicts
    ] == [(item.id, item.required, item.actual, item.met, item.failing) for item in wanted.verdicts]
    assert [(item.node.code, item.marks, item.state, item.why) for item in got.nodes] == [
        (item.node.code, item.marks, item.state, item.why) for item in wanted.nodes
    ]
    assert (got.low, got.high, got.completeness, got.ready) == (
        wanted.low,
        wanted.high,
        wanted.completeness,
        wanted.ready,
    )
