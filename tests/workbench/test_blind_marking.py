"""Two inspectors on one indicator: blind until both have handed in, then the difference, a third
person, one score.

rounds/2026-a.yaml  周远 looks at 1.1 and 1.2, and marks 1.1 with 5 of 6
rounds/2026-b.yaml  秦墨 looks at the same, and marks 1.1 with 2 of 6
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import samples
from helpers_outputs import call
from sites import Site, SiteMaker, enrolled, people_text

from scoring.documents.data import score_data
from scoring.workspace import open_workspace

HEAD = "kind: inspection\nas_of: 2026-11-21\nbasis: 2026-self\n"
WORKSPACE = (
    samples.SOUND["workspace.yaml"]
    + people_text()
    + "  秦墨: {roles: [评查]}\n  白露: {roles: [评查组长]}\ninspection: {differ: 1}\n"
)
FILES = {
    "workspace.yaml": WORKSPACE,
    "rounds/2026-a.yaml": f'round: 2026-a\n{HEAD}assignments:\n  周远: ["1"]\n',
    "rounds/2026-b.yaml": f'round: 2026-b\n{HEAD}assignments:\n  秦墨: ["1"]\n',
}
HIGH = {"score": "5", "reason": "清单缺一页", "opinion": "部分属实", "opened": ["E0001"]}
LOW = {"score": "2", "reason": "只有目录，没有正文", "opinion": "部分属实", "opened": ["E0001"]}
FULL = {"score": "4", "reason": "公开栏目已看", "opinion": "属实"}


@pytest.fixture
def here(site: SiteMaker) -> Site:
    made = site(FILES)
    enrolled(made.office.desk.path, made.office.store, {"second": "秦墨", "third": "白露"})
    made.office.desk.session.refresh()
    return made


def put(client: Any, url: str, finding: dict[str, Any]) -> Any:
    return client.put(url, json={"finding": finding})


def everything(client: Any) -> str:
    """All that a person can read of 1.1, as one text."""
    urls = (
        "/",
        "/i",
        "/i/1.1",
        "/v",
        "/v/2026-a",
        "/v/2026-b",
        "/log",
        "/version",
        "/gaps",
        "/e/E0001",
        "/search?q=目录",
    )
    return "\n".join(client.get(url).text for url in urls)


@pytest.mark.slow
def test_nobody_sees_a_colleagues_mark_before_both_have_handed_in(here: Site) -> None:
    first, second = here.client("inspector"), here.client("second")
    before = first.get("/i/1.1").json()["node"]
    total = first.get("/version").json()["total"]
    assert put(second, "/v/2026-b/1.1", LOW).status_code == 200

    node = first.get("/i/1.1").json()["node"]
    assert node["verified"] is None
    assert node == before
    assert first.get("/version").json()["total"] == total
    assert "只有目录" not in everything(first)
    assert second.get("/i/1.1").json()["node"]["verified"] == "2.00"
    assert here.client("group").get("/i/1.1").json()["node"]["verified"] == "2.00"

    assert put(first, "/v/2026-a/1.1", HIGH).status_code == 200
    assert put(second, "/v/2026-b/1.2", FULL).status_code == 200
    assert second.post("/v/2026-b/handin", json={}).status_code == 200
    assert "只有目录" not in everything(first)
    assert "缺一页" not in everything(second)

    assert put(first, "/v/2026-a/1.2", FULL).status_code == 200
    assert first.post("/v/2026-a/handin", json={}).status_code == 200
    assert "只有目录" in everything(first)
    assert "缺一页" in everything(second)


def test_a_page_of_the_stream_tells_no_total_to_who_is_blind(here: Site) -> None:
    first = here.client("inspector")
    assert put(here.client("second"), "/v/2026-b/1.1", LOW).status_code == 200
    page = first.get("/i", headers={"accept": "text/html"}).text
    verified = here.client("group").get("/version").json()["total"]
    assert first.get("/version").json()["total"] != verified
    assert f'id="live-total">{verified}<' not in page


def test_the_difference_is_settled_by_a_third_person_and_is_the_same_everywhere(here: Site) -> None:
    first, second = here.client("inspector"), here.client("second")
    for client, round_, mark in ((first, "2026-a", HIGH), (second, "2026-b", LOW)):
        assert put(client, f"/v/{round_}/1.1", mark).status_code == 200
        assert put(client, f"/v/{round_}/1.2", FULL).status_code == 200
    lead = here.client("inspectors")
    assert lead.get("/v/2026-a/differences").json() == {"differences": [], "waiting": 1}
    for client, round_ in ((first, "2026-a"), (second, "2026-b")):
        assert client.post(f"/v/{round_}/handin", json={}).status_code == 200

    (row,) = lead.get("/v/2026-a/differences").json()["differences"]
    assert (row["code"], row["apart"], row["settled_by"]) == ("1.1", "3.00", "")
    assert {mark["by"]: mark["score"] for mark in row["marks"]} == {"周远": "5.00", "秦墨": "2.00"}
    assert row["arbiters"] == ["方静怡", "白露"]
    page = lead.get("/v/2026-a/differences", headers={"accept": "text/html"}).text
    assert "只有目录，没有正文" in page
    assert "清单缺一页" in page

    decision = {"score": "3", "reason": "正文有两页，附件没有"}
    assert first.post("/v/2026-a/differences/1.1", json=decision).status_code == 403
    assert lead.post("/v/2026-a/differences/1.1", json={"score": "3"}).status_code == 422
    assert (
        lead.post("/v/2026-a/differences/1.1", json={**decision, "score": "7"}).status_code == 422
    )
    settled = lead.post("/v/2026-a/differences/1.1", json=decision)
    assert settled.status_code == 200, settled.text
    assert settled.json()["node"]["verified"] == "3.00"
    (row,) = lead.get("/v/2026-a/differences").json()["differences"]
    assert row["settled_by"] == "2026-a-arbitration"
    assert lead.post("/v/2026-a/differences/1.1", json=decision).status_code == 422

    workspace = open_workspace(here.office.desk.path).whole()
    (node,) = [one for one in score_data(workspace.assess())["nodes"] if one["code"] == "1.1"]
    assert node["verified"] == "3.00"
    for login in ("inspector", "second", "unit", "group"):
        assert here.client(login).get("/i/1.1").json()["node"]["verified"] == "3.00", login


def test_a_difference_may_be_settled_as_not_applicable(here: Site) -> None:
    """``{"not_applicable": "本级无此职权"}`` needs no score, and no reason beside its own."""
    first, second = here.client("inspector"), here.client("second")
    for client, round_, mark in ((first, "2026-a", HIGH), (second, "2026-b", LOW)):
        assert put(client, f"/v/{round_}/1.1", mark).status_code == 200
        assert put(client, f"/v/{round_}/1.2", FULL).status_code == 200
        assert client.post(f"/v/{round_}/handin", json={}).status_code == 200
    lead = here.client("inspectors")
    answer = lead.post("/v/2026-a/differences/1.1", json={"not_applicable": "本级无此职权"})
    assert answer.status_code == 200, answer.text
    notices = first.get("/notices").json()["notices"]
    assert notices[0]["text"] == "1.1 的差异已由方静怡仲裁：本级无此职权"


def cell(book: Path, code: str, heading: str) -> object:
    """The cell of an indicator under a heading, on whichever sheet of a workbook it stands."""
    for sheet in openpyxl.load_workbook(book):
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        head = next(
            (row for row in rows if heading in row and any("编号" in str(one) for one in row)), None
        )
        if head is None:
            continue
        for row in rows:
            if code in row[:3]:
                return row[head.index(heading)]
    raise AssertionError(f"no {heading} of {code}")


def test_one_verified_score_in_page_score_opinion_paper_and_workbook(here: Site) -> None:
    """Two inspectors blind on one indicator, their difference, a third person's decision."""
    first, second = here.client("inspector"), here.client("second")
    for client, round_, mark in ((first, "2026-a", HIGH), (second, "2026-b", LOW)):
        assert put(client, f"/v/{round_}/1.1", mark).status_code == 200
        assert put(client, f"/v/{round_}/1.2", FULL).status_code == 200
        assert client.post(f"/v/{round_}/handin", json={}).status_code == 200
    decision = {"score": "3.25", "reason": "正文有两页，附件没有"}
    lead = here.client("inspectors")
    assert lead.post("/v/2026-a/differences/1.1", json=decision).status_code == 200

    folder = here.office.desk.path
    page = here.client("group").get("/i/1.1", headers={"accept": "text/html"}).text
    assert "3.25" in page
    code, out, _ = call("-w", str(folder), "score", "--format", "json")
    (node,) = [one for one in json.loads(out)["nodes"] if one["code"] == "1.1"]
    paper, book = folder / "意见书.html", folder / "自评.xlsx"
    for kind, form, target in (("inspection", "html", paper), ("self", "xlsx", book)):
        code, out, err = call(
            "-w",
            str(folder),
            "report",
            kind,
            "--to",
            form,
            "-o",
            str(target),
            "--today",
            "2026-11-22",
        )
        assert code in {0, 1, 3}, out + err
    text = re.sub(r"<[^>]+>|\s+", " ", paper.read_text("utf-8"))
    assert "正文有两页，附件没有" in text
    assert node["verified"] == "3.25"
    assert "3.25" in text
    assert Fraction(str(cell(book, "1.1", "核验分"))) == Fraction("3.25")
    assert here.client("unit").get("/i/1.1").json()["node"]["verified"] == "3.25"


