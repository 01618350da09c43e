"""What a visitor of the workbench sends: names, sizes, numbers and shapes that no page of ours
would send."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_outputs import call
from starlette.testclient import TestClient
from workbench.sites import PEOPLE, Site, enrolled, people_text

from scoring.workbench.desk import Desk
from scoring.workbench.office import Office, Terms
from scoring.workbench.store import Database, Store

TODAY = date(2026, 11, 22)
CHUNK = "application/offset+octet-stream"
TEXT = "关于公布办理清单的通知\n示司发〔2026〕7号\n".encode()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A workbench with two visitors."""
    folder = tmp_path_factory.mktemp("office")
    files = {**samples.SOUND, "workspace.yaml": samples.SOUND["workspace.yaml"] + people_text()}
    home = samples.write(folder / "county", files)
    store = Store(Database(folder / "state"))
    enrolled(home, store, {login: PEOPLE[login][0] for login in ("unit", "group")})
    terms = Terms(names=frozenset({"office.example"}), today=TODAY)
    office = Office(Desk(home, TODAY, watch=False), store, terms, state=folder / "state")
    yield Site(office)
    office.close()


@pytest.fixture(scope="module")
def unit(site: Site) -> TestClient:
    return site.client("unit", "127.0.0.1")


def sent(client: TestClient, name: str, data: bytes, **target: str) -> Any:
    begun = client.post(
        "/uploads", json={"name": name, "size": len(data), "indicator": "1.1", **target}
    )
    if begun.status_code != 200:
        return begun
    token = begun.json()["token"]
    headers = {"content-type": CHUNK, "upload-offset": "0"}
    answer = client.patch(f"/uploads/{token}", content=data, headers=headers)
    return client.post(f"/uploads/{token}") if answer.status_code == 204 else answer


NAMES = [
    "../../外面.txt",
    "..\\..\\外面.txt",
    "/etc/外面.txt",
    "C:\\外面.txt",
    "a\x1b[31m红.txt",
    "报表\u202etxt.exe.txt",
    "con.txt",
    "清单.txt.",
    " .txt",
    "\u2028.txt",
    "甲" * 400 + ".txt",
    "*甲: [乙].txt",
    "=1+1.txt",
    "<img src=x onerror=alert(1)>.txt",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_lies_below_its_unit_and_steers_nothing(
    site: Site, unit: TestClient, name: str
) -> None:
    home = site.office.desk.path
    beside = sorted(home.parent.iterdir())
    answer = sent(unit, name, TEXT + name.encode("utf-8", "replace"))
    assert answer.status_code in (200, 422), answer.text
    assert sorted(home.parent.iterdir()) == beside
    for path in (home / "evidence" / "files").rglob("*"):
        assert "\x1b" not in path.name
        assert "\u202e" not in path.name
        assert path.parent.name in ("files", "县司法局")
    if answer.status_code == 200:
        page = unit.get(f"/e/{answer.json()['id']}", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "<img src=x" not in page.text
    code, out, err = call("-w", str(home), "check")
    assert code in (0, 1), out + err
    listed = call("-w", str(home), "evidence", "list")
    assert not {"\x1b", "\u202e"} & set("".join(listed[1:]))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "a.txt", "size": "²"},
        {"name": "a.txt", "size": "9" * 5_000},
        {"name": "a.txt", "size": 10**40},
        {"name": "a.txt", "size": -1},
        {"name": "a.txt", "size": True},
        {"name": "a.txt", "size": 1.5},
        {"name": ["a"], "size": 3},
        {"name": "a\0.txt", "size": 3},
        {"name": "\ud800.txt", "size": 3},
        {"name": "", "size": 3},
        {"name": "a.txt", "size": 3, "indicator": "\ud800"},
        {"name": "a.txt", "size": 3, "indicator": {"a": 1}},
        {"name": "a.txt", "size": 3, "replaces": "E9999"},
    ],
    ids=str,
)
def test_an_upload_that_is_none_is_refused_in_a_sentence(
    unit: TestClient, fields: dict[str, Any]
) -> None:
    answer = unit.post(
        "/uploads", content=json.dumps(fields), headers={"content-type": "application/json"}
    )
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["problem"]


