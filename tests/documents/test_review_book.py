"""The review book as a file: which round, what it shows of the evidence, what it may run, and how
it adds up."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import profiles
import pytest
import samples
import strategies
from helpers_outputs import TODAY, call, county_before_its_season
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.documents.review_book import CannotMake, select
from scoring.documents.review_book.making import island
from scoring.documents.review_book.reckoning import MOST_SHIFTING, Scene, reckon
from scoring.engine import assess
from scoring.engine.scores import ZERO
from scoring.rounds.finding import Finding
from scoring.workspace import open_workspace

MOCK = """\
round: 2026-mock
kind: mock
as_of: 2026-11-01
basis: 2026-self
findings:
  "1.2": {score: 3, reason: 缺一栏, note: 复看}
"""
FILES = {**samples.SOUND, "rounds/2026-mock.yaml": MOCK}


def made(folder: Path, *args: str) -> str:
    code, out, err = call("-w", str(folder), "report", "review-book", "--today", TODAY, *args)
    assert code in {0, 1}, err
    return Path(out.strip()).read_text("utf-8")


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_latest_round_with_a_basis_is_meant(tmp_path: Path) -> None:
    later = (
        MOCK.replace("2026-mock", "2026-check")
        .replace("mock", "inspection")
        .replace("11-01", "11-09")
    )
    workspace = open_workspace(
        samples.write(tmp_path, {**FILES, "rounds/2026-check.yaml": later})
    ).whole()
    assert [item.id for item in select(workspace, None)] == ["2026-check", "2026-self"]
    assert [item.id for item in select(workspace, "2026-mock")] == ["2026-mock", "2026-self"]


@pytest.mark.parametrize(
    ("mock", "named", "said"),
    [
        ("", None, "还没有核验或模拟轮次"),
        (MOCK, "2026-mok", "是不是“2026-mock”"),
        (MOCK, "2026-self", "是自评轮次"),
        (MOCK.replace("basis: 2026-self\n", ""), "2026-mock", "没有写明核验哪一轮"),
    ],
)
def test_without_a_round_to_verify_there_is_no_book(
    tmp_path: Path, mock: str, named: str | None, said: str
) -> None:
    files = {**samples.SOUND, **({"rounds/2026-mock.yaml": mock} if mock else {})}
    with pytest.raises(CannotMake, match=said):
        select(open_workspace(samples.write(tmp_path, files)).whole(), named)


def test_while_colleagues_are_marking_a_book_is_for_one_of_them(tmp_path: Path) -> None:
    """The marks of others stand in no book before all have handed in."""
    heads = 'assignments: {甲: ["1.1"], 乙: ["1.2"]}\nfindings:\n  "1.2": {score: 3, reason: 缺, by: 乙}\n'
    folder = samples.write(
        tmp_path, {**FILES, "rounds/2026-mock.yaml": MOCK.split("findings:")[0] + heads}
    )
    code, _, err = call("-w", str(folder), "report", "review-book", "--today", TODAY)
    assert code == 1
    assert "甲、乙还没有交卷" in err
    page = made(folder, "--for", "甲")
    assert [leaf["code"] for leaf in data_of(page)["leaves"]] == ["1.1"]
    assert "缺一栏" not in page
    assert 'value="甲" readonly' in page


def test_the_page_names_claim_criterion_and_evidence(tmp_path: Path) -> None:
    page = made(samples.write(tmp_path, FILES))
    for text in (
        "网上办理",
        "完成 9，总数 10",
        "5.40",
        "一次办清单",
        "办理清单",
        samples.PROOF.strip(),
        "另开窗口",
    ):
        assert text in page
    assert 'href="../evidence/files/%E6%B8%85%E5%8D%95.txt"' in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//(?!example\.com/open)""", page)


def test_what_the_round_holds_is_in_the_form(tmp_path: Path) -> None:
    leaves = {
        leaf["code"]: leaf for leaf in data_of(made(samples.write(tmp_path, FILES)))["leaves"]
    }
    assert leaves["1.2"]["form"] == {"score": "3", "reason": "缺一栏"}
    assert leaves["1.2"]["base"] == '{"note":"复看","reason":"缺一栏","score":"3"}'
    assert leaves["1.1"]["agree"] == "5.4"
    assert (leaves["2"]["claim"], leaves["2"]["agree"]) == ([], "")


