"""Mapping a record again keeps what it proves under another indicator system, and changes no other
byte."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import samples
import yaml

from scoring.actions import evidence
from scoring.workspace.changes import Author, carry_out

REGISTER = """\
# 登记表
- id: E0001   # 第一件
  file: files/a.txt
  kind: 文件
  date: 2026-03-01
  proves:
  - {indicator: "9.9", item: 旧要求, tree: old-edition}
  - {indicator: "1.1", item: 办理清单}

# 第二件
- {id: E0002, url: "https://shili.example/x", seen: 2026-03-02}
"""


def test_proofs_of_another_edition_survive(tmp_path: Path) -> None:
    folder = samples.write(
        tmp_path, {**samples.SOUND, "evidence/register.yaml": REGISTER, "evidence/files/a.txt": "x"}
    )
    author = Author("王某", date(2026, 11, 22))
    carry_out(
        folder,
        author,
        "evidence map",
        lambda changes: evidence.map_piece(changes, "E0001", "1.2", locate="第2页"),
    )
    text = (folder / "evidence" / "register.yaml").read_text("utf-8")
    found = {item["id"]: item for item in yaml.safe_load(text)}["E0001"]["proves"]
    assert found == [
        {"indicator": "9.9", "item": "旧要求", "tree": "old-edition"},
        {"indicator": "1.1", "item": "办理清单"},
        {"indicator": "1.2", "locate": "第2页"},
    ]
    assert text.startswith("# 登记表\n- id: E0001   # 第一件\n")
    assert text.endswith(
        '# 第二件\n- {id: E0002, url: "https://shili.example/x", seen: 2026-03-02}\n'
    )
