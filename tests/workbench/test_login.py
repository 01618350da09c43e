"""Who comes in, how often somebody may try, and what a session is worth."""

from __future__ import annotations

import time

from sites import Site, SiteMaker


def test_a_login_gives_the_person_and_a_cookie_that_scripts_cannot_read(site: SiteMaker) -> None:
    here = site()
    answer = here.stranger().post("/login", json={"login": "unit", "password": Site.PASSWORD})
    assert answer.json() == {
        "person": {"login": "unit", "name": "陈晓芸", "units": ["县司法局"], "roles": ["填报人"]},
        "must_change": False,
    }
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_wrong_name_and_wrong_password_answer_alike(site: SiteMaker) -> None:
    stranger = site().stranger()
    one = stranger.post("/login", json={"login": "unit", "password": "不是这个口令啊啊"})
    other = stranger.post("/login", json={"login": "nobody", "password": "不是这个口令啊啊"})
    assert one.status_code == other.status_code == 401
    assert one.json() == other.json()


def test_after_five_failures_every_further_try_waits_longer_but_nobody_is_shut_out(
    site: SiteMaker,
) -> None:
    here = site()
    stranger = here.stranger()
    statuses = [
        stranger.post("/login", json={"login": "unit", "password": "x"}).status_code
        for _ in range(7)
    ]
    assert statuses[:5] == [401] * 5
    assert statuses[-1] == 429
    assert here.client("other").get("/").status_code == 200
    here.office.store.database.run("UPDATE attempt SET at = at - 400")
    assert (
        stranger.post("/login", json={"login": "unit", "password": Site.PASSWORD}).status_code
        == 200
    )


def test_a_page_leads_a_stranger_to_the_login_and_back_to_where_he_wanted_to_go(
    site: SiteMaker,
) -> None:
    stranger = site().stranger()
    stranger.headers["accept"] = "text/html"
    answer = stranger.get("/i/1.1?round=x")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/i/1.1%3Fround%3Dx"
    form = {"login": "unit", "password": Site.PASSWORD, "next": "/i/1.1"}
    assert stranger.post("/login", data=form).headers["location"] == "/i/1.1"


def test_a_login_never_leads_to_another_site(site: SiteMaker) -> None:
    here = site()
    for target in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
    ):
        stranger = here.stranger()
        stranger.headers["accept"] = "text/html"
        form = {"login": "unit", "password": Site.PASSWORD, "next": target}
        assert stranger.post("/login", data=form).headers["location"] == "/"


def test_a_disabled_account_ends_its_sessions_at_once(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    account = here.office.store.accounts.by_login("unit")
    assert account is not None
    here.office.store.accounts.disable(account.id)
    assert client.get("/").status_code == 401
    answer = here.stranger().post("/login", json={"login": "unit", "password": Site.PASSWORD})
    assert answer.status_code == 401


def test_a_session_ends_after_its_idle_time(site: SiteMaker) -> None:
    here = site()
    usual, strict = here.client("unit"), here.client("lead")
    nine_hours_ago = time.time() - 9 * 3600
    here.office.store.database.run("UPDATE session SET seen = ?", (nine_hours_ago,))
    assert usual.get("/").status_code == 200
    assert strict.get("/").status_code == 401


def test_a_one_time_password_has_to_be_changed_first(site: SiteMaker) -> None:
    here = site()
    account = here.office.store.accounts.by_login("unit")
    assert account is not None
    here.office.store.accounts.set_password(account.id, account.hash, must_change=True)
    client = here.client("unit")
    assert client.get("/").status_code == 403
    answer = client.post("/me/password", json={"old": Site.PASSWORD, "new": "县司法局"})
    assert answer.status_code == 422
    answer = client.post("/me/password", json={"old": Site.PASSWORD, "new": "另一句自己知道的话"})
    assert answer.status_code == 422  # nine characters
    assert "10" in answer.json()["problem"]
    answer = client.post(
        "/me/password", json={"old": Site.PASSWORD, "new": "另一句只有自己知道的话"}
    )
    assert answer.status_code == 200
    assert client.get("/").status_code == 200


def test_a_new_password_ends_the_sessions_elsewhere(site: SiteMaker) -> None:
    here = site()
    one, other = here.client("unit"), here.client("unit")
    one.post("/me/password", json={"old": Site.PASSWORD, "new": "另一句只有自己知道的话"})
    assert one.get("/").status_code == 200
    assert other.get("/").status_code == 401


def test_common_passwords_are_refused(site: SiteMaker) -> None:
    client = site().client("unit")
    for weak in (
        "1234567890",
        "password123",
        "qwertyuiop",
        "aaaaaaaaaa",
        "Admin123456",
        "abcabcabcabc",
        "woaini1314520",
    ):
        assert (
            client.post("/me/password", json={"old": Site.PASSWORD, "new": weak}).status_code == 422
        ), weak


def test_a_stolen_state_file_holds_no_token_and_no_password(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    here.office.store.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = here.office.store.database.path.read_bytes()
    assert client.cookies["shifan"].encode() not in raw
    assert Site.PASSWORD.encode() not in raw