def test_facts_of_a_rule_stay_until_they_are_replaced(tmp_path: Path) -> None:
    text = MOCK.replace("{score: 3, reason: 缺一栏, note: 复看}", "{met: true, opinion: 属实}")
    page = made(samples.write(tmp_path, {**FILES, "rounds/2026-mock.yaml": text}))
    leaf = next(leaf for leaf in data_of(page)["leaves"] if leaf["code"] == "1.2")
    assert (leaf["form"], leaf["held"], leaf["verified"]) == ({}, True, True)
    assert "已按规则核验：已达到" in leaf["known"]


def test_only_what_was_drawn_stands_in_the_book(tmp_path: Path) -> None:
    sample = (
        f'sample:\n  by: risk\n  size: 1\n  seed: "7"\n  frame: {"0" * 64}\n  pieces: 5\n  '
        'indicators: ["1.1"]\n'
        '  evidence: [E0001]\n  strata:\n    - {block: "1", group: 高, of: 1, drawn: 1, codes: '
        '["1.1"]}\n'
        '  chance: {"1.1": "1"}\n'
    )
    text = MOCK.split("findings:")[0] + sample
    page = made(samples.write(tmp_path, {**FILES, "rounds/2026-mock.yaml": text}))
    assert [leaf["code"] for leaf in data_of(page)["leaves"]] == ["1.1"]
    assert "1 项（抽样）" in page
    assert "抽中</span>" in page
    assert "公开到位" not in page


def with_file(name: str, content: bytes) -> dict[str, str | bytes]:
    digest = hashlib.sha256(content).hexdigest()
    old = hashlib.sha256(samples.PROOF.encode()).hexdigest()
    register = (
        samples.SOUND["evidence/register.yaml"]
        .replace("files/清单.txt", f"files/{name}")
        .replace(old, digest)
    )
    return {**FILES, "evidence/register.yaml": register, f"evidence/files/{name}": content}


@pytest.mark.parametrize(
    ("name", "content", "show", "linked"),
    [
        ("a.pdf", b"%PDF-1.7\n", "pdf", True),
        ("a.pdf", b"<html><script>alert(1)</script>", None, True),
        ("a.png", b"\x89PNG\r\n\x1a\n0000", "image", True),
        ("a.png", b"<svg onload='alert(1)'>", None, True),
        ("a.svg", b"<svg onload='alert(1)'>", None, True),
        (
            "a.html",
            "<html><body><p>公开页面</p><script>alert(1)</script></body></html>".encode(),
            "text",
            True,
        ),
        ("a.txt", "甲\n乙".encode("gb18030"), "text", True),
        ("a.docx", b"PK\x03\x04", None, True),
        ("a.exe", b"MZ", None, False),
        ("a.hta", b"<html>", None, False),
    ],
)
def test_how_a_file_is_shown(
    tmp_path: Path, name: str, content: bytes, show: str | None, linked: bool
) -> None:
    page = made(samples.write(tmp_path, with_file(name, content)))
    piece = re.search(r'<li class="piece" (data-id="E0001".*?)\n</li>', page, re.DOTALL)
    assert piece
    assert re.findall(r'data-show="(\w+)"', piece[1]) == ([show] if show else [])
    assert (f'href="../evidence/files/{name}"' in piece[1]) is linked
    assert "alert(1)" not in piece[1]


def test_a_long_text_is_cut_and_says_so(tmp_path: Path) -> None:
    page = made(samples.write(tmp_path, with_file("a.txt", ("长" * 30_000).encode())))
    assert "全文 30000 字，这里显示前 20000 字" in page
    assert page.count("长") < 20_100


def test_a_file_outside_the_workspace_is_not_touched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("不可外传", "utf-8")
    register = samples.SOUND["evidence/register.yaml"].replace("files/清单.txt", "../../secret.txt")
    page = made(
        samples.write(tmp_path / "county", {**FILES, "evidence/register.yaml": register}), "--embed"
    )
    assert "不可外传" not in page
    assert "secret.txt" not in page
    assert "路径不在工作区内" in page