def test_a_party_does_not_settle(here: Site) -> None:
    folder = here.office.desk.path
    text = (folder / "rounds/2026-b.yaml").read_text("utf-8").replace("秦墨", "方静怡")
    (folder / "rounds/2026-b.yaml").write_text(text, "utf-8")
    here.office.desk.session.refresh()
    first, lead = here.client("inspector"), here.client("inspectors")
    for client, round_, mark in ((first, "2026-a", HIGH), (lead, "2026-b", LOW)):
        assert put(client, f"/v/{round_}/1.1", mark).status_code == 200
        assert put(client, f"/v/{round_}/1.2", FULL).status_code == 200
        assert client.post(f"/v/{round_}/handin", json={}).status_code == 200
    answer = lead.post("/v/2026-a/differences/1.1", json={"score": "3", "reason": "折中"})
    assert answer.status_code == 403
    assert "一方" in answer.json()["problem"]
    assert answer.json()["who"] == ["白露"]
    assert (
        here.client("third")
        .post("/v/2026-a/differences/1.1", json={"score": "3", "reason": "看过原件"})
        .status_code
        == 200
    )


def test_what_was_handed_in_stays_until_it_is_given_back(here: Site) -> None:
    first, lead = here.client("inspector"), here.client("inspectors")
    assert put(first, "/v/2026-a/1.1", HIGH).status_code == 200
    missing = first.post("/v/2026-a/handin", json={})
    assert missing.status_code == 422
    assert "1.2" in missing.json()["problem"]
    assert first.post("/v/2026-a/handin", json={"note": "1.2 的网站打不开"}).status_code == 200
    refused = put(first, "/v/2026-a/1.1", LOW)
    assert refused.status_code == 403
    assert "交卷" in refused.json()["problem"]
    assert (
        first.post("/v/2026-a/return", json={"inspector": "周远", "note": "想改"}).status_code
        == 403
    )
    assert (
        lead.post(
            "/v/2026-a/return", json={"inspector": "周远", "note": "1.2 能打开了"}
        ).status_code
        == 200
    )
    assert put(first, "/v/2026-a/1.1", LOW).status_code == 200
    assert put(first, "/v/2026-a/1.2", FULL).status_code == 200
    assert first.post("/v/2026-a/handin", json={}).status_code == 200
    second = here.client("second")
    assert second.post("/v/2026-b/handin", json={"note": "都没有评"}).status_code == 200
    late = lead.post("/v/2026-a/return", json={"inspector": "周远", "note": "再看看"})
    assert late.status_code == 422
    assert "仲裁" in late.json()["problem"]


