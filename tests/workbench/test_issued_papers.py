"""整改月报, 送阅件 and 督办单 on the workbench: seen as they will be printed, written to, issued, kept
as issued, received and printed again.

rectification.yaml  R0001 1.1 县司法局, due 2026-11-01, overdue
                    R0002 1.2 县教育局, due 2026-11-10; an extension was applied for
"""

from __future__ import annotations

from datetime import date

import pytest
from sites import OVERDUE, Site, SiteMaker

from scoring.documents.registry import Wishes, document, rendered
from scoring.workspace import open_workspace

MONTH = {
    "month": "2026-11",
    "remarks": "本月完成了平台切换。\n\n两个单位换了经办人。",
    "demands": "12 月 5 日前对账",
    "units": ["县司法局"],
}


@pytest.fixture
def here(site: SiteMaker) -> Site:
    return site({"rectification.yaml": OVERDUE})


def test_a_month_is_seen_written_to_and_issued_word_for_word(here: Site) -> None:
    tracker, folder = here.client("tracker"), here.office.desk.path
    seen = tracker.get("/r/monthly").json()
    assert seen["month"] == "2026-11"
    assert any("逾期 2 个" in line for line in seen["report"]["overview"])
    typed = tracker.post("/r/monthly", json=MONTH).json()["report"]
    assert typed["remarks"] == ["本月完成了平台切换。", "两个单位换了经办人。"]
    assert typed["demands"][0] == "12 月 5 日前对账"
    assert not (folder / "papers").exists(), "looking writes nothing"

    issued = tracker.post("/r/monthly/issue", json=MONTH)
    assert issued.status_code == 200, issued.text
    assert issued.json()["label"] == "整改月报〔2026〕1期"
    assert issued.json()["recipients"] == ["高远", "县司法局"], (
        "the leaders, where nobody is chosen"
    )
    frozen = (folder / "papers/0001.yaml").read_bytes()
    again = tracker.post("/r/monthly/issue", json=MONTH)
    assert again.status_code == 422
    assert "已经印发" in again.json()["problem"]

    started = {"do": "extend", "to": "2026-12-10", "note": "同意"}
    assert here.client("leader").post("/r/R0002/move", json=started).status_code == 200
    workspace = open_workspace(folder).whole()
    wishes = Wishes(date(2026, 12, 9), number=1)
    page = rendered(document(workspace, "monthly", wishes), "html", wishes, folder).decode()
    assert "整改月报〔2026〕1期" in page
    assert "两个单位换了经办人" in page
    assert "逾期 2 个" in page, "what was issued is printed, not what stands now"
    assert (folder / "papers/0001.yaml").read_bytes() == frozen
    assert not [one for one in workspace.problems if one.rule in ("B002", "B003", "S001")]


@pytest.mark.parametrize("month", ["2026-13", "november", "2027-01", "2026-1"])
def test_a_month_that_is_none_or_has_not_begun_is_refused(here: Site, month: str) -> None:
    tracker = here.client("tracker")
    answer = tracker.post("/r/monthly/issue", json={**MONTH, "month": month})
    assert answer.status_code == 422
    assert "月" in answer.json()["problem"]


def test_a_slip_goes_to_the_leader_and_comes_back_with_his_words(here: Site) -> None:
    tracker, leader = here.client("tracker"), here.client("leader")
    words = {"proposal": "拟请县政府办牵头，月底前办结。"}
    assert here.client("unit").post("/r/slip/issue", json=words).status_code == 403
    assert tracker.post("/r/slip/issue", json={**words, "day": "2026-12-01"}).status_code == 422
    assert tracker.post("/r/slip/issue", json={**words, "to": ["查无此人"]}).status_code == 422
    made = tracker.post("/r/slip/issue", json=words)
    assert made.status_code == 200, made.text
    assert made.json()["label"] == "送阅件〔2026〕1号"
    assert made.json()["waiting"] == ["高远"]
    assert any("送你阅" in one["text"] for one in leader.get("/notices").json()["notices"])
    assert "拟请县政府办牵头" in here.page("leader", "/r/papers/1").text

    answer = leader.post("/r/papers/1/receive", json={"note": "同意，月底前报结果。"})
    assert answer.status_code == 200, answer.text
    (told,) = answer.json()["answers"]
    assert told == {"who": "高远", "on": "2026-11-22", "by": "高远", "note": "同意，月底前报结果。"}
    assert leader.post("/r/papers/1/receive", json={}).status_code == 422, "once"
    assert "同意，月底前报结果" in here.page("tracker", "/r/papers/1").text