def test_the_page_runs_its_own_two_scripts_and_nothing_else(tmp_path: Path) -> None:
    page = made(samples.write(tmp_path, FILES))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    stated = policy[1].replace("&#39;", "'")

    def digests(tag: str) -> list[str]:
        inner = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        return [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inner]

    assert "default-src 'none'" in stated
    assert re.findall(r"script-src ([^;]*)", stated) == [
        " ".join(f"'sha256-{one}'" for one in digests("script"))
    ]
    assert re.findall(r"style-src ([^;]*)", stated) == [
        " ".join(f"'sha256-{one}'" for one in digests("style"))
    ]
    assert len(digests("script")) == 2
    assert "unsafe" not in stated
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in stated
    assert not re.search(
        r"\son\w+=|\sstyle=", re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    )


def test_data_cannot_end_its_element() -> None:
    nasty = {"x": "</script><!--<script>&\u2028\u202e\x7f\ud800\ufeff"}
    text = island(nasty)
    assert not re.search("[<>&\u2028\u202e\x7f\ud800\ufeff]", text)
    assert json.loads(text) == nasty


def test_the_same_workspace_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    folder = samples.write(tmp_path, FILES)
    assert made(folder) == made(folder)


def test_a_copy_holds_the_book_and_its_files(tmp_path: Path) -> None:
    folder = samples.write(tmp_path / "county", FILES)
    page = made(folder, "--copy", str(tmp_path / "盘"))
    assert 'href="evidence/files/%E6%B8%85%E5%8D%95.txt"' in page
    there = sorted(
        path.relative_to(tmp_path / "盘").as_posix() for path in (tmp_path / "盘").rglob("*.*")
    )
    assert there == ["evidence/files/清单.txt", "评查册-2026-mock.html"]
    code, _, err = call("-w", str(folder), "report", "review-book", "--copy", str(tmp_path / "盘"))
    assert code == 1
    assert "已经有内容" in err


@pytest.mark.parametrize(
    "args",
    [
        ("review-book", "self"),
        ("review-book", "--to", "pdf"),
        ("review-book", "--draft"),
        ("review-book", "-o", "a.html", "--copy", "b"),
        ("self", "--round", "2026-mock"),
        ("self", "--embed"),
    ],
    ids=" ".join,
)
def test_wrong_use(tmp_path: Path, args: tuple[str, ...]) -> None:
    assert call("-w", str(samples.write(tmp_path, FILES)), "report", *args)[0] == 2


@pytest.mark.slow
def test_the_book_of_the_example_is_small(tmp_path: Path) -> None:
    folder = county_before_its_season(tmp_path / "county")
    call("-w", str(folder), "round", "new", "2026-mock", "--kind", "mock", "--today", "2026-11-21")
    assert len(made(folder).encode()) < 3_000_000


@pytest.mark.slow
@settings(max_examples=profiles.EXAMPLES // 3)
@given(data=st.data())
def test_weights_add_up_to_the_engines_verified_score(data: st.DataObject) -> None:
    """Whatever is scored, also what the claim calls 不适用: sum of weight × score over the table is
    the total."""
    with tempfile.TemporaryDirectory() as place:
        workspace = open_workspace(
            strategies.write(data.draw(strategies.workspaces()), Path(place))
        ).whole()
    checking = [
        item
        for item in workspace.rounds
        if item.kind != "self" and item.head.basis == workspace.current.id
    ]
    assume(checking)
    empty = replace(checking[0], findings={}, unscored={})
    scene = Scene(workspace.tree, workspace.current, empty, workspace.supports)
    leaves = list(workspace.tree.leaves())
    figures = reckon(scene, [leaf.code for leaf in leaves])
    assume(len(figures.shifting) <= MOST_SHIFTING)
    share = st.fractions(0, 1, max_denominator=8)
    scores = {
        leaf.code: leaf.points * data.draw(share) for leaf in leaves if data.draw(st.booleans())
    }
    found = {code: Finding(code, direct=score, reason="核") for code, score in scores.items()}
    held = replace(empty, findings=found)
    total = assess(workspace.tree, workspace.current, [held], workspace.supports).totals["verified"]
    assume(total is not None)
    assert total is not None
    table: Any = figures.tables[
        " ".join(leaf.code for leaf in leaves if leaf.code in figures.shifting & set(scores))
    ]
    sum_ = Fraction(table["fixed"]) + Fraction(table["given"])
    for leaf, weight, known in zip(leaves, table["weights"], table["known"], strict=True):
        sum_ += scores[leaf.code] * int(weight) if leaf.code in scores else Fraction(known)
    assert sum_ / int(table["scale"]) == total.score
    assert sum_ >= ZERO
