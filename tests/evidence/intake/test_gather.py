"""From what the user names to files below evidence/."""

import errno
import os
import shutil
import zipfile
from pathlib import Path

import intake_samples as make
import pytest

from scoring.evidence.intake import gather as module
from scoring.evidence.intake.gather import gather


@pytest.fixture
def workspace(tmp_path):
    return make.empty(tmp_path / "ws")


@pytest.fixture
def outside(tmp_path):
    folder = tmp_path / "报送"
    folder.mkdir()
    return folder


def taken(items):
    return [item.file for item in items if item.path]


def reasons(items):
    return {item.file: item.reason for item in items if not item.path}


def look(workspace, *paths, into=""):
    items = list(gather(paths, workspace, into))
    assert all(bool(item.reason) == (item.path is None) for item in items)
    return items


def test_without_paths_the_files_of_the_workspace_are_taken_in_place(workspace):
    files = workspace / "evidence/files"
    (files / "乙").mkdir()
    (files / "乙/b.txt").write_text("b")
    (files / "a.txt").write_text("a")
    before = make.contents(workspace / "evidence")
    assert taken(look(workspace)) == ["files/a.txt", "files/乙/b.txt"]
    assert make.contents(workspace / "evidence") == before


def test_files_from_outside_are_copied_below_their_unit(workspace, outside):
    (outside / "1-1").mkdir()
    (outside / "1-1/通知.txt").write_text("通知")
    os.utime(outside / "1-1/通知.txt", (1_700_000_000, 1_700_000_000))
    assert taken(look(workspace, outside, into="县司法局")) == ["files/县司法局/报送/1-1/通知.txt"]
    copy = workspace / "evidence/files/县司法局/报送/1-1/通知.txt"
    assert (copy.read_text(), copy.stat().st_mtime) == ("通知", 1_700_000_000)
    assert (outside / "1-1/通知.txt").exists()
    assert taken(look(workspace, outside / "1-1/通知.txt")) == ["files/通知.txt"]


def test_the_same_file_keeps_its_place_and_another_of_its_name_gets_a_number(
    workspace, outside, monkeypatch
):
    source = outside / "a.txt"
    source.write_text("one")
    assert taken(look(workspace, source)) == taken(look(workspace, source)) == ["files/a.txt"]
    monkeypatch.setattr(
        module.filecmp, "_do_cmp", lambda *_: pytest.fail("size and time were enough")
    )
    assert taken(look(workspace, source)) == ["files/a.txt"]
    monkeypatch.undo()
    source.write_text("two!")
    assert taken(look(workspace, source)) == ["files/a（2）.txt"]
    assert (workspace / "evidence/files/a.txt").read_text() == "one"


@pytest.mark.parametrize("unit", ["../../../外面", "/tmp/外面", "C:\\外面"])
def test_a_unit_is_no_way_out(workspace, outside, unit):
    (outside / "a.txt").write_text("a")
    assert taken(look(workspace, outside / "a.txt", into=unit)) == ["files/a.txt"]
    assert not list(workspace.parent.rglob("外面"))


def test_links_devices_and_what_is_missing_are_told(workspace, outside):
    (outside / "真.txt").write_text("x")
    (outside / "link.txt").symlink_to(outside / "真.txt")
    (outside / "folder").symlink_to("/etc")
    (outside / "dangling").symlink_to("nowhere")
    os.mkfifo(outside / "pipe")
    items = look(workspace, outside, outside / "没有.txt")
    assert taken(items) == ["files/报送/真.txt"]
    told = {Path(name).name: reason for name, reason in reasons(items).items()}
    assert set(told) == {"link.txt", "folder", "dangling", "pipe", "没有.txt"}
    assert "链接" in told["folder"]
    assert "特殊文件" in told["pipe"]
    assert "找不到" in told["没有.txt"]
    assert reasons(look(workspace, outside / "link.txt")) == {
        str(outside / "link.txt"): "是链接，没有登记；请放入文件本身"
    }
    (workspace / "evidence/files/in.txt").symlink_to("/etc/hostname")
    assert "链接" in reasons(look(workspace))["files/in.txt"]


