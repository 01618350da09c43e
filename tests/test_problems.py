"""Every rule of the catalogue is produced by a workspace, and the manual's page has an entry for
it."""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import samples
from helpers_narrative import docx_of, one_part, para
from samples import MOCK, SOUND, Opener, Opens, changed

from scoring.problems import CATALOGUE, Where, exit_code, in_order, nested, problem
from scoring.rounds.snapshot import snapshot_text
from scoring.storage.journal import FIRST as FIRST_LINE
from scoring.storage.journal import line_of
from scoring.workspace import open_workspace
from scoring.workspace.date_checks import later_than

DOCS = Path(__file__).resolve().parent.parent / "docs"
Files = Mapping[str, str | bytes]

TREE, WORK, REGISTER = "indicators/sample.yaml", "workspace.yaml", "evidence/register.yaml"
ROUND, LEDGER = "rounds/2026-self.yaml", "rectification.yaml"
DIGEST = SOUND[REGISTER].split("sha256: ")[1].split("\n")[0]


def tree(old: str, new: str) -> Files:
    return changed(TREE, old, new)


def register(old: str, new: str) -> Files:
    return changed(REGISTER, old, new)


def round_(old: str, new: str) -> Files:
    return changed(ROUND, old, new)


ONE_WANTED = "    - {name: 办理清单, kinds: [文件]}\n"
TWO_WANTED: Files = {
    **SOUND,
    TREE: SOUND[TREE].replace(ONE_WANTED, ONE_WANTED + ONE_WANTED.replace("办理清单", "案卷通报")),
    REGISTER: SOUND[REGISTER].replace(", item: 办理清单", ""),
}


def mock(old: str, new: str) -> Files:
    assert old in MOCK
    return {**SOUND, "rounds/2026-mock.yaml": MOCK.replace(old, new)}


SAMPLE = """\
sample:
  by: risk
  size: 1
  seed: "1"
  frame: 0e1b1d44b36c54f094a87fc6d979934e28a4f78ba8ad4b83d375deb9db5b9020
  pieces: 10
  indicators: ["1.1"]
  evidence: [E0001]
  strata:
  - {block: "1", group: 低, of: 2, drawn: 1, codes: ["1.1", "1.2"]}
  chance: {"1.1": 1/2}
"""


def drawn(old: str, new: str) -> Files:
    """A mock with a sample in which, or in the finding of which, one passage is another."""
    text = MOCK + SAMPLE
    assert old in text
    return {**SOUND, "rounds/2026-mock.yaml": text.replace(old, new, 1)}


KEPT = "rounds/2026-self.support.json"


def kept() -> str:
    """The snapshot of the sample's round."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(samples.write(Path(folder), SOUND)).whole()
    return snapshot_text(
        workspace.current, workspace.tree, workspace.supports, "", date(2026, 11, 22)
    )


RATIO, MET = "rule: {type: ratio}", "rule: {type: met}"
FIRST = '"1.1": {done: 9, of: 10}'

SUBMITTED = """\
  - {on: 2026-09-03, do: start, by: 李四}
  - {on: 2026-09-10, do: submit, by: 李四, evidence: [E0001]}
"""
BULLETIN = """\
number: 1
name: 示例县
week: 2026-11-02
since: 2026-11-02
until: 2026-11-06
totals: {items: 1, closed: 0, overdue: 0, measures: 0, measures_done: 0}
"""
ISSUED = line_of(
    {"do": "rectify bulletin", "files": {"bulletins/0001.yaml": "0" * 64}}, FIRST_LINE
).decode()


def closed(evidence: str, *, cause: str = "evidence", closer: str = "王五") -> Files:
    """The sample's item, signed off; the evidence has been accepted unless it is E0002."""
    events = (
        SUBMITTED.replace("E0001", evidence) + f"  - {{on: 2026-09-12, do: close, by: {closer}}}\n"
    )
    files = changed(LEDGER, "  - {on: 2026-09-03, do: start}\n", events)
    files[LEDGER] = str(files[LEDGER]).replace("  problem:", f"  cause: {cause}\n  problem:")
    return {
        **files,
        REGISTER: SOUND[REGISTER].replace("  unit: ", "  review: {state: accepted}\n  unit: "),
    }