def test_a_mark_of_a_colleague_in_the_same_round_is_neither_seen_nor_overwritten(
    here: Site,
) -> None:
    folder = here.office.desk.path
    both = f'round: 2026-a\n{HEAD}assignments:\n  周远: ["1"]\n  秦墨: ["1.1"]\n'
    (folder / "rounds/2026-a.yaml").write_text(both, "utf-8")
    (folder / "rounds/2026-b.yaml").unlink()
    here.office.desk.session.refresh()
    first, second = here.client("inspector"), here.client("second")
    assert put(second, "/v/2026-a/1.1", LOW).status_code == 200
    assert first.get("/v/2026-a/1.1").json()["finding"] is None
    answer = put(first, "/v/2026-a/1.1", HIGH)
    assert answer.status_code == 403
    assert "秦墨" in answer.json()["problem"]
    assert second.get("/v/2026-a/1.1").json()["finding"]["score"] == "2"


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        ({"score": "3", "reason": "少了", "opinion": "属实"}, "比自评低"),
        ({"score": "6", "reason": "不对", "opinion": "不实"}, "满分"),
        (
            {
                "score": "5.4",
                "reason": "按自评",
                "opinion": "属实",
                "untrue": ["E0001"],
                "penalty": "1",
            },
            "又认定",
        ),
    ],
)
def test_what_cannot_stand_together_is_said_at_once_and_not_saved(
    here: Site, finding: dict[str, Any], said: str
) -> None:
    first = here.client("inspector")
    preview = first.put("/v/2026-a/1.1?preview=1", json={"finding": finding})
    assert preview.status_code == 200, preview.text
    assert said in "".join(preview.json()["warnings"])
    assert put(first, "/v/2026-a/1.1", finding).status_code == 422