def test_clutter_is_passed_over(workspace):
    for name in (".DS_Store", "Thumbs.db", "~$通知.docx", "desktop.ini", ".hidden"):
        (workspace / "evidence/files" / name).write_text("x")
    assert look(workspace) == []


def test_the_workspace_is_not_taken_into_itself(workspace):
    items = look(workspace, workspace, workspace.parent)
    assert taken(items) == []
    assert all("工作区自己" in reason for reason in reasons(items).values())
    assert len(items) == 2


def test_the_register_itself_is_no_evidence(workspace):
    (workspace / "evidence/files/register.yaml").write_text("某系统的登记表")
    assert taken(look(workspace, workspace / "evidence")) == ["files/register.yaml"]


def test_names_that_cannot_be_registered_are_told_in_place_and_mended_in_copies(workspace, outside):
    names = ["a\nb.txt", "a\u202eb.txt", "a\\b.txt", "a:b.txt"]
    for folder in (outside, workspace / "evidence/files"):
        for name in names:
            (folder / name).write_text(name)
    items = look(workspace)
    assert taken(items) == []
    assert len(reasons(items)) == 4
    assert taken(look(workspace, outside)) == [
        "files/报送/a_b.txt",
        "files/报送/a_b（2）.txt",
        "files/报送/a/b.txt",
        "files/报送/a_b（3）.txt",
    ]


def test_names_in_another_encoding(workspace, outside):
    raw = os.fsencode(outside) + b"/" + "测试.txt".encode("gb18030")
    Path(os.fsdecode(raw)).write_text("x")
    assert taken(look(workspace, outside)) == ["files/报送/测试.txt"]
    shutil.copy(os.fsdecode(raw), workspace / "evidence/files")
    (name,) = reasons(look(workspace))
    assert name.encode("utf-8").startswith(b"files/\\udcb2")


def test_very_long_names(workspace, outside):
    """A hundred characters are three hundred bytes: such names come out of archives, and from
    Windows."""
    for tail in "甲乙":
        (outside / f"{'长' * 80}{tail}.txt").write_text(tail)
    with zipfile.ZipFile(outside / "长名.zip", "w") as archive:
        for tail in "甲乙":
            archive.writestr(f"{'长' * 100}{tail}.txt", tail)
    found = taken(look(workspace, outside))
    assert len(set(found)) == 4
    assert all(len(Path(name).name.encode()) < 220 for name in found)


def test_folders_that_never_end(workspace, outside):
    (outside / "/".join("d" * 20)).mkdir(parents=True)
    (outside / "/".join("d" * 20) / "底.txt").write_text("x")
    (outside / "/".join("e" * 500)).mkdir(parents=True)
    items = look(workspace, outside)
    assert [Path(name).name for name in taken(items)] == ["底.txt"]
    assert list(reasons(items).values()) == ["文件夹套了 30 层以上，请整理后再扫描"]


def test_a_full_disk_costs_the_file_and_not_the_rest(workspace, outside, monkeypatch):
    for name in ("a.txt", "b.txt", "c.txt"):
        (outside / name).write_text(name)
    real = shutil.copyfile

    def copyfile(source, target):
        if Path(source).name == "b.txt":
            Path(target).write_text("b.")
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(source, target)

    monkeypatch.setattr(module.shutil, "copyfile", copyfile)
    items = look(workspace, outside)
    assert taken(items) == ["files/报送/a.txt", "files/报送/c.txt"]
    assert list(reasons(items).values()) == ["复制不进来：磁盘已满"]
    assert sorted(path.name for path in (workspace / "evidence/files/报送").iterdir()) == [
        "a.txt",
        "c.txt",
    ]
    assert list((workspace / ".shifan/incoming").iterdir()) == []


