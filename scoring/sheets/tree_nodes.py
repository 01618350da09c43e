"""指标体系表: one row an indicator; points, rule with its parameters in words,
units, deadline, confirmation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from scoring.problems import Problem
from scoring.rules import KINDS
from scoring.rules import words as rule_words
from scoring.sheets import words
from scoring.sheets.form import BadCell, Form, FormColumn, Row, row
from scoring.sheets.table import Table, unit_names
from scoring.sheets.tree_evidence import RequirementsTable
from scoring.sheets.tree_file import RawNode, Read, TreeFile, fitting, names_text
from scoring.sheets.tree_terms import TermsTable
from scoring.storage import DROP, Bare
from scoring.storage.splice import nested_edits
from scoring.workspace import Workspace

COLUMNS = (
    FormColumn("code", "编号", 9),
    FormColumn("level", "级别", 8, centre=True),
    FormColumn("name", "指标名称", 30),
    FormColumn("points", "分值", 7, centre=True),
    FormColumn("kind", "性质", 7, centre=True),
    FormColumn("rule", "评分规则", 11, centre=True),
    FormColumn("parameters", "规则参数", 34),
    FormColumn("quantities", "数的是什么", 26),
    FormColumn("sentence", "评分标准（按规则生成）", 34),
    FormColumn("proposed", "导入推定、待确认", 12, centre=True),
    FormColumn("confirm", "确认", 8, centre=True),
    FormColumn("lead", "牵头单位", 16),
    FormColumn("support", "责任单位", 20),
    FormColumn("due", "完成时限", 12, centre=True),
    FormColumn("methods", "测评方式", 14),
    FormColumn("evidence", "佐证要求", 12, centre=True),
    FormColumn("binding", "约束性", 8, centre=True),
    FormColumn("applies_to", "适用对象", 14),
    FormColumn("basis", "依据", 18),
    FormColumn("text", "说明", 40),
)
KIND_WORDS = {"base": "基本", "bonus": "加分", "penalty": "倒扣"}
BINDING = {"true": "约束性", "false": "预期性"}
LISTED, NOTHING, ANY = "见佐证要求表", "不要求佐证", ""
KEYS = {
    "rule": "规则", "due": "时限", "points": "分值", "lead": "牵头单位", "support": "责任单位", "evidence": "佐证",
    "name": "名称", "text": "说明",
}  # fmt: skip
YES = ("确认", "是", "全部", "√", "✓", "y", "yes")
NODE = frozenset(
    {
        "name",
        "points",
        "kind",
        "lead",
        "support",
        "due",
        "methods",
        "binding",
        "applies_to",
        "basis",
        "text",
    }
)
LEAF = NODE | {"rule", "parameters", "quantities", "confirm"}
NOTES = (
    "“评分规则”从下拉里选；“规则参数”按下面的写法填，不认得的写法会指出这一格。换了规则，"
    "参数一起换。",
    *(f"　{rule_words.titles()[kind]}：{example}" for kind, example in rule_words.EXAMPLES.items()),
    "“数的是什么”写认定表里填的数是什么、用什么单位：完成数：按期答复（件）；总数：应答复（件）。"
    "不写也可以。",
    "“确认”填“确认”，表示导入时推定的规则、时限已核对；只认可一部分的，写“规则”或“时限”。"
    "改过的内容不用再确认。",
    "有几家的单位用顿号隔开。完成时限写日期或“持续推进”。适用对象写“级别：县、区”。",
    "“佐证要求”一栏写“不要求佐证”，或空着（任何一件有效佐证都算）；有名称的要求写在“佐证要求”"
    "那张表里，一行一项。",
    "增加、删除指标，请改指标体系的文件，再重新导出。",
)


class NodesTable(Table):
    """The indicators of the workspace's tree."""

    kind = "tree"
    title = "指标体系"
    # A deleted row would take findings, proofs and items with
    # it; the tree's own page says so first.
    can_delete = False

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.tree_file = TreeFile(workspace)
        self.file = self.tree_file.name
        levels = workspace.tree.head.levels
        units = unit_names(workspace) if workspace.units else ()
        rows = tuple(self._row(node, levels, units) for node in self.tree_file.nodes.values())
        self.form = Form(self.kind, self.title, COLUMNS, rows, "code", NOTES)

    def _row(self, node: RawNode, levels: Sequence[str], units: tuple[str, ...]) -> Row:
        data = node.data
        stated = data.get("rule")
        rule: Mapping[str, Any] = stated if isinstance(stated, dict) else {}
        kind = str(rule.get("type", ""))
        own = self.workspace.tree.by_code.get(node.code)
        if own is not None and own.leaf and own.rule is not None:
            sentence = own.rule.describe(own.points)
        else:
            sentence = ""
        cells = {
            "code": node.code,
            "level": levels[node.level - 1] if node.level <= len(levels) else str(node.level),
            "name": str(data.get("name", "")),
            "points": str(data.get("points", "")),
            "kind": KIND_WORDS.get(str(data.get("kind", "")), ""),
            "rule": rule_words.titles().get(kind, ""),
            "parameters": rule_words.say(rule) if kind in KINDS else "",
            "quantities": rule_words.say_quantities(rule.get("quantities", {})),
            "sentence": sentence,
            "proposed": "、".join(
                KEYS.get(str(key), str(key)) for key in data.get("proposed", []) or []
            ),
            "confirm": "",
            "lead": names_text(data.get("lead", [])),
            "support": names_text(data.get("support", [])),
            "due": str(data.get("due", "")),
            "methods": names_text(data.get("methods", [])),
            "evidence": _evidence_state(data.get("evidence")),
            "binding": BINDING.get(str(data.get("binding", "")), ""),
            "applies_to": say_applies(data.get("applies_to", {})),
            "basis": str(data.get("basis", "")),
            "text": str(data.get("text", "")),
        }
        choices: dict[str, tuple[str, ...]] = {
            "kind": tuple(KIND_WORDS.values()),
            "binding": tuple(BINDING.values()),
        }
        opened = set(NODE)
        if node.leaf:
            opened = set(LEAF)
            choices |= {"rule": tuple(rule_words.titles().values()), "evidence": (NOTHING,)}
            if data.get("proposed"):
                choices["confirm"] = ("确认",)
            if cells["evidence"] != LISTED:
                opened.add("evidence")
        if units:
            choices["lead"] = units
        return row(
            node.code, cells, opened, choices=choices, units=frozenset(data.get("lead", []) or [])
        )

    def companions(self) -> Sequence[Table]:
        return RequirementsTable(self.workspace), TermsTable(self.workspace)

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        if row is None:
            return {}, [BadCell("code", "这张表不能新增指标", "改指标体系的文件，再重新导出")]
        data, bad = _converted(row.cells, cells)
        bad += self._confirmed(row, cells, data)
        return data, bad

    def convert_new(self, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[BadCell]]:
        """What the cells of a node say that is not in the tree yet."""
        data, bad = _converted({column.key: "" for column in COLUMNS}, cells)
        return {key: value for key, value in data.items() if value is not DROP}, bad

    def _confirmed(self, row: Row, cells: Mapping[str, str], data: dict[str, Any]) -> list[BadCell]:
        """Takes out of ``proposed`` what is confirmed, and what a person set anew."""
        listed = self.tree_file.nodes[row.id].data.get("proposed", []) or []
        proposed = [str(key) for key in listed]
        confirmed = _confirmed_keys(cells.get("confirm", "").strip(), proposed)
        strange = [key for key in confirmed if key not in proposed]
        if strange:
            what = f"“{strange[0]}”不是这一行待确认的内容"
            return [BadCell("confirm", what, "确认，或 规则、时限")]
        # What a person typed anew needs no confirmation of its own.
        keep = [key for key in proposed if key not in confirmed and key not in data]
        if keep != proposed:
            data["proposed"] = keep or DROP
        return []

    def current(self, read: Read) -> str:
        return self.tree_file.current(read)

    def write(
        self,
        text: str,
        edits: Mapping[str, dict[str, Any]],
        new: Sequence[dict[str, Any]],
        deleted: Sequence[str],
    ) -> str:
        places = self.tree_file.paths(text)
        changes = [
            (places[code].path, fitting(edit, places[code].data))
            for code, edit in edits.items()
            if code in places
        ]
        return nested_edits(text, [(path, change) for path, change in changes if change])

    def beside(self, read: Callable[[str], str], made: str) -> tuple[dict[str, str], list[str]]:
        return self.tree_file.beside(self.workspace, read, made)

    def faults(self, text: str) -> list[Problem]:
        return self.tree_file.faults(text)