def settling(inspector: str, *, by: str = "", kind: str = "mock", people: str = "") -> Files:
    """A round in which an inspector marks an indicator, or settles it where ``by`` says so."""
    mark = f"arbitrates: true, by: {by}, " if by else ""
    text = (
        f"round: 2026-mock\nkind: {kind}\nas_of: 2026-11-21\nbasis: 2026-self\ninspectors: "
        f"[{inspector}]\n"
        f'findings:\n  "1.2": {{{mark}score: 4, reason: 属实}}\n'
    )
    return {**SOUND, WORK: SOUND[WORK] + people, "rounds/2026-mock.yaml": text}


def one_step(event: str) -> Files:
    """An item of which 李四 is in charge, with one more step."""
    text = (
        "- id: R0001\n  problem: 有一项没有上网\n  lead: [县司法局]\n  person: 李四\n  due: "
        "2026-12-01\n  events:\n"
        f"  - {{on: 2026-11-20, do: open, by: 张三}}\n  - {event}\n"
    )
    return {**SOUND, LEDGER: text}


def kinds(changes: Mapping[str, tuple[str, str]]) -> Files:
    """The sample with classes: one indicator is for cities alone, one has terms of its own in the
    mountains."""
    files = dict(SOUND)
    files[WORK] = files[WORK].replace("level: 县\n", "level: 县\nclasses: {地区: 山区}\n")
    files[TREE] = (
        files[TREE]
        .replace("points: {", "classes: {级别: [市, 县], 地区: [山区, 平原]}\npoints: {", 1)
        .replace(
            "    rule: {type: ratio}\n",
            "    rule: {type: ratio}\n    by_class: [" + MOUNTAINS + "]\n",
        )
        .replace('- code: "2"\n', CITIES + '- code: "2"\n')
    )
    for name, (old, new) in changes.items():
        assert old in files[name], old
        files[name] = files[name].replace(old, new, 1)
    return files