def test_an_answer_on_paper_is_put_down_by_the_tracker_under_the_own_name(here: Site) -> None:
    tracker = here.client("tracker")
    assert tracker.post("/r/slip/issue", json={}).status_code == 200
    body = {"who": "高远", "note": "阅。"}
    group = here.client("group").post("/r/papers/1/receive", json=body)
    assert group.status_code == 403
    assert "许砚秋" in group.json()["problem"]
    assert here.client("unit").post("/r/papers/1/receive", json=body).status_code == 404
    assert tracker.post("/r/papers/1/receive", json={"who": "何青"}).status_code == 422
    (told,) = tracker.post("/r/papers/1/receive", json=body).json()["answers"]
    assert (told["who"], told["by"]) == ("高远", "许砚秋")


def test_a_unit_receives_for_itself_alone(here: Site) -> None:
    assert here.client("tracker").post("/r/monthly/issue", json=MONTH).status_code == 200
    unit, other = here.client("unit"), here.client("other")
    assert other.post("/r/papers/1/receive", json={}).status_code == 404
    assert unit.post("/r/papers/1/receive", json={"who": "高远"}).status_code == 403
    made = unit.post("/r/papers/1/receive", json={"who": "县司法局"})
    assert made.json()["receipts"] == {"高远": "", "县司法局": "2026-11-22"}


def test_kinds_are_numbered_apart_and_without_gaps(here: Site) -> None:
    tracker = here.client("tracker")
    labels = [
        tracker.post(url, json=body).json()["label"]
        for url, body in (
            ("/r/urge", {"items": ["R0001"]}),
            ("/r/monthly/issue", MONTH),
            ("/r/urge", {"items": ["R0002"]}),
            ("/r/slip/issue", {}),
        )
    ]
    assert labels == [
        "督办单〔2026〕1号",
        "整改月报〔2026〕1期",
        "督办单〔2026〕2号",
        "送阅件〔2026〕1号",
    ]
    listed = tracker.get("/r/papers").json()["papers"]
    assert [paper["number"] for paper in listed] == [4, 3, 2, 1]


def test_an_issued_paper_that_was_altered_is_pointed_out(here: Site) -> None:
    assert here.client("tracker").post("/r/urge", json={"items": ["R0001"]}).status_code == 200
    path = here.office.desk.path / "papers/0001.yaml"
    path.write_text(path.read_text("utf-8").replace("有一项", "没有一项"), "utf-8")
    rules = [one.rule for one in open_workspace(here.office.desk.path).problems]
    assert "B002" in rules


def test_a_printed_urge_says_what_is_overdue_and_leaves_room_to_answer(here: Site) -> None:
    urge = {"items": ["R0001", "R0002"], "reply": "2026-11-27"}
    assert here.client("tracker").post("/r/urge", json=urge).status_code == 200
    folder = here.office.desk.path
    workspace, wishes = open_workspace(folder).whole(), Wishes(date(2026, 11, 22))
    page = rendered(document(workspace, "urge", wishes), "html", wishes, folder).decode()
    for words in (
        "督办单〔2026〕1号",
        "县司法局、县教育局",
        "其中 2 件已经逾期，最长的逾期 21 天",
        "2026年11月27日前签收",
        "回执",
    ):
        assert words in page, words


def test_a_document_of_a_paper_is_for_those_whom_it_goes_to(here: Site) -> None:
    assert here.client("tracker").post("/r/urge", json={"items": ["R0001"]}).status_code == 200
    assert here.client("other").get("/docs/urge.html?number=1").status_code == 404
    assert here.client("unit").get("/docs/urge.html").status_code == 403, (
        "the newest may be another's"
    )
    assert here.client("unit").get("/docs/monthly.pdf?number=1").status_code == 404
    assert here.client("tracker").get("/docs/urge.pdf?number=x").status_code == 422
    assert here.client("tracker").get("/docs/self.pdf?month=2026-11").status_code == 422


@pytest.mark.parametrize("url", ["/r/monthly", "/r/slip", "/r/papers"])
@pytest.mark.parametrize("login", ["tracker", "leader", "lead", "unit"])
def test_whoever_may_not_issue_sees_why_and_what_was_issued(
    here: Site, url: str, login: str
) -> None:
    page = here.page(login, url)
    assert page.status_code == 200
    assert ("印发月报" in page.text or "印发送阅件" in page.text or url == "/r/papers") == (
        login == "tracker" or url == "/r/papers"
    )