def test_a_score_that_the_rule_cannot_give_or_above_the_claim_is_said_at_once(here: Site) -> None:
    first = here.client("inspector")
    odd = first.put(
        "/v/2026-a/1.2?preview=1",
        json={"finding": {"score": "2.5", "reason": "一半", "opinion": "部分属实"}},
    )
    assert odd.json()["warnings"] == [
        "按这项的规则得不出 2.5 分，只会是 0、4；确要这样给，理由里写明"
    ]
    above = first.put(
        "/v/2026-a/1.1?preview=1",
        json={"finding": {"score": "6", "reason": "补看原件", "opinion": "属实"}},
    )
    assert above.json()["warnings"] == ["评分比自评高 0.6 分，请写清为什么"]
    facts = first.put(
        "/v/2026-a/1.1?preview=1", json={"finding": {"done": "5", "of": "10", "opinion": "属实"}}
    )
    assert facts.json()["warnings"] == ["意见写“属实”，评分却比自评低"]
    assert facts.json()["score"] == "3"


def test_the_draw_is_made_once_with_its_seed_and_stands_on_record(here: Site) -> None:
    lead = here.client("inspectors")
    wish = {"seed": "2026-11-22 上午 县政府三楼", "size": "1"}
    assert here.client("inspector").post("/v/2026-a/draw", json=wish).status_code == 403
    assert lead.post("/v/2026-a/draw", json={"size": "1"}).status_code == 422
    drawn = lead.post("/v/2026-a/draw", json=wish)
    assert drawn.status_code == 200, drawn.text
    again = lead.post("/v/2026-a/draw", json={**wish, "seed": "另一个"})
    assert again.status_code == 422
    assert "只抽一次" in again.json()["problem"]
    workspace = open_workspace(here.office.desk.path).whole()
    (round_,) = [one for one in workspace.rounds if one.id == "2026-a"]
    assert round_.head.sample is not None
    assert list(round_.head.sample.indicators) == drawn.json()["indicators"]
    page = lead.get("/v/2026-a", headers={"accept": "text/html"}).text
    assert wish["seed"] in page
    assert drawn.json()["frame"] in page


def test_the_frame_stands_on_no_page_before_the_seed(here: Site) -> None:
    lead = here.client("inspectors")
    workspace = open_workspace(here.office.desk.path).whole()
    (round_,) = [one for one in workspace.rounds if one.id == "2026-a"]
    frame = workspace.frame(round_)
    assert frame is not None
    before = lead.get("/v/2026-a", headers={"accept": "text/html"}).text
    assert frame.sha256 not in before
    assert 'name="seed"' in before


def test_work_is_shared_out_evenly_and_around_own_units(here: Site) -> None:
    folder = here.office.desk.path
    text = (
        (folder / "workspace.yaml")
        .read_text("utf-8")
        .replace("秦墨: {roles", "秦墨: {units: [县司法局], roles")
    )
    (folder / "workspace.yaml").write_text(text, "utf-8")
    (folder / "rounds/2026-a.yaml").write_text(f"round: 2026-a\n{HEAD}", "utf-8")
    here.office.desk.session.refresh()
    lead = here.client("inspectors")
    shared = lead.post("/v/2026-a/distribute", json={"inspectors": ["周远", "秦墨"]})
    assert shared.status_code == 200, shared.text
    assert shared.json()["assignments"] == {"周远": ["1.1", "1.2"], "秦墨": ["2"]}
    taken = lead.post("/v/2026-a/assign", json={"inspector": "秦墨", "codes": ["1.1"]})
    assert taken.status_code == 422
    assert "周远" in taken.json()["problem"]
    own = put(here.client("second"), "/v/2026-b/1.1", LOW)
    assert own.status_code == 403
    assert "回避" in own.json()["problem"]


def test_a_second_round_looks_at_the_same_sample_independently(here: Site) -> None:
    lead = here.client("inspectors")
    assert lead.post("/v/2026-a/draw", json={"seed": "种子", "size": "1"}).status_code == 200
    made = lead.post("/v/2026-a/second", json={"inspectors": ["秦墨"]})
    assert made.status_code == 200, made.text
    assert made.json()["round"] == "2026-a-2"
    workspace = open_workspace(here.office.desk.path).whole()
    rounds = {one.id: one for one in workspace.rounds}
    assert rounds["2026-a-2"].head.sample == rounds["2026-a"].head.sample
    assert rounds["2026-a-2"].head.basis == "2026-self"
    sample = here.client("second").get("/v/2026-a-2").json()["sample"]
    assert [one["code"] for one in sample] == list(rounds["2026-a"].head.sample.indicators)  # type: ignore[union-attr]
