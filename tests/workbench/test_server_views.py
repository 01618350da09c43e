"""How the server itself is, as data: version, memory, disk, copies, saves, who is on line."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from sites import Site, SiteMaker

from scoring.workbench.views.server import BEGAN, SAVE_PARTS, server_data


@pytest.fixture
def here(site: SiteMaker) -> Site:
    return site()


def copies(here: Site) -> Path:
    folder = here.office.desk.path / "backups"
    folder.mkdir(exist_ok=True)
    return folder


def test_it_is_plain_json_and_tells_of_no_score(here: Site) -> None:
    data = server_data(here.office)
    assert json.loads(json.dumps(data)) == data
    assert data["workspace"] == str(here.office.desk.path)
    assert (data["problems"], data["trouble"], data["read_only"]) == (0, [], False)
    assert data["names"] == ["127.0.0.1", "localhost", "office.example"]
    assert data["hooks"] == {"scan": False, "notify": False}
    assert data["since"] == time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(BEGAN))


def test_the_newest_copy_is_named_with_its_age(here: Site) -> None:
    assert server_data(here.office)["backup"] is None
    folder, now = copies(here), time.time()
    for name, hours, size in (("a.zip", 50, 1), ("b.zip", 3, 3 * 2**20), ("c.txt", 0, 1)):
        (folder / name).write_bytes(b"0" * size)
        os.utime(folder / name, (now - hours * 3600 - 5,) * 2)
    copy = server_data(here.office)["backup"]
    assert (copy["name"], copy["hours"], copy["mb"], copy["kept"]) == ("b.zip", 3, 3.0, 2)


def test_a_link_in_the_folder_of_copies_is_no_copy(here: Site, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.zip").write_bytes(b"PK")
    (copies(here) / "link.zip").symlink_to(tmp_path / "elsewhere.zip")
    assert server_data(here.office)["backup"] is None


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc on this system")
def test_memory_is_counted_in_the_pages_of_this_machine(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server whose pages are 64 KiB holds sixteen times what one of 4 KiB does."""
    monkeypatch.setattr(os, "sysconf", lambda name: 4096)
    small = server_data(here.office)["memory_mb"]
    monkeypatch.setattr(os, "sysconf", lambda name: 65536)
    assert small * 15 < server_data(here.office)["memory_mb"] < (small + 2) * 17


def test_saves_are_told_by_their_parts(here: Site) -> None:
    assert server_data(here.office)["saves"]["count"] == 0
    answer = here.client("unit").put("/i/1.1/finding", json={"finding": {"done": 10, "of": 10}})
    assert answer.status_code == 200, answer.text
    saves = server_data(here.office)["saves"]
    assert saves["count"] == 1
    assert set(saves["ms"]) == set(SAVE_PARTS)
    assert saves["ms"]["save"]["p50"] > 0


def test_who_is_on_line_with_login_and_name(here: Site) -> None:
    assert server_data(here.office)["online"] == []
    here.client("unit")
    (row,) = server_data(here.office)["online"]
    assert (row["login"], row["name"]) == ("unit", "陈晓芸")
    assert row["seen"] > 0