MOUNTAINS = "{when: {地区: [山区]}, rule: {full_at: 85%}}"
INNER = """    children: [{code: x, name: 内, applies_to: {级别: [市]}}]\n"""
CITIES = '  - {code: "1.3", name: 立法质量, applies_to: {级别: [市]}}\n'
PRODUCED: dict[str, tuple[str, Files]] = {
    "Y001": ("rounds/folder.yaml", {**SOUND, "rounds/folder.yaml/x.txt": "一个文件夹，不是文件"}),
    "Y002": (WORK, {**SOUND, WORK: SOUND[WORK].encode("gb18030")}),
    "Y003": (WORK, changed(WORK, "name: 示例县", 'name: "示例县')),
    "Y004": (LEDGER, {**SOUND, LEDGER: b"#" * (17 * 1024 * 1024)}),
    "Y005": (ROUND, round_('"1.2": {met: true}', '"1.2": {met: true, met: false}')),
    "Y006": (TREE, tree("[县司法局]", "&who [县司法局]")),
    "Y007": (TREE, tree('code: "1.1"', "code: 1.1")),
    "Y008": (ROUND, {**SOUND, ROUND: b"\xef\xbb\xbf" + SOUND[ROUND].encode()}),
    "Y009": (LEDGER, {**SOUND, LEDGER: "[" * 40 + "]" * 40}),
    "Y010": (ROUND, {**SOUND, ROUND: "# 只有注释\n"}),
    "Y011": (WORK, changed(WORK, "level: 县", "level：县")),
    "Y012": (TREE, tree("  name: 依法履职", "\tname: 依法履职")),
    "Y013": (WORK, changed(WORK, "name: 示例县", "name: 示例𠮷县")),
    "S001": (WORK, changed(WORK, "level: 县", "levle: 县")),
    "S002": (TREE, tree("    name: 网上办理\n", "")),
    "S003": (LEDGER, {**SOUND, LEDGER: "整改: 无\n"}),
    "S004": (TREE, tree("points: 6", "points: 六分")),
    "W001": (WORK, {name: text for name, text in SOUND.items() if name != WORK}),
    "W002": (WORK, changed(WORK, "tree: sample", "tree: sample-2020")),
    "W003": (WORK, changed(WORK, "round: 2026-self", "round: 2025-self")),
    "W004": (TREE, tree("[县司法局]", "[县司法剧]")),
    "W005": (WORK, changed(WORK, "县教育局:\n", "县教育局: {aliases: [司法局]}\n")),
    "W006": (WORK, changed(WORK, "县教育局:\n", "县教育局: {members: [各单位]}\n")),
    "W007": (WORK, kinds({WORK: ("classes: {地区", "classes: {地域: 平原, 地区")})),
    "W008": (WORK, kinds({WORK: ("地区: 山区", "地区: 山丘")})),
    "W009": (WORK, kinds({WORK: ("classes: {地区: 山区}\n", "")})),
    "W010": (WORK, one_part("texts/打算.txt", None)),
    "W011": (WORK, one_part("../打算.txt", None)),
    "W012": (WORK, one_part("texts/打算.pdf", "正文")),
    "W013": (WORK, one_part("texts/打算.txt", "\n 　\n")),
    "W014": (WORK, one_part("texts/打算.txt", "现分{总得分}分。")),
    "W015": (
        WORK,
        one_part("texts/打算.docx", docx_of(para("正文", more="<w:r><w:drawing/></w:r>"))),
    ),
    "W020": (WORK, {**SOUND, WORK: SOUND[WORK] + "people: {甲: {}}\napprovers: [乙]\n"}),
    "W021": (
        WORK,
        {**SOUND, WORK: SOUND[WORK] + "people: {甲: {aliases: [丙]}, 乙: {aliases: [丙]}}\n"},
    ),
    "W022": (
        WORK,
        {**SOUND, WORK: SOUND[WORK] + "people: {甲: {deputy_of: 乙}, 乙: {deputy_of: 甲}}\n"},
    ),
    "T020": (TREE, kinds({TREE: ("[山区, 平原]", "[山区, 平原, 山区]")})),
    "T021": (TREE, kinds({TREE: ("applies_to: {级别: [市]}", "applies_to: {级别: [州]}")})),
    "T022": (TREE, kinds({TREE: ("when: {地区: [山区]}, ", "")})),
    "T023": (TREE, kinds({TREE: (MOUNTAINS, MOUNTAINS + ", {when: {级别: [县]}, due: 持续推进}")})),
    "T024": (TREE, kinds({TREE: ("when: {地区: [山区]}, ", "when: {地区: []}, ")})),
    "T025": (TREE, kinds({TREE: ("[山区, 平原]", f"[山区, {', '.join(map(str, range(40)))}]")})),
    "T026": (TREE, kinds({TREE: ("name: 公开到位\n", "name: 公开到位\n" + INNER)})),
    "T027": (ROUND, kinds({ROUND: ('"1.2": {met: true}', '"1.3": {score: 1, reason: 说明}')})),
    "T001": (TREE, tree('code: "1.2"', 'code: "1.1"')),
    "T002": (TREE, tree("levels: [一级指标, 二级指标]", "levels: [一级指标]")),
    "T003": (TREE, tree("points: 4", "points: 3")),
    "T004": (
        TREE,
        {
            **SOUND,
            TREE: SOUND[TREE].replace("points: 6", "points: 10").replace("    points: 4\n", ""),
        },
    ),
    "T005": (TREE, tree("{type: met}", "{type: mett}")),
    "T006": (TREE, tree(RATIO, "rule: {type: ratio, full_at: 很高}")),
    "T007": (
        TREE,
        tree(RATIO, "rule: {type: bands, bands: [{from: 90, points: 6}, {to: 80, points: 1}]}"),
    ),
    "T008": (
        TREE,
        tree("- {name: 办理清单, kinds: [文件]}", "- {name: 办理清单}\n    - {name: 办理清单}"),
    ),
    "T009": (TREE, tree('codes: ["1"]', 'codes: ["9.9"]')),
    "T010": (TREE, tree("  points: 10\n", "  points: 10\n  rule: {type: met}\n")),
    "T011": (TREE, tree(RATIO, "rule: {type: rank, table: [8, 7]}")),
    "T012": (TREE, tree("from: 60", "from: 90")),
    "T013": (TREE, tree("name: 发生重大负面舆情}", "name: 发生重大负面舆情, effect: cap}")),
    "T014": (TREE, tree("points: 4", "points: 4\n    not_applicable: {give: 5}")),
    "T015": (
        TREE,
        tree(
            "  rule: {type: judged}",
            '  children:\n  - {code: "2.1", name: 内, kind: base, points: 5}',
        ),
    ),
    "T016": (TREE, {**SOUND, TREE: SOUND[TREE].split("indicators:")[0] + "indicators: []\n"}),
    "T018": (TREE, tree("    points: 4\n", "    points: 4\n    proposed: [rule]\n")),
    "T017": (
        TREE,
        {**SOUND, TREE: SOUND[TREE].replace("  points: 10\n", "").replace("    points: 4\n", "")},
    ),
    "E001": (REGISTER, register("id: E0002", "id: E0001")),
    "E002": (REGISTER, register('indicator: "1.2"', 'indicator: "9.9"')),
    "E003": (REGISTER, register("item: 办理清单", "item: 通知书")),
    "E004": (REGISTER, register("files/清单.txt", "../../etc/passwd")),
    "E005": (REGISTER, register("  url: https://example.com/open\n", "")),
    "E006": (REGISTER, register("https://", "ftp://")),
    "E007": (REGISTER, register("files/清单.txt", "files/没有.txt")),
    "E008": (REGISTER, {**SOUND, "evidence/files/清单.txt": "换过的内容"}),
    "E009": (REGISTER, register("2026-03-01", "2019-01-01")),
    "E010": (REGISTER, register("  date: 2026-03-01\n", "")),
    "E011": (REGISTER, register("  date:", "  valid: {to: 2024-12-31}\n  date:")),
    "E012": (REGISTER, register(f"  sha256: {DIGEST}\n", "")),
    "E013": (REGISTER, register("  date:", "  review: {state: returned, note: 缺页}\n  date:")),
    "E014": (REGISTER, {**SOUND, "evidence/files/清单.txt": ""}),
    "E015": (REGISTER, register("kind: 文件", "kind: 图片")),
    "E016": (
        REGISTER,
        register("  date:", "  review: {state: accepted, stamp: 0123456789abcdef}\n  date:"),
    ),
    "E017": (REGISTER, register('{indicator: "1.2"}', '{indicator: "1.2", state: proposed}')),
    "E018": (
        REGISTER,
        register("url: https://example.com/open\n", f"file: files/清单.txt\n  sha256: {DIGEST}\n"),
    ),
    "E019": (REGISTER, register('indicator: "1.2"', 'indicator: "1"')),
    "E020": (
        REGISTER,
        register("proves:", "caption: {时间: 2026-04-09, 地点: 政务大厅}\n  proves:"),
    ),
    "E021": (REGISTER, register("  seen: 2026-04-01\n", "  date: 2026-04-01\n")),
    "F001": (ROUND, round_('"1.2":', '"9.9":')),
    "F002": (ROUND, round_(FIRST, '"1.1": {met: true}')),
    "F003": (ROUND, round_(FIRST, '"1.1": {done: 12, of: 10}')),
    "F004": (ROUND, round_(FIRST, '"1.1": {not_applicable: }')),
    "F005": (ROUND, round_("V1: false", "V9: false")),
    "F006": ("rounds/2026-mock.yaml", mock("basis: 2026-self", "basis: 2020-self")),
    "F007": (ROUND, round_("tree: sample", "tree: another")),
    "F008": (ROUND, round_("from: 2025-01-01", "from: 2027-01-01")),
    "F009": ("rounds/2026-self.yaml", mock("round: 2026-mock", "round: 2026-self")),
    "F010": (ROUND, round_('"1.2":', '"1":')),
    "F011": (ROUND, round_(FIRST, '"1.1": {score: 5}')),
    "F012": ("rounds/2026-mock.yaml", mock("缺一页}", "缺一页, opened: [E9999]}")),
    "F013": (
        "rounds/2026-mock.yaml",
        {
            **mock("round", "round"),
            "rounds/2026-mick.yaml": MOCK.replace("-mock", "-mick").replace("score: 5", "score: 4"),
        },
    ),
    "F014": ("rounds/2026-mock.yaml", mock("缺一页}", "缺一页, untrue: [E0001]}")),
    "F015": (
        "rounds/2026-mock.yaml",
        {
            **mock("缺一页}", "缺一页, untrue: [E0001], penalty: 1}"),
            REGISTER: SOUND[REGISTER].replace("办理清单}", '办理清单}\n  - {indicator: "1.2"}', 1),
        },
    ),
    "F016": (
        "rounds/2026-mock.yaml",
        {
            **mock("round", "round"),
            TREE: SOUND[TREE].replace("网上办理\n", "网上办理\n    methods: [实地核验]\n"),
        },
    ),
    "F017": (
        "rounds/2026-mock.yaml",
        mock("{score: 5, reason: 清单缺一页}", "{score: 6, reason: 假, opinion: 不实}"),
    ),
    "F018": (
        "rounds/2026-mock.yaml",
        mock("{score: 5, reason: 清单缺一页}", "{opinion: 无法核实}"),
    ),
    "F019": (
        "rounds/2026-mock.yaml",
        {
            **changed(WORK, "level: 县\n", 'level: 县\ninspection: {differ: "0.5"}\n'),
            "rounds/2026-mock.yaml": MOCK,
            "rounds/2026-mick.yaml": MOCK.replace("-mock", "-mick").replace("score: 5", "score: 4"),
        },
    ),
    "F040": (
        "rounds/2026-mock.yaml",
        mock("basis: 2026-self", f"basis: 2026-self\nbasis_sha256: {'0' * 64}"),
    ),
    "F041": ("rounds/2026-mock.yaml", mock("basis: 2026-self", "basis: 2026-mock")),
    "F042": (
        "rounds/2026-mock.yaml",
        mock("{score: 5, reason: 清单缺一页}", "{by_method: {暗访: {score: 80, reason: 缺页}}}"),
    ),
    "F043": (
        "rounds/2026-mock.yaml",
        {
            **mock(
                "{score: 5, reason: 清单缺一页}",
                "{by_method: {材料审查: {score: 80, reason: 缺页}}}",
            ),
            TREE: SOUND[TREE].replace(
                "bonus: {", 'method_shares: {材料审查: "60%", 问卷: "40%"}\nbonus: {', 1
            ),
        },
    ),
    "F044": (ROUND, round_("of: 10}", "of: 10, arbitrates: true}")),
    "F030": (KEPT, {**SOUND, KEPT: kept().replace("2026-11-22", "2026-11-23")}),
    "F031": (KEPT.replace("2026", "2025"), {**SOUND, KEPT.replace("2026", "2025"): kept()}),
    "F032": (KEPT, {**round_("as_of: 2026-11-20", "as_of: 2026-11-21"), KEPT: kept()}),
    "F035": (ROUND, round_("V1: false", "V1: {on: 2026-12-01}")),
    "F020": ("rounds/2026-mock.yaml", drawn('indicators: ["1.1"]', 'indicators: ["1.9"]')),
    "F021": ("rounds/2026-mock.yaml", drawn("evidence: [E0001]", "evidence: [E9999]")),
    "F022": (
        "rounds/2026-mock.yaml",
        drawn("findings:", 'findings:\n  "1.2": {score: 3, reason: 栏目不全}'),
    ),
    "F023": ("rounds/2026-mock.yaml", drawn("frame: 0e1b", "frame: 0e1c")),
    "F024": ("rounds/2026-mock.yaml", drawn("size: 1", "size: 2")),
    "F025": ("rounds/2026-mock.yaml", drawn("kind: mock", "kind: self")),
    "E022": (REGISTER, TWO_WANTED),
    "F050": (
        ROUND,
        round_(
            "findings:", "parts: {县司法局: [{on: 2026-11-01, do: receive, by: 甲}]}\nfindings:"
        ),
    ),
    "F051": (ROUND, round_("findings:", 'assignments: {方静: ["9.9"]}\nfindings:')),
    "F052": ("rounds/2026-mock.yaml", settling("甲", by="甲")),
    "F053": (
        "rounds/2026-mock.yaml",
        settling("甲", kind="inspection", people="people: {甲: {units: [县司法局]}}\n"),
    ),
    "F054": (
        "rounds/2026-mock.yaml",
        {
            **SOUND,
            "rounds/2026-mock.yaml": "round: 2026-mock\nkind: mock\nas_of: 2026-11-01\n"
            'basis: 2026-self\nfindings:\n  "1.1": {score: 5.4, reason: 已看, photos: '
            f'[{{sha256: "{"0" * 64}"}}]}}\n',
        },
    ),
    "L001": (LEDGER, {**SOUND, LEDGER: SOUND[LEDGER] * 2}),
    "L002": (LEDGER, changed(LEDGER, 'indicator: "1.1"', 'indicator: "9.9"')),
    "L003": (LEDGER, changed(LEDGER, "do: start", "do: close")),
    "L004": (LEDGER, closed("E0002")),
    "L005": (LEDGER, closed("E0001", cause="standard")),
    "L006": (
        LEDGER,
        changed(LEDGER, "  - {on: 2026-09-03, do: start}\n", SUBMITTED.replace("E0001", "E9999")),
    ),
    "L007": (LEDGER, closed("E0001", closer="李四")),
    "L008": (
        LEDGER,
        changed(LEDGER, "  due: 2026-12-01\n", "  due: 2026-12-01\n  after: [R9999]\n"),
    ),
    "L009": (
        LEDGER,
        changed(LEDGER, "  due: 2026-12-01\n", "  due: 2026-12-01\n  after: [R0001]\n"),
    ),
    "L010": (
        LEDGER,
        one_step(
            "{on: 2026-11-25, do: extend, to: 2026-12-31, note: 等, by: 王五, approved_by: 李四}"
        ),
    ),
    "L011": (
        LEDGER,
        one_step(
            "{on: 2062-11-25, do: extend, to: 2063-12-31, note: 等, by: 王五, approved_by: 丁}"
        ),
    ),
    "L012": (
        LEDGER,
        {
            **SOUND,
            LEDGER: "- {id: R0001, problem: 没有上网, lead: [县司法局], measures: [{text: 上网（10月1日）}]}\n",
        },
    ),
    "B001": ("bulletins/0002.yaml", {**SOUND, "bulletins/0002.yaml": BULLETIN}),
    "B002": (
        "bulletins/0001.yaml",
        {**SOUND, "bulletins/0001.yaml": BULLETIN, "journal.jsonl": ISSUED},
    ),
    "B003": (
        "papers/0002.yaml",
        {
            **SOUND,
            "papers/0002.yaml": "number: 1\nkind: urge\nname: 示例县\nissued: 2026-11-02\n"
            "by: 许砚秋\nunits: [县司法局]\n",
        },
    ),
    "J001": ("journal.jsonl", {**SOUND, "journal.jsonl": ISSUED[:40] + "\n"}),
    "J002": ("journal.jsonl", {**SOUND, "journal.jsonl": ISSUED.replace("000000", "000001")}),
    "E023": (REGISTER, register("date: 2026-03-01", "date: 2062-03-01")),
    "F026": (ROUND, round_("findings:", "locked: {on: 2062-11-01, by: 甲}\nfindings:")),
    "J004": (
        "journal.jsonl",
        {**SOUND, "journal.jsonl": line_of({"on": "2062-11-29"}, FIRST_LINE).decode()},
    ),
    "J003": (
        LEDGER,
        {**SOUND, ".shifan/aside/1.json": json.dumps({"file": LEDGER, "entry": {"by": "甲"}})},
    ),
}