def _confirmed_keys(text: str, proposed: list[str]) -> list[str]:
    """The keys that a cell of 确认 names: all, or some by their Chinese names; a word that names
    none stays as it is.
    """
    if not text:
        return []
    if words.narrow(text).lower() in YES:
        return proposed
    by_name = {name: key for key, name in KEYS.items()}
    return [by_name.get(word, word) for word in words.names(text)]


def _converted(
    known: Mapping[str, str], cells: Mapping[str, str]
) -> tuple[dict[str, Any], list[BadCell]]:
    """File data of the cells that are to change; ``known`` are those of the row as it stands."""
    data: dict[str, Any] = {}
    bad: list[BadCell] = []
    for key, text in cells.items():
        reader = READERS.get(key)
        if reader is None:
            continue
        try:
            data[key] = reader(text) if text.strip() else DROP
        except ValueError as error:
            bad.append(BadCell(key, str(error), WANTED.get(key, "")))
    if cells.keys() & {"rule", "parameters", "quantities"}:
        try:
            data["rule"] = _rule(known, cells)
        except BadCell as error:
            bad.append(error)
    if data.get("name") is DROP:
        bad.append(BadCell("name", "指标名称不能空", "写上名称"))
    return data, bad


def _evidence_state(evidence: Any) -> str:
    if evidence == "none" or evidence == []:
        return NOTHING
    if isinstance(evidence, list):
        return LISTED
    return ANY


