"""问专班: a question about an indicator is a task of the working group until it is answered."""

from __future__ import annotations

from sites import SiteMaker

URL = "/i/1.1/questions"


def test_a_unit_asks_and_the_working_group_answers(site: SiteMaker) -> None:
    here = site()
    unit, group = here.client("unit"), here.client("group")
    asked = unit.post(URL, json={"text": "部分办结的  算不算？", "save_id": "q1"})
    assert asked.status_code == 200, asked.text
    question = {"on": "2026-11-22", "do": "ask", "by": "陈晓芸", "text": "部分办结的 算不算？"}
    assert asked.json()["questions"] == [question]
    [task] = [one for one in group.get("/").json()["tasks"] if one["kind"] == "question"]
    assert (task["code"], task["url"]) == ("1.1", "/i/1.1#questions")
    assert "部分办结的 算不算？" in task["missing"]
    assert "县司法局问 1.1" in group.get("/notices").json()["notices"][0]["text"]
    assert 'value="answer"' in here.page("group", "/i/1.1").text

    answered = group.post(URL, json={"do": "answer", "text": "不算", "save_id": "q2"})

    assert answered.status_code == 200, answered.text
    assert not [one for one in group.get("/").json()["tasks"] if one["kind"] == "question"]
    assert "不算" in unit.get("/notices").json()["notices"][0]["text"]
    assert [one["text"] for one in unit.get("/i/1.1").json()["questions"]][1] == "不算"
    log = unit.get("/log?key=1.1").json()["entries"]
    assert [one["do"] for one in log][:2] == ["question answer 1.1", "question ask 1.1"]
    late = group.post(URL, json={"do": "answer", "text": "再答", "save_id": "q3"})
    assert late.status_code == 422
    assert "没有等着回答" in late.json()["problem"]


def test_only_units_of_the_indicator_ask_and_only_the_group_answers(site: SiteMaker) -> None:
    here = site()
    for login in ("other", "group", "inspectors", "tracker", "leader", "admin"):
        answer = here.client(login).post(URL, json={"text": "怎么算", "save_id": login})
        assert answer.status_code == 403, login
    here.client("unit").post(URL, json={"text": "怎么算", "save_id": "q1"})
    own = here.client("head").post(URL, json={"do": "answer", "text": "不算", "save_id": "q2"})
    assert own.status_code == 403
    for login in ("inspectors", "tracker", "leader"):
        assert here.client(login).get("/i/1.1").json()["questions"] == []
        assert "怎么算" not in here.page(login, "/i/1.1").text
    assert "怎么算" not in here.client("other").get("/log").text


def test_a_question_has_words_and_not_too_many(site: SiteMaker) -> None:
    unit = site().client("unit")
    assert unit.post(URL, json={"text": "  ", "save_id": "q1"}).status_code == 422
    long = unit.post(URL, json={"text": "问" * 501, "save_id": "q2"})
    assert long.status_code == 422
    assert "最多 500" in long.json()["problem"]
    assert unit.post("/i/1/questions", json={"text": "问", "save_id": "q3"}).status_code in (
        403,
        422,
    )
    assert unit.get("/i/1.1").json()["questions"] == []


def test_a_question_is_hostile_text_like_any_other(site: SiteMaker) -> None:
    here = site()
    here.client("unit").post(URL, json={"text": "<b>粗</b>: {x}", "save_id": "q1"})
    page = here.page("group", "/i/1.1").text
    assert "&lt;b&gt;粗&lt;/b&gt;" in page
    assert "<b>粗</b>" not in page