def test_the_sound_sample_has_no_problem(opened: Opener) -> None:
    assert opened(SOUND).problems == ()


TODAY = date(2026, 11, 22)
OF_REGIONS = {"G001", "G002", "G003", "G004", "G005"}
"""Rules about files that no workspace has; tests/region/test_model.py produces each."""


@pytest.mark.parametrize("rule", sorted(CATALOGUE.keys() - OF_REGIONS))
def test_each_rule_of_the_catalogue_is_produced_where_the_fault_is(
    rule: str, opening: Opens
) -> None:
    file, files = PRODUCED[rule]
    read = opening(files)
    found = [item for item in (*read.problems, *later_than(read, TODAY)) if item.rule == rule]
    assert [item.where.file for item in found][:1] == [file]
    assert found[0].what
    assert found[0].fix
    if rule not in ("Y001", "Y004", "W001"):  # there is no line in a file that cannot be opened
        assert found[0].where.line is not None
        assert found[0].where.column is not None or rule == "W004"


def test_no_rule_of_the_catalogue_is_left_out() -> None:
    assert set(PRODUCED) | OF_REGIONS == set(CATALOGUE)


def test_titles_and_advice_are_chinese_and_told_apart() -> None:
    titles = [kind.title for kind in CATALOGUE.values()]
    assert len(set(titles)) == len(titles)
    for kind in CATALOGUE.values():
        assert any("\u4e00" <= char <= "\u9fff" for char in kind.fix)
        assert not kind.fix.endswith("。"), "the page and the terminal set the full stop"


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ([], 0),
        (["E012"], 0),
        (["E007"], 0),
        (["E007", "T003"], 1),
        (["T003", "Y003"], 3),
        (["W001"], 3),
    ],
)
def test_exit_code_is_arithmetic_on_the_list(rules: list[str], code: int) -> None:
    assert exit_code([problem(rule, Where("a.yaml")) for rule in rules]) == code