def _rule(known: Mapping[str, str], cells: Mapping[str, str]) -> Any:
    """The rule that the three cells of a row say together, as file data.
    Raises :class:`BadCell`.
    """
    title = cells.get("rule", known["rule"]).strip()
    parameters = cells.get("parameters", known["parameters"])
    quantities = cells.get("quantities", known["quantities"])
    if not title:
        if parameters.strip() or quantities.strip():
            raise BadCell("rule", "写了规则参数，没有选评分规则", "从下拉里选一种")
        return DROP
    kind = rule_words.kind_of(title)
    if kind is None:
        raise BadCell("rule", f"没有“{title}”这种评分规则", "、".join(rule_words.titles().values()))
    try:
        data: dict[str, Any] = {"type": kind, **rule_words.read(kind, parameters)}
    except ValueError as error:
        if "parameters" not in cells and "rule" in cells:
            # The usual slip: the drop-down was changed, and the
            # parameters beside it were forgotten.
            changed = "规则换了，参数还是原来的："
        else:
            changed = ""
        raise BadCell("parameters", f"{changed}{error}", rule_words.EXAMPLES[kind]) from None
    try:
        if quantities.strip():
            data["quantities"] = rule_words.read_quantities(quantities)
    except ValueError as error:
        raise BadCell(
            "quantities", str(error), "完成数：按期答复（件）；总数：应答复（件）"
        ) from None
    _check(kind, data)
    return _bare(data)


def _check(kind: str, data: Mapping[str, Any]) -> None:
    """Whether the rule can be built from these data. Raises :class:`BadCell`."""
    try:
        rule = KINDS[kind].model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        own = "type" in first and "一" <= str(first.get("msg", " "))[:1] <= "鿿"
        raise BadCell(
            "parameters",
            str(first["msg"]) if own else "参数不合这种规则",
            rule_words.EXAMPLES[kind],
        ) from None
    for _, sentence in rule.flaws():
        raise BadCell("parameters", sentence, rule_words.EXAMPLES[kind])
    unknown = [key for key in rule.quantities if key not in rule.finding.model_fields]
    if unknown:
        name = rule_words.say_quantities({unknown[0]: {"label": ""}}).rstrip("：")
        raise BadCell("quantities", f"这种规则的认定里没有“{name}”", "只写认定表里要填的数")


def _bare(value: Any) -> Any:
    """Numbers and shares without quotes, as people write them."""
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if isinstance(value, str) and value.rstrip("%").replace(".", "", 1).isdecimal():
        return Bare(value)
    return value


def say_applies(applies: Any) -> str:
    """The kinds of object that a node is for: 级别：县、区；地区：山区."""
    if not isinstance(applies, dict):
        return ""
    return "；".join(f"{key}：{names_text(values)}" for key, values in applies.items())


def read_applies(text: str) -> dict[str, list[str]]:
    """The kinds of object that a cell says. Raises ``ValueError``."""
    applies = {}
    for part in text.replace("\n", "；").replace(";", "；").split("；"):
        if not part.strip():
            continue
        name, sign, values = part.replace(":", "：").partition("：")
        if not sign or not values.strip():
            raise ValueError(f"“{part.strip()}”读不出来")
        applies[name.strip()] = words.names(values)
    return applies


def _points(text: str) -> Bare:
    plain = words.narrow(text).removesuffix("分").strip()
    if not plain.replace(".", "", 1).isdecimal():
        raise ValueError(f"“{text}”不是分值")
    return Bare(plain)


def _of(table: Mapping[str, str], wanted: str) -> Callable[[str], Any]:
    def reader(text: str) -> Any:
        plain = words.narrow(text)
        for key, name in table.items():
            if plain in (name, key):
                if key in ("true", "false"):
                    return key == "true"
                return key
        raise ValueError(f"“{text}”不是{wanted}")

    return reader


def _no_evidence(text: str) -> str:
    if words.narrow(text) not in (NOTHING, "无", "none"):
        raise ValueError(f"“{text}”读不出来")
    return "none"


READERS: dict[str, Callable[[str], Any]] = {
    "name": str.strip,
    "text": str.strip,
    "basis": str.strip,
    "points": _points,
    "kind": _of(KIND_WORDS, "性质"),
    "binding": _of(BINDING, "约束性"),
    "lead": words.names,
    "support": words.names,
    "methods": words.names,
    "due": lambda text: Bare(words.due(text)),
    "applies_to": read_applies,
    "evidence": _no_evidence,
}
WANTED = {
    "points": "数，如 2 或 0.5",
    "kind": "基本、加分、倒扣",
    "binding": "约束性、预期性",
    "due": "2026-12-31 这样的日期，或 持续推进",
    "applies_to": "级别：县、区",
    "evidence": "不要求佐证，或空着",
}