@pytest.mark.parametrize("offset", ["²", "-1", "1e3", "9" * 5_000, "０", "", "0x0"])
def test_a_part_at_an_offset_that_is_none_is_refused(unit: TestClient, offset: str) -> None:
    token = unit.post("/uploads", json={"name": "a.txt", "size": 9, "indicator": "1.1"}).json()[
        "token"
    ]
    headers = {b"content-type": CHUNK.encode(), b"upload-offset": offset.encode("utf-8")}
    answer = unit.patch(f"/uploads/{token}", content=b"x", headers=headers)
    assert answer.status_code == 409
    unit.delete(f"/uploads/{token}")


@pytest.mark.parametrize("number", ["²", "9" * 5_000, "-1", "%00", "٣"])
@pytest.mark.parametrize(
    "url",
    ["/e?page={}", "/e/E0001?page={}", "/e/E0001/pages/{}", "/review?page={}", "/log?page={}"],
)
def test_a_page_of_any_number_is_a_page_or_none(site: Site, url: str, number: str) -> None:
    answer = site.client("group", "127.0.0.1").get(url.format(number))
    assert answer.status_code in (200, 404), answer.text[:200]


NESTED = ["[" * 100_000, '{"a":' * 50_000, '{"fields": ' + "[" * 900 + "]" * 900 + "}"]


@pytest.mark.parametrize("body", NESTED, ids=["lists", "maps", "closed"])
@pytest.mark.parametrize("url", ["/uploads", "/drafts/x", "/f/1.1", "/e/E0001"])
def test_a_body_nested_without_end_is_refused(unit: TestClient, url: str, body: str) -> None:
    method = "PUT" if url != "/uploads" else "POST"
    answer = unit.request(method, url, content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500 or answer.status_code == 200, answer.text[:300]


LINKS = [".shifan/uploads", "evidence/files/县司法局", "evidence"]


@pytest.mark.parametrize("name", LINKS)
def test_nothing_comes_in_through_a_link_that_leads_out(
    site: Site, unit: TestClient, tmp_path: Path, name: str
) -> None:
    place = site.office.desk.path / name
    kept = tmp_path / "kept"
    if place.exists():
        shutil.move(place, kept)
    outside = tmp_path / "外面"
    outside.mkdir()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside)
    try:
        answer = sent(unit, "通知.txt", TEXT + name.encode())
        assert answer.status_code == 422, answer.text
        assert "是一个链接" in answer.text
        assert list(outside.iterdir()) == []
    finally:
        place.unlink()
        if kept.exists():
            shutil.move(kept, place)


RUNNING = {
    "页.html": b"<html><script>alert(1)</script><body>hello</body></html>",
    "图.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    "页.xml": b'<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></x>',
    "页.txt": b"<html><script>alert(1)</script></html>",
    "页.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", RUNNING)
def test_a_file_that_could_run_in_a_browser_is_only_handed_over(
    site: Site, unit: TestClient, name: str
) -> None:
    answer = sent(unit, name, RUNNING[name])
    if answer.status_code == 422:
        return
    assert answer.status_code == 200, answer.text
    ident = answer.json()["id"]
    for url in (f"/e/{ident}/file", f"/e/{ident}/file?inline=1"):
        file = unit.get(url)
        if file.status_code != 200:
            continue
        assert file.headers["content-type"] == "application/octet-stream"
        assert file.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in file.headers["content-security-policy"]
        assert file.headers["x-content-type-options"] == "nosniff"
    page = unit.get(f"/e/{ident}", headers={"accept": "text/html"})
    assert "<script>alert(1)" not in page.text
