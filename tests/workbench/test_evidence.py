"""Evidence: uploads in parts, what is refused, who may see and review; nothing is ever served as
itself."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import samples
from PIL import Image
from sites import Site, SiteMaker
from starlette.testclient import TestClient

from scoring.workbench.intake import part_path

CHUNK = {"content-type": "application/offset+octet-stream"}


def upload(client: TestClient, name: str, data: bytes, part: int = 1 << 20, **target: str) -> Any:
    begun = client.post("/uploads", json={"name": name, "size": len(data), **target})
    if begun.status_code != 200:
        return begun
    token, offset = begun.json()["token"], begun.json()["offset"]
    while offset < len(data):
        headers = {**CHUNK, "upload-offset": str(offset)}
        answer = client.patch(
            f"/uploads/{token}", content=data[offset : offset + part], headers=headers
        )
        assert answer.status_code == 204, answer.text
        offset = int(answer.headers["upload-offset"])
    return client.post(f"/uploads/{token}")


def png(colour: str = "red") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "PNG")
    return stream.getvalue()


def test_a_file_in_parts_becomes_a_proposed_piece_of_its_unit(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    text = "关于公布办理清单的通知\n示司发〔2026〕7号\n共 96 项。\n示例县司法局\n2026年3月5日\n".encode()
    answer = upload(client, "办理清单.txt", text, part=17, indicator="1.1", item="办理清单")
    assert answer.status_code == 200, answer.text
    data = answer.json()
    assert set(data) == {"id", "type", "title", "doc_no", "date", "problems"}
    assert data["id"] == "E0003"
    record = client.get("/e/E0003").json()
    assert record["unit"] == "县司法局"
    assert record["sha256"] == hashlib.sha256(text).hexdigest()
    assert record["proves"] == [
        {
            "indicator": "1.1",
            "item": "办理清单",
            "locate": "",
            "what": "",
            "state": "proposed",
            "tree": "",
        }
    ]
    assert (here.office.desk.path / "evidence" / record["file"]).read_bytes() == text
    assert not list((here.office.desk.path / ".shifan/uploads").iterdir())
    again = client.post(f"/uploads/{_token(here)}")
    assert again.json() == data


def _token(here: Site) -> str:
    row = here.office.store.database.row("SELECT token FROM upload ORDER BY at DESC")
    assert row is not None
    return str(row["token"])


def test_an_upload_goes_on_where_it_was_after_a_break(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    data = png() + b"\0" * 100_000
    token = client.post(
        "/uploads", json={"name": "图.png", "size": len(data), "indicator": "1.1"}
    ).json()["token"]
    client.patch(f"/uploads/{token}", content=data[:5000], headers={**CHUNK, "upload-offset": "0"})
    stale = client.patch(
        f"/uploads/{token}", content=data[:5000], headers={**CHUNK, "upload-offset": "0"}
    )
    assert stale.status_code == 409
    client = here.client("unit")  # another day, another computer
    head = client.head(f"/uploads/{token}")
    assert head.headers["upload-offset"] == "5000"
    assert client.post(f"/uploads/{token}").status_code == 409
    client.patch(
        f"/uploads/{token}", content=data[5000:], headers={**CHUNK, "upload-offset": "5000"}
    )
    assert client.post(f"/uploads/{token}").status_code == 200


def test_an_upload_whose_end_a_power_cut_took_goes_on_from_what_is_there(site: SiteMaker) -> None:
    """The gap is not filled with zeros, neither by the next part nor when it is taken in."""
    here = site()
    client = here.client("unit")
    data = png() + b"\1" * 100_000
    token = client.post(
        "/uploads", json={"name": "图.png", "size": len(data), "indicator": "1.1"}
    ).json()["token"]

    def sent(start: int, end: int) -> Any:
        return client.patch(
            f"/uploads/{token}",
            content=data[start:end],
            headers={**CHUNK, "upload-offset": str(start)},
        )

    path = part_path(here.office, token)
    assert sent(0, 5000).status_code == 204
    os.truncate(path, 3000)
    again = sent(5000, 6000)
    assert (again.status_code, again.json()["offset"]) == (409, 3000)
    assert sent(3000, len(data)).status_code == 204
    os.truncate(path, 4000)
    lost = client.post(f"/uploads/{token}")
    assert (lost.status_code, lost.json()["offset"]) == (409, 4000)
    assert sent(4000, len(data)).status_code == 204
    assert path.read_bytes() == data
    assert client.post(f"/uploads/{token}").status_code == 200


def test_the_same_file_is_recognised_and_not_stored_twice(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    data = (here.office.desk.path / "evidence/files/清单.txt").read_bytes()
    answer = upload(client, "别的名字.txt", data, indicator="1.1").json()
    assert answer["id"] == answer["duplicate_of"] == "E0001"
    assert [row["id"] for row in client.get("/e").json()["records"]] == ["E0001", "E0002"]


def test_a_new_version_keeps_the_number_and_waits_for_review_again(site: SiteMaker) -> None:
    here = site()
    here.client("group").post("/e/E0001/review", json={"state": "accepted", "save_id": "r"})
    client = here.client("unit")
    answer = upload(client, "清单新版.txt", "一次办清单，共 97 项。\n".encode(), replaces="E0001")
    assert answer.json()["id"] == "E0001"
    record = client.get("/e/E0001").json()
    assert record["review"]["state"] == "pending"
    assert len(record["versions"]) >= 1


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("空.pdf", b"", 422),
        ("程序.exe", b"MZ\x90\x00", 422),
        ("改了名.pdf", b"MZ\x90\x00" + b"\0" * 50, 422),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /\n", 422),
        ("elf.dat", b"\x7fELF\x02" + b"\0" * 50, 422),
        ("script.VBS", b"x", 422),
    ],
)
def test_what_is_no_evidence_is_refused_with_what_would_do(
    site: SiteMaker, name: str, data: bytes, status: int
) -> None:
    here = site()
    client = here.client("unit")
    answer = upload(client, name, data, indicator="1.1")
    assert answer.status_code == status
    assert answer.json()["problem"]
    assert len(client.get("/e").json()["records"]) == 2
    assert not list((here.office.desk.path / "evidence/files").glob("**/*.exe"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["../../workspace.yaml", "..\\..\\x.png", "/etc/passwd.png", "C:\\Windows\\x.png", "a/b/c.png", "x\u202egnp.png",
     "名" * 300 + ".png", ".png", "CON.png", "a\nb.png"],
)  # fmt: skip
def test_no_name_leads_out_of_the_units_folder(site: SiteMaker, name: str) -> None:
    here = site()
    before = (here.office.desk.path / "workspace.yaml").read_bytes()
    answer = upload(here.client("unit"), name, png(), indicator="1.1")
    assert (here.office.desk.path / "workspace.yaml").read_bytes() == before
    if answer.status_code == 200:
        record = here.client("unit").get(f"/e/{answer.json()['id']}").json()
        path = (here.office.desk.path / "evidence" / record["file"]).resolve()
        assert path.is_relative_to(here.office.desk.path / "evidence/files/县司法局")
        assert path.is_file()


def test_sizes_and_quotas_are_held_before_the_first_byte(site: SiteMaker) -> None:
    here = site(None, file_limit=1000, video_limit=5000, unit_quota=3000)
    client = here.client("unit")
    assert (
        client.post(
            "/uploads", json={"name": "a.pdf", "size": 1001, "indicator": "1.1"}
        ).status_code
        == 413
    )
    assert (
        client.post(
            "/uploads", json={"name": "a.mp4", "size": 5001, "indicator": "1.1"}
        ).status_code
        == 413
    )
    assert (
        client.post(
            "/uploads", json={"name": "a.mp4", "size": 4000, "indicator": "1.1"}
        ).status_code
        == 422
    )
    assert (
        client.post("/uploads", json={"name": "a.pdf", "size": 900, "indicator": "1.1"}).status_code
        == 200
    )
    for size in (-1, 0, 1.5, "x", True, None):
        assert client.post("/uploads", json={"name": "a.pdf", "size": size}).status_code == 422


def test_a_part_larger_than_told_is_refused_and_nothing_of_it_kept(site: SiteMaker) -> None:
    client = site().client("unit")
    token = client.post("/uploads", json={"name": "a.pdf", "size": 10, "indicator": "1.1"}).json()[
        "token"
    ]
    answer = client.patch(
        f"/uploads/{token}", content=b"x" * 11, headers={**CHUNK, "upload-offset": "0"}
    )
    assert answer.status_code == 413
    assert client.head(f"/uploads/{token}").headers["upload-offset"] == "0"


def test_an_upload_is_its_owners_alone(site: SiteMaker) -> None:
    here = site()
    token = (
        here.client("unit")
        .post("/uploads", json={"name": "a.pdf", "size": 10, "indicator": "1.1"})
        .json()["token"]
    )
    other = here.client("head")
    assert other.head(f"/uploads/{token}").status_code == 404
    assert (
        other.patch(
            f"/uploads/{token}", content=b"x", headers={**CHUNK, "upload-offset": "0"}
        ).status_code
        == 404
    )
    assert other.post(f"/uploads/{token}").status_code == 404


HOSTILE = {
    "图.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "页.html": b"<html><script>alert(1)</script></html>",
    "页.pdf": b"<html><script>alert(1)</script></html>",
    "图.png": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "两样.gif": b"GIF89a/*\x01\x00\x01\x00*/=1;alert(1);//<script>alert(1)</script>",
    "两样.pdf": b"%PDF-1.4\n<script>alert(1)</script>\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "两样.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00PK\x03\x04<html><script>alert(1)</script>",
    "网.xml": b'<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></x>',
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_taken_to_the_disk_and_never_run_in_the_page(
    site: SiteMaker, name: str
) -> None:
    here = site()
    client = here.client("unit")
    answer = upload(client, name, HOSTILE[name], indicator="1.1")
    if answer.status_code != 200:
        return
    ident = answer.json()["id"]
    for query in ("", "?inline=1"):
        file = client.get(f"/e/{ident}/file{query}")
        assert file.headers["content-type"] == "application/octet-stream"
        assert file.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in file.headers["content-security-policy"]
    page = client.get(f"/e/{ident}", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_a_page_is_a_picture_drawn_in_a_child_process(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    stream = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(stream, "PDF")
    ident = upload(client, "通知.pdf", stream.getvalue(), indicator="1.1").json()["id"]
    page = client.get(f"/e/{ident}/page/1.jpg")
    assert page.headers["content-type"] == "image/jpeg"
    assert page.content[:3] == b"\xff\xd8\xff"
    assert client.get(f"/e/{ident}/page/2.jpg").status_code == 404
    for odd in ("0", "-1", "99999999", "x", "1e3"):
        assert client.get(f"/e/{ident}/page/{odd}.jpg").status_code == 404


@pytest.mark.slow
def test_a_pdf_of_ten_thousand_pages_opens_page_by_page(site: SiteMaker) -> None:
    with pikepdf.new() as pdf:
        for _ in range(10_000):
            pdf.add_blank_page(page_size=(200, 300))
        stream = io.BytesIO()
        pdf.save(stream)
    here = site()
    client = here.client("unit")
    answer = upload(client, "万页.pdf", stream.getvalue(), indicator="1.1")
    assert answer.status_code == 200, answer.text
    ident = answer.json()["id"]
    for page in ("1", "10000"):
        assert client.get(f"/e/{ident}/page/{page}.jpg").headers["content-type"] == "image/jpeg"
    assert client.get(f"/e/{ident}/page/10001.jpg").status_code == 404
    text = client.get(f"/e/{ident}", headers={"accept": "text/html"}).text
    assert len(text) < 200_000  # one page is shown at a time, not ten thousand


@pytest.mark.slow
def test_a_picture_of_too_many_pixels_costs_a_sentence(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    stream = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(stream, "PNG")
    taken = upload(client, "大图.png", stream.getvalue(), indicator="1.1")
    answer = (
        client.get(f"/e/{taken.json()['id']}/page/1.jpg") if taken.status_code == 200 else taken
    )
    assert answer.status_code in {404, 422}
    assert answer.json()["problem"]


@pytest.mark.slow
def test_an_archive_bomb_is_refused(site: SiteMaker) -> None:
    here = site()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 300_000_000)
    answer = upload(here.client("unit"), "材料.zip", stream.getvalue(), indicator="1.1")
    assert answer.status_code == 422 or answer.json()["problems"]


def test_units_do_not_see_each_others_evidence(site: SiteMaker) -> None:
    here = site()
    other = here.client("other")
    assert other.get("/e").json()["records"] == []
    for url in ("/e/E0001", "/e/E0001/file", "/e/E0001/page/1.jpg"):
        assert other.get(url).status_code == 403, url
    assert other.get("/e/E9999").status_code == 404
    assert here.client("leader").get("/e/E0001").status_code == 403
    assert here.client("admin").get("/e/E0001").status_code == 403


def test_a_review_accepts_under_a_stamp_or_returns_with_a_reason(site: SiteMaker) -> None:
    here = site()
    group, unit = here.client("group"), here.client("unit")
    assert (
        unit.post("/e/E0001/review", json={"state": "accepted", "save_id": "x"}).status_code == 403
    )
    assert (
        group.post("/e/E0001/review", json={"state": "returned", "save_id": "x"}).status_code == 422
    )
    answer = group.post(
        "/e/E0001/review", json={"state": "returned", "note": "缺第2页", "save_id": "r1"}
    )
    assert answer.status_code == 200, answer.text
    record = unit.get("/e/E0001").json()
    assert record["review"]["by"] == "王建平"
    assert record["counts"] is False
    [notice] = unit.get("/notices").json()["notices"]
    assert "缺第2页" in notice["text"]
    task = next(task for task in unit.get("/").json()["tasks"] if task["kind"] == "returned")
    assert task["code"] == "1.1"
    assert (
        group.post("/e/E0001/review", json={"state": "accepted", "save_id": "r2"}).status_code
        == 200
    )
    assert unit.get("/e/E0001").json()["review"]["stamp"]


def test_nobody_accepts_what_he_handed_in_himself(site: SiteMaker) -> None:
    here = site()
    group = here.client("group")
    ident = upload(group, "清单2.png", png("blue"), indicator="1.1").json()["id"]
    answer = group.post(f"/e/{ident}/review", json={"state": "accepted", "save_id": "x"})
    assert answer.status_code == 403
    assert answer.json()["who"] == ["李明"]
    assert (
        here.client("lead")
        .post(f"/e/{ident}/review", json={"state": "accepted", "save_id": "y"})
        .status_code
        == 200
    )


def hidden(page: str, form: str) -> dict[str, str]:
    """The hidden fields of a form of a page, and those that belong to it from elsewhere."""
    inside = page.split(f'action="{form}"', 1)[1].split("</form>")[0]
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', inside))
    beside = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)" form="batch"', page)
    return fields | dict(beside)


@pytest.mark.parametrize("url", ["/e/E0001", "/review?at=E0001", "/e"])
def test_who_decides_on_a_page_that_is_old_hears_of_the_other_decision(
    site: SiteMaker, url: str
) -> None:
    """The page is open while another returns the piece: nothing is written, and he is told."""
    here = site()
    group, lead = here.client("group"), here.client("lead")
    several = url == "/e"
    form = "/e/review" if several else "/e/E0001/review"
    fields: dict[str, Any] = hidden(here.page("group", url).text, form)
    wish = {**fields, "state": "accepted", **({"ids": ["E0001", "E0002"]} if several else {})}
    returned = {"state": "returned", "note": "缺第2页", "save_id": "l"}
    assert lead.post("/e/E0001/review", json=returned).status_code == 200
    answer = group.post(form, json=wish)
    assert answer.status_code == 409
    assert answer.json()["problem"] == (
        "E0001 在你打开以后由李明于 2026-11-22 退回（缺第2页）；没有写入，请看过再定"
    )
    for ident, state in (("E0001", "returned"), ("E0002", "pending")):
        assert group.get(f"/e/{ident}").json()["review"]["state"] == state
    fresh = hidden(here.page("group", "/e" if several else "/e/E0001").text, form)
    again = {**wish, **fresh}
    assert group.post(form, json=again).status_code == 200


def test_other_facts_that_changed_meanwhile_keep_no_decision_back(site: SiteMaker) -> None:
    here = site()
    fields = hidden(here.page("group", "/e/E0001").text, "/e/E0001/review")
    record = {"title": "一次办清单（新）"}
    assert (
        here.client("unit").put("/e/E0001", json={"record": record, "save_id": "u"}).status_code
        == 200
    )
    answer = here.client("group").post("/e/E0001/review", json={**fields, "state": "accepted"})
    assert answer.status_code == 200, answer.text
    assert here.client("group").get("/e/E0001").json()["title"] == "一次办清单（新）"


def test_who_put_another_file_in_does_not_accept_it(site: SiteMaker) -> None:
    """The piece is a unit's, but what is there to accept now came from the reviewer himself."""
    here = site()
    group = here.client("group")
    upload(group, "清单（改）.txt", "换了内容\n".encode(), replaces="E0001")
    assert 'value="accepted"' not in here.page("group", "/e/E0001").text
    accept = {"state": "accepted", "save_id": "x"}
    answer = group.post("/e/E0001/review", json=accept)
    assert answer.status_code == 403
    assert "E0001 是王建平自己交的" in answer.text
    assert here.client("lead").post("/e/E0001/review", json=accept).status_code == 200