def test_problems_are_told_once_and_in_the_order_of_the_files() -> None:
    late, early = problem("T003", Where("b.yaml", 10, 1)), problem("T003", Where("b.yaml", 9, 1))
    head = problem("E001", Where("a.yaml", 30, 2))
    assert in_order([late, early, head, late]) == [head, early, late]


def test_a_place_is_printed_as_editors_print_it() -> None:
    assert str(Where("a.yaml", 3, 5)) == "a.yaml:3:5"
    assert str(Where("a.yaml")) == "a.yaml"


def test_json_has_the_documented_keys() -> None:
    said = problem("T003", Where("a.yaml", 3, 5), what="相差 1 分").as_json()
    assert list(said) == ["rule", "severity", "file", "line", "column", "what", "fix"]
    assert said["what"] == "相差 1 分"


def reference() -> ModuleType:
    """The script that writes the reference pages; it lies beside the pages, not in the package."""
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_problems_is_what_the_catalogue_makes() -> None:
    page = (DOCS / "problems.md").read_text("utf-8")
    assert page == reference().problems_page()
    for rule in CATALOGUE:
        assert f"### {rule} " in page


def test_the_parameter_tables_are_what_the_rules_declare() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    assert page == reference().rules_page(page)


def test_every_meaning_of_a_parameter_is_used() -> None:
    module = reference()
    tables = "".join(module.parameter_table(kind) for kind in module.KINDS)
    for name, meaning in module.MEANINGS.items():
        assert f"| {meaning} |" in tables, name


def test_samples_are_written_as_they_are(tmp_path: Path) -> None:
    """
    == a/b.yaml
    name: 示例县
      two: 2
    """
    files = samples.texts(test_samples_are_written_as_they_are.__doc__)
    assert samples.write(tmp_path, files) == tmp_path
    assert (tmp_path / "a/b.yaml").read_bytes() == "name: 示例县\n  two: 2\n".encode()


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("指标“1.1”没有得分", "指标“1.1”没有得分"),
        ("佐证“示例县“五办”清单”缺页", "佐证“示例县‘五办’清单”缺页"),
        ("“甲“乙“丙”丁”戊”", "“甲‘乙“丙”丁’戊”"),
        ("单独的”和“半对", "单独的”和“半对"),
    ],
)
def test_quotation_marks_within_quotation_marks_are_single_ones(
    sentence: str, printed: str
) -> None:
    assert nested(sentence) == printed