def test_a_folder_that_may_not_be_opened(workspace, outside, monkeypatch):
    (outside / "锁").mkdir()
    (outside / "a.txt").write_text("a")
    real = Path.iterdir

    def iterdir(self):
        if self.name == "锁":
            raise PermissionError(errno.EACCES, "denied")
        return real(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    items = look(workspace, outside)
    assert taken(items) == ["files/报送/a.txt"]
    assert list(reasons(items).values()) == ["打不开：没有权限"]


def test_archives_become_folders_once(workspace, outside):
    make.gb_zip(outside / "材料.zip", [("办理/清单.txt", "甲"), ("说明.txt", "乙")])
    expected = ["files/报送/材料/办理/清单.txt", "files/报送/材料/说明.txt"]
    assert sorted(taken(look(workspace, outside))) == sorted(expected)
    before = make.contents(workspace / "evidence")
    assert sorted(taken(look(workspace, outside))) == sorted(expected)
    assert sorted(taken(look(workspace))) == sorted(expected)
    assert make.contents(workspace / "evidence") == before


def test_an_archive_that_was_touched_is_the_same_and_one_that_changed_is_another(workspace):
    archive = make.gb_zip(workspace / "evidence/files/材料.zip", [("一.txt", "甲")])
    assert taken(look(workspace)) == ["files/材料/一.txt"]
    os.utime(archive, (1, 1))
    assert taken(look(workspace, archive)) == ["files/材料/一.txt"]
    make.gb_zip(archive, [("一.txt", "新的")])
    assert taken(look(workspace, archive)) == ["files/材料（2）/一.txt"]


def test_a_folder_beside_the_archive_that_is_not_its_own_is_left_alone(workspace):
    files = workspace / "evidence/files"
    (files / "材料").mkdir()
    (files / "材料/自己的.txt").write_text("x")
    make.gb_zip(files / "材料.zip", [("一.txt", "甲")])
    assert sorted(taken(look(workspace))) == ["files/材料/自己的.txt", "files/材料（2）/一.txt"]


def test_members_that_lead_out_are_told_at_every_scan(workspace, outside):
    with zipfile.ZipFile(outside / "坏.zip", "w") as archive:
        archive.writestr("../../逃.txt", "x")
        archive.writestr("/绝对.txt", "x")
        archive.writestr("好.txt", "y")
    for _ in range(2):
        items = look(workspace, outside)
        assert taken(items) == ["files/报送/坏/好.txt"]
        assert sorted(reasons(items)) == ["坏.zip/../../逃.txt", "坏.zip//绝对.txt"]
    assert not list(workspace.parent.rglob("逃.txt"))


def test_archives_in_archives_and_those_that_go_too_deep(workspace, outside):
    inner = outside / "里.zip"
    make.gb_zip(inner, [("底.txt", "x")])
    for level in range(4):
        outer = outside / f"{level}层.zip"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(inner, inner.name)
        inner.unlink()
        inner = outer
    for _ in range(2):
        items = look(workspace, outside)
        assert taken(items) == []
        assert [reason for reason in reasons(items).values() if "压缩包里的压缩包" in reason]
        assert len(items) == 1


def test_a_broken_archive_is_told_and_tried_again(workspace, outside):
    archive = make.gb_zip(outside / "材料.zip", [("一.txt", "甲" * 999)])
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    assert list(reasons(look(workspace, outside))) == ["材料.zip"]
    archive.write_bytes(whole)
    assert taken(look(workspace, outside)) == ["files/报送/材料/一.txt"]


def test_a_disk_that_fills_while_an_archive_is_opened(workspace, outside, monkeypatch):
    from scoring.evidence.intake import unpacking

    make.gb_zip(outside / "材料.zip", [("一.txt", "甲")])
    (outside / "续.txt").write_text("x")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(unpacking, "_unpacked", full)
    items = look(workspace, outside)
    assert (taken(items), reasons(items)) == (
        ["files/报送/续.txt"],
        {"材料.zip": "展开不了：磁盘已满"},
    )
    assert sorted(path.name for path in (workspace / "evidence/files/报送").iterdir()) == ["续.txt"]
    monkeypatch.undo()
    assert len(taken(look(workspace, outside))) == 2


def test_left_overs_of_a_killed_scan_go_after_a_day(workspace):
    home = workspace / ".shifan/incoming"
    (home / "old").mkdir(parents=True)
    (home / "new").mkdir()
    os.utime(home / "old", (1, 1))
    look(workspace)
    assert [path.name for path in home.iterdir()] == ["new"]