def test_the_pages_offer_nobody_what_his_own_piece_refuses_him(site: SiteMaker) -> None:
    """The piece of a working group's own upload: he is not offered to accept it, nor to sign off
    what was submitted with it; another hand is offered both."""
    here = site()
    lead, group = here.client("lead"), here.client("group")
    text = "关于公布办理清单的通知\n共 96 项。\n示例县司法局\n2026年3月5日\n".encode()
    ident = upload(lead, "办理清单.txt", text, indicator="1.1", item="办理清单").json()["id"]
    for url in (f"/e/{ident}", f"/review?at={ident}"):
        own, other = here.page("lead", url).text, here.page("group", url).text
        assert f"{ident} 是李明自己交的，要由另一个人审核" in own
        assert 'value="accepted"' not in own
        assert 'value="returned"' in own
        assert 'value="accepted"' in other
    group.post(f"/e/{ident}/review", json={"state": "accepted", "save_id": "a"})
    here.client("unit").post(
        "/r/R0001/move", json={"do": "submit", "evidence": [ident], "save_id": "s"}
    )
    assert "close" not in lead.get("/r/R0001").json()["moves"]
    page = here.page("lead", "/r/R0001").text
    assert f"R0001 不能由李明销号：李明是佐证 {ident} 的登记人" in page
    close = {"do": "close", "note": "看过清单", "despite": "年底再核"}
    refused = lead.post("/r/R0001/move", json={**close, "save_id": "c1"})
    assert refused.status_code in (403, 422)
    assert "的登记人" in refused.text
    tracker = here.client("tracker")
    assert "close" in tracker.get("/r/R0001").json()["moves"]
    closed = tracker.post("/r/R0001/move", json={**close, "save_id": "c2"})
    assert closed.status_code == 200, closed.text


