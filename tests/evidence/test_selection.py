"""Which records want attention: one list for each flag of ``evidence list``."""

import hashlib

import samples

from scoring.evidence import selection
from scoring.evidence.intake import Brief
from scoring.evidence.near_duplicates import Lookalikes
from scoring.evidence.probing.fingerprint import fingerprint

REGISTER = """\
- {id: A1, file: files/有.txt, kind: 文件, date: 2026-03-01, proves: [{indicator: "1.1"}], review: {state: accepted}}
- {id: A2, file: files/没有.txt, kind: 文件, date: 2026-03-01}
- {id: A3, file: files/旧.txt, kind: 文件, date: 2020-03-01, proves: [{indicator: "1.1"}], review: {state: accepted}}
- id: A4
  file: files/过期.txt
  date: 2026-03-01
  valid: {to: 2026-06-30}
  proves: [{indicator: "1.2", state: proposed}]
  review: {state: returned, by: 王敏, note: 缺页}
- {id: A5, file: files/有2.txt, date: 2026-03-01, valid: {from: 2027-01-01}}
"""


def workspace(opened, **more):
    files = {f"evidence/files/{name}.txt": name for name in ("旧", "过期")}
    same = {f"evidence/files/{name}.txt": "同样的内容" for name in ("有", "有2")}
    return opened({**samples.SOUND, **files, **same, "evidence/register.yaml": REGISTER, **more})


def brief(state="ok", reason="", text="", dhash=""):
    return Brief("txt", 1, state, reason, fingerprint(text), dhash)


def test_gone(opened):
    found = workspace(opened)
    assert selection.gone(found.records, found.files) == {"A2": "文件缺失"}


def test_expired_not_yet_valid_and_outside_the_window(opened):
    found = workspace(opened)
    told = selection.expired(found.records, found.standings, found.supports)
    assert told == {
        "A3": "日期 2020-03-01 不在时间窗 2025-01-01 至 2026-10-31 内",
        "A4": "已于 2026-06-30 失效",
        "A5": "2027-01-01 才生效",
    }


def test_an_old_piece_that_carries_something_is_not_expired(opened):
    tree = samples.SOUND["indicators/sample.yaml"].replace(
        "kinds: [文件]}", "kinds: [文件], within: any}"
    )
    found = workspace(opened, **{"indicators/sample.yaml": tree})
    assert "A3" not in selection.expired(found.records, found.standings, found.supports)


def test_unmapped_and_pending(opened):
    found = workspace(opened)
    assert selection.unmapped(found.records) == {
        "A2": "未对应指标",
        "A4": "尚未确认",
        "A5": "未对应指标",
    }
    assert selection.pending(found.records, found.standings) == {"A2": "待审核", "A5": "待审核"}


def test_lacking_tells_the_requirements_in_the_order_of_the_tree(opened):
    found = workspace(opened)
    rows = selection.lacking(found.tree.leaves(), found.supports)
    assert ("1.2", "佐证材料", 1, 0) in [
        (row.node.code, row.item, row.wanted, row.have) for row in rows
    ]
    assert "1.1" not in [row.node.code for row in rows]


def test_unread_says_how_far_it_got(opened):
    found = workspace(opened)
    probes = {
        "files/有.txt": brief(),
        "files/旧.txt": brief("ok", "识别了第 1、5 页。"),
        "files/过期.txt": brief("encrypted", "文件有密码。"),
    }
    assert selection.unread(found.records, probes) == {
        "A3": "只读了一部分：识别了第 1、5 页。",
        "A4": "有密码：文件有密码。",
    }


def test_duplicates_by_content_text_and_picture(opened):
    found = workspace(opened)
    text = "".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(5))
    probes = {"files/旧.txt": brief(text=text), "files/过期.txt": brief(text=text + "。")}
    assert selection.duplicates(found.records, found.files, probes) == {
        "A1": "与 A5 内容相同",
        "A5": "与 A1 内容相同",
        "A3": "与 A4 相近：文字内容基本相同",
        "A4": "与 A3 相近：文字内容基本相同",
    }
    probes = {"files/旧.txt": brief(dhash="f" * 64), "files/过期.txt": brief(dhash="f" * 63 + "0")}
    assert (
        selection.duplicates(found.records, found.files, probes)["A3"]
        == "与 A4 相近：图片相同，大小或清晰度不同"
    )


def test_lookalikes_find_what_comparing_all_with_all_finds():
    """The shortcut through shared values misses nothing that the sketches themselves say."""
    from scoring.evidence.probing import text_similarity

    words = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(12)]
    sketches = [
        fingerprint("".join(words[start : start + size]))
        for start in range(6)
        for size in (1, 2, 4, 5, 6)
    ] + [
        fingerprint("甲乙丙丁" * 20),
        fingerprint("甲乙丙丁" * 30),
        "",
    ]
    seen = Lookalikes()
    hits = 0
    for at, sketch in enumerate(sketches):
        plain = next((n for n in range(at) if text_similarity(sketch, sketches[n]) >= 0.8), None)
        found = seen.find(sketch, "")
        assert (None if found is None else int(found[0])) == plain
        hits += plain is not None
        seen.add(str(at), sketch, "")
    assert hits > 3


def test_a_picture_is_like_pictures_only():
    seen = Lookalikes()
    text = fingerprint("文字" + "".join(hashlib.sha256(b"x").hexdigest() for _ in range(3)))
    seen.add("A1", text, "f" * 64)
    assert seen.find(text, "") is None
    assert seen.find("", "0" * 64) is None
    assert seen.find("", "f" * 62 + "00")[0] == "A1"


def test_the_day_decides(opened):
    found = workspace(
        opened,
        **{
            "rounds/2026-self.yaml": samples.SOUND["rounds/2026-self.yaml"].replace(
                "as_of: 2026-11-20", "as_of: 2026-06-01"
            )
        },
    )
    assert "A4" not in selection.expired(found.records, found.standings, found.supports)
