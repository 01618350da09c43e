"""What never reaches a handler: foreign hosts and origins, bodies too large or too slow, too many
requests."""

from __future__ import annotations

import pytest
from sites import SiteMaker
from starlette.testclient import TestClient

from scoring.workbench import guard
from scoring.workbench.limits import Buckets

LOGIN = {"login": "unit", "password": "x"}


def test_a_name_that_is_not_ours_is_refused_whatever_it_leads_to(site: SiteMaker) -> None:
    stranger = site().stranger()
    for host in ("evil.example", "office.example.evil.example", "", "192.0.2.1:8765"):
        assert stranger.get("/login", headers={"host": host}).status_code == 403, host
    assert stranger.get("/login", headers={"host": "OFFICE.example:8765"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://office.example.evil.example"},
        {"origin": "http://office.example:81"},
        {"origin": "http://office.example", "sec-fetch-site": "cross-site"},
        {"origin": "http://office.example", "sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_a_forged_origin_changes_nothing(site: SiteMaker, headers: dict[str, str]) -> None:
    here = site()
    client = here.client("unit")
    for method, url in (
        ("PUT", "/drafts/finding:1.1"),
        ("POST", "/logout"),
        ("POST", "/me/settings"),
    ):
        assert client.request(method, url, json={"fields": {}}, headers=headers).status_code == 403
    assert client.get("/").status_code == 200


def test_a_form_without_an_origin_is_refused(site: SiteMaker) -> None:
    client = site().client("unit")
    del client.headers["origin"]
    assert client.post("/me/settings", data={"text_size": "17"}).status_code == 403
    assert client.post("/me/settings", json={"text_size": "17"}).status_code == 200


def test_bodies_above_a_mebibyte_are_refused(site: SiteMaker) -> None:
    client = site().client("unit")
    body = b'{"fields": {"note": "' + b"x" * (1024 * 1024) + b'"}}'
    answer = client.put(
        "/drafts/finding:1.1", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body", [b"{", b"[1]", b'{"a": NaN}', b"\xff\xfe", b"[" * 100_000, b"null", b'"x"']
)
def test_what_is_no_json_object_is_refused_in_words(site: SiteMaker, body: bytes) -> None:
    client = site().client("unit")
    answer = client.put(
        "/drafts/finding:1.1", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["problem"]


@pytest.mark.slow
def test_who_asks_too_often_is_told_to_wait(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """320 requests in one moment: a slow machine, too, has them all in the same one."""
    monkeypatch.setattr(guard, "requests_allowed", lambda: Buckets(300 / 60, 300, lambda: 0.0))
    stranger = site().stranger()
    statuses = [stranger.get("/favicon.ico").status_code for _ in range(320)]
    assert statuses[0] == 200
    assert 429 in statuses
    other = site_of(stranger, "192.0.2.77")
    assert other.get("/favicon.ico").status_code == 200


def site_of(client: TestClient, address: str) -> TestClient:
    return TestClient(client.app, base_url=client.base_url, client=(address, 1))


def test_every_answer_carries_the_headers_of_safety(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    for url in ("/", "/i", "/nowhere", "/login", "/i/9.9"):
        answer = client.get(url, headers={"accept": "text/html"})
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_static_files_are_kept_for_ever_under_a_name_with_their_digest(site: SiteMaker) -> None:
    from scoring.workbench.assets import address_of

    client = site().stranger()
    answer = client.get(address_of("app.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/app.css").status_code == 404
    assert client.get("/static/..%2f..%2fapp.py").status_code == 404