def test_a_unit_writes_facts_and_proposes_but_confirms_nothing(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    digest = client.get("/e/E0001").json()["digest"]
    body = {"record": {"title": "一次办清单（2026年版）"}, "base": digest, "save_id": "e1"}
    answer = client.put("/e/E0001", json=body)
    assert answer.status_code == 200, answer.text
    assert client.get("/e/E0001").json()["title"] == "一次办清单（2026年版）"
    for record in (
        {"sha256": "0" * 64},
        {"file": "../../x"},
        {"review": {"state": "accepted"}},
        {"id": "E0009"},
    ):
        assert client.put("/e/E0001", json={"record": record, "save_id": "z"}).status_code == 422, (
            record
        )
    proves = [{"indicator": "1.2"}]
    assert (
        client.put("/e/E0001", json={"record": {"proves": proves}, "save_id": "z"}).status_code
        == 403
    )
    proves[0]["state"] = "proposed"
    assert (
        client.put("/e/E0001", json={"record": {"proves": proves}, "save_id": "z"}).status_code
        == 200
    )


def test_several_pieces_are_decided_at_once_or_none(site: SiteMaker, tmp_path: Path) -> None:
    here = site()
    group = here.client("group")
    wish = {"ids": ["E0001", "E0002"], "state": "returned"}
    assert group.post("/e/review", json=wish).status_code == 422  # without a reason
    assert group.post("/e/review", json={**wish, "note": "缺页"}).status_code == 200
    text = (tmp_path / "county/evidence/register.yaml").read_text("utf-8")
    assert text.count("state: returned") == 2
    assert group.post("/e/review", json={"ids": ["E0001"], "state": "accepted"}).status_code == 200
    unknown = group.post("/e/review", json={"ids": ["E0002", "E9999"], "state": "accepted"})
    assert unknown.status_code == 404
    assert group.get("/e/E0002").json()["review"]["state"] == "returned"
    assert here.client("unit").post("/e/review", json=wish).status_code == 403


def test_one_piece_reads_as_it_does_in_the_list(site: SiteMaker) -> None:
    client = site().client("group")
    rows = client.get("/e").json()["records"]
    assert [row["id"] for row in rows] == ["E0001", "E0002"]
    for row in rows:
        answer = client.get(f"/e/{row['id']}").json()
        assert {key: answer[key] for key in row} == row


def test_the_list_is_taken_as_a_table_with_its_filters(site: SiteMaker) -> None:
    answer = site().client("group").get("/e?format=csv&q=清单")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("编号,题名")
    assert [line.split(",")[0] for line in lines[1:]] == ["E0001"]


def test_the_supplier_whom_the_register_names_accepts_neither_one_nor_several(
    site: SiteMaker,
) -> None:
    register = samples.SOUND["evidence/register.yaml"].replace(
        "  title: 公开栏目\n", "  title: 公开栏目\n  by: 王建平\n"
    )
    here = site({"evidence/register.yaml": register})
    group, lead = here.client("group"), here.client("lead")
    for url, more in (("/e/E0002/review", {}), ("/e/review", {"ids": ["E0001", "E0002"]})):
        answer = group.post(url, json={"state": "accepted", "save_id": "own", **more})
        assert answer.status_code == 403, answer.text
        assert answer.json()["who"] == ["李明"]
    assert group.get("/e/E0001").json()["review"]["state"] == "pending"
    several = {"ids": ["E0001", "E0002"], "state": "accepted", "save_id": "all"}
    assert lead.post("/e/review", json=several).status_code == 200


def test_a_form_that_is_refused_gives_back_what_was_typed(site: SiteMaker) -> None:
    """Without scripts nothing keeps a draft: the words stand on the page that refuses them."""
    here = site()
    fields = hidden(here.page("group", "/e/E0001").text, "/e/E0001/review")
    returned = {"state": "returned", "note": "缺第2页", "save_id": "l"}
    here.client("lead").post("/e/E0001/review", json=returned)
    form = {**fields, "state": "returned", "note": "盖章不清，第 3 页重扫"}
    answer = here.client("group").post(
        "/e/E0001/review",
        data=form,
        headers={"accept": "text/html", "origin": f"http://{here.HOST}"},
    )
    assert answer.status_code == 409
    assert re.findall(r"<textarea[^>]*readonly[^>]*>([^<]*)</textarea>", answer.text) == [
        "盖章不清，第 3 页重扫"
    ]
    assert "草稿" not in answer.text
    assert '<a class="btn p" href="/e/E0001">返回</a>' in answer.text


@pytest.mark.parametrize(
    ("form", "page"), [("/e/review", "/e"), ("/log/undo", "/log"), ("/i/9.9/finding", "/i/9.9")]
)
def test_a_refused_form_leads_back_to_the_page_that_it_is_about(
    form: str, page: str, site: SiteMaker
) -> None:
    """Also with nothing typed: no draft is spoken of then."""
    here = site()
    html = {"accept": "text/html", "origin": f"http://{here.HOST}"}
    answer = here.client("group").post(form, data={"number": "99"}, headers=html)
    assert answer.status_code >= 400
    assert f'<a class="btn p" href="{page}">返回</a>' in answer.text
    assert "草稿" not in answer.text


def test_a_refused_password_is_not_shown_again(site: SiteMaker) -> None:
    here = site()
    form = {"old": "旧口令", "new": "新口令", "again": "新口令二"}
    answer = here.client("group").post(
        "/me/password", data=form, headers={"accept": "text/html", "origin": f"http://{here.HOST}"}
    )
    assert answer.status_code >= 400
    assert "口令二" not in answer.text
