"""Problems are values: each says by which rule, how grave, where, what is wrong and how to mend it.

Loading never stops at the first fault and never raises for what stands in a user's file; it returns problems beside
whatever could be read. The catalogue below is the one place where rule ids, gravity and default advice live; the
manual's page ``docs/problems.md`` is written from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "notice"]
SEVERITY_NAMES: dict[Severity, str] = {"error": "错误", "warning": "警告", "notice": "提示"}


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: the name a user knows it by, line and column from 1 (None when there is no such place)."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True)
class Kind:
    """One rule of the catalogue. ``unreadable`` faults mean that a whole file could not be taken in (exit code 3)."""

    rule: str
    severity: Severity
    title: str
    fix: str
    bad: str
    good: str
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault found in the data. ``what`` and ``fix`` are whole Chinese sentences for the reader."""

    rule: str
    severity: Severity
    where: Where
    what: str
    fix: str

    @property
    def unreadable(self) -> bool:
        """Whether a whole file could not be read because of this fault."""
        return CATALOGUE[self.rule].unreadable

    def as_json(self) -> dict[str, str | int | None]:
        """The keys of ``check --format json``."""
        where = self.where
        return {
            "rule": self.rule,
            "severity": self.severity,
            "file": where.file,
            "line": where.line,
            "column": where.column,
            "what": self.what,
            "fix": self.fix,
        }


def problem(rule: str, where: Where, *, what: str = "", fix: str = "") -> Problem:
    """A problem of the catalogue's rule; title and default advice fill what is not said."""
    kind = CATALOGUE[rule]
    return Problem(rule, kind.severity, where, nested(what) or kind.title, nested(fix) or kind.fix)


def nested(sentence: str) -> str:
    """Quotation marks within quotation marks as single ones: a name that holds “…” stands in a sentence as ‘…’."""
    depth, made = 0, []
    for char in sentence:
        if char == "“":
            depth += 1
            made.append("“" if depth % 2 else "‘")
        elif char == "”" and depth:
            made.append("”" if depth % 2 else "’")
            depth -= 1
        else:
            made.append(char)
    return "".join(made)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file, line, column and rule."""
    return sorted(set(problems), key=lambda p: (p.where.file, p.where.line or 0, p.where.column or 0, p.rule, p.what))


def exit_code(problems: Iterable[Problem]) -> int:
    """3 when a file could not be read, 1 when there is an error, else 0."""
    found = list(problems)
    if any(item.unreadable for item in found):
        return 3
    return 1 if any(item.severity == "error" for item in found) else 0


def _kinds() -> Iterable[Kind]:
    def unreadable(rule: str, title: str, fix: str, bad: str, good: str) -> Kind:
        return Kind(rule, "error", title, fix, bad, good, unreadable=True)

    def error(rule: str, title: str, fix: str, bad: str, good: str) -> Kind:
        return Kind(rule, "error", title, fix, bad, good)

    def warning(rule: str, title: str, fix: str, bad: str, good: str) -> Kind:
        return Kind(rule, "warning", title, fix, bad, good)

    def notice(rule: str, title: str, fix: str, bad: str, good: str) -> Kind:
        return Kind(rule, "notice", title, fix, bad, good)

    # Y: the file as YAML
    yield unreadable(
        "Y001",
        "文件读不出来",
        "确认文件在原处、没有被改名，并且您有读取它的权限",
        "（文件不存在或无权限）",
        "（文件可正常打开）",
    )
    yield unreadable(
        "Y002",
        "文件编码不是 UTF-8",
        "用记事本或 WPS 打开，另存为时编码选 UTF-8",
        "（GBK 或 UTF-16 编码的文件）",
        "（UTF-8 编码的文件）",
    )
    yield unreadable(
        "Y003", "YAML 写法有误", "对照上下行检查缩进、引号、冒号后的空格", 'name: "示例县', 'name: "示例县"'
    )
    yield unreadable(
        "Y004",
        "文件过大",
        "确认放对了文件；指标、佐证登记这类文件通常不超过几 MB",
        "（50 MB 的文件）",
        "（几百 KB 的文件）",
    )
    yield error("Y005", "同一个键写了两次", "只保留一处", "met: true\nmet: false", "met: true")
    yield error("Y006", "不支持锚点、别名、标签和合并键", "把内容直接写在需要的地方", "a: &x 1\nb: *x", "a: 1\nb: 1")
    yield error(
        "Y007", "编号没有加引号", "给编号加上英文双引号，否则别的程序会把它当成数字", "code: 1.10", 'code: "1.10"'
    )
    yield notice(
        "Y008",
        "文件开头有 BOM 标记",
        "不影响使用；另存为“UTF-8（无 BOM）”即可去掉",
        "（带 BOM 的 UTF-8）",
        "（无 BOM 的 UTF-8）",
    )
    yield unreadable("Y009", "嵌套层数过多", "检查缩进，指标树最多三级", "[[[[[…]]]]]", "[一级, 二级]")
    yield unreadable(
        "Y010", "文件是空的", "补写内容，或用 shifan init 生成一份带说明的样本", "（空文件）", "name: 示例县"
    )
    yield unreadable("Y011", "用了全角冒号", "把“：”改成英文冒号加一个空格“: ”", "name：示例县", "name: 示例县")
    yield unreadable("Y012", "缩进用了制表符", "把 Tab 换成两个空格", "\tname: 示例县", "  name: 示例县")
    # S: shape of the content
    yield error("S001", "不认识的键", "删去，或改成正确的键名", "nmae: 示例县", "name: 示例县")
    yield error("S002", "缺少必填的内容", "补上这一项", "- name: 放管服改革", '- code: "1.1"\n  name: 放管服改革')
    yield error("S003", "结构不对", "对照 docs/format.md 中这一项的写法修改", "indicators: 无", "indicators: []")
    yield error("S004", "填写的值不对", "按提示改正这个值", "points: 十分", "points: 10")
    # W: workspace.yaml
    yield unreadable(
        "W001",
        "不是工作区",
        "到含有 workspace.yaml 的文件夹里运行，或用 -w 指定；新建请用 shifan init",
        "（没有 workspace.yaml）",
        "（有 workspace.yaml）",
    )
    yield unreadable(
        "W002",
        "找不到指标体系",
        "tree 写内置体系的 id（shifan indicators list 可查）或工作区里的文件名",
        "tree: national-2020",
        "tree: national-2021",
    )
    yield unreadable(
        "W003", "找不到当前轮次", "round 写 rounds/ 里某个文件的 round 名称", "round: 2025-self", "round: 2026-self"
    )
    yield warning(
        "W004",
        "单位没有登记",
        "改成登记过的名称，或在 workspace.yaml 的 units 里补登（简称写进 aliases）",
        "lead: [县司法剧]",
        "lead: [县司法局]",
    )
    yield error(
        "W005",
        "单位的简称重复",
        "一个简称只能属于一个单位，请改掉其中一处",
        "aliases: [司法局]（两个单位都写了）",
        "aliases: [县司法局机关]",
    )
    yield error(
        "W006",
        "单位组合互相包含",
        "members 里只写单位，不要绕回到自己",
        "甲: {members: [乙]}\n乙: {members: [甲]}",
        "甲: {members: [乙]}",
    )
    yield warning(
        "W007",
        "对象类别没有声明",
        "改成指标体系 classes 里的类别名称，或删去这一行",
        "classes: {地域: 山区}",
        "classes: {地区: 山区}",
    )
    yield error(
        "W008",
        "对象类别的取值不对",
        "改成指标体系 classes 里这一类的取值；级别写在 level",
        "classes: {地区: 丘陵}",
        "classes: {地区: 山区}",
    )
    yield error(
        "W009",
        "没有选对象类别",
        "在 workspace.yaml 的 classes 里选一个；级别写在 level",
        "（指标按地区区分，没有写 classes）",
        "classes: {地区: 山区}",
    )
    # T: the tree
    yield error("T001", "指标编号重复", "给其中一个改编号", 'code: "1.1"（出现两次）', 'code: "1.2"')
    yield error(
        "T002",
        "指标层级超过体系声明的级数",
        "在 levels 里补一级，或把这个指标上移",
        "levels: [一级]，却有下级",
        "levels: [一级, 二级]",
    )
    yield error(
        "T003",
        "分值加不起来",
        "改正上级或下级的分值；确属折算的，在上级写 fold: true",
        "points: 10，下级合计 9",
        "points: 10，下级合计 10",
    )
    yield error(
        "T004",
        "余下的分值不够分",
        "下级已写的分值用完了上级的分值，请核对",
        "points: 5，已写 5，还有一项没写",
        "points: 6",
    )
    yield error(
        "T005",
        "不认识的评分规则",
        "type 只能用 docs/rules.md 列出的规则",
        "rule: {type: ratios}",
        "rule: {type: ratio}",
    )
    yield error(
        "T006",
        "评分规则的参数不对",
        "按 docs/rules.md 改正参数",
        "rule: {type: ratio, full_at: 很高}",
        'rule: {type: ratio, full_at: "90%"}',
    )
    yield error(
        "T007",
        "分档有空隙或重叠",
        "使各档首尾相接：上一档的 from 等于下一档的 to",
        "[90, 100]、[70, 85]",
        "[90, 100]、[70, 90]",
    )
    yield error("T008", "佐证要求重名", "同一指标下每项佐证要求取不同的名称", "name: 通知（两次）", "name: 通知一")
    yield error("T009", "提到了不存在的指标", "改成体系里有的编号", 'codes: ["9.9"]', 'codes: ["1.1"]')
    yield error(
        "T010", "只有末级指标才能写的内容写在了上级", "把它移到下级指标", "有 children 又有 rule", "只有 children"
    )
    yield warning(
        "T011",
        "规则里的分值超过指标分值",
        "核对分值；超出部分按指标分值封顶",
        "points: 2，table: [5]",
        "points: 5，table: [5]",
    )
    yield error(
        "T012",
        "等次设置有误",
        "等次从高到低各不相同",
        "[{name: 优, from: 80}, {name: 良, from: 80}]",
        "[{name: 优, from: 90}, {name: 良, from: 80}]",
    )
    yield error(
        "T013",
        "一票否决事项设置有误",
        "编号不重复；effect: cap 要写 at",
        "{code: V1, effect: cap}",
        "{code: V1, effect: cap, at: 59}",
    )
    yield error(
        "T014",
        "不适用时给的分超过指标分值",
        "give 的分值不能超过指标分值",
        "points: 2，not_applicable: {give: 3}",
        "points: 2，not_applicable: {give: 1}",
    )
    yield error(
        "T015",
        "基本分、加分、倒扣混在一起",
        "加分、倒扣指标的下级不能再改回别的类别",
        "kind: bonus 下面有 kind: base",
        "kind: bonus 下面都不写 kind",
    )
    yield error(
        "T017", "分值没有写全", "补上分值；整棵树都不写分值的，按 100 分逐级平均", "一级指标没有 points", "points: 10"
    )
    yield notice(
        "T018",
        "导入时推定的内容还没有确认",
        "对照原件确认后，把它从 proposed 里删去",
        "proposed: [rule]",
        "（核对后不写 proposed）",
    )
    yield error("T016", "没有指标", "至少写一个指标", "indicators: []", 'indicators: [{code: "1", name: …}]')
    yield error(
        "T020",
        "对象类别的声明有误",
        "每个类别写一次，至少写一个",
        "classes: {地区: []}",
        "classes: {地区: [山区, 平原]}",
    )
    yield error(
        "T021",
        "用了没有声明的对象类别",
        "改成 classes 里声明过的，或先在 classes 里声明",
        "applies_to: {地区: [丘陵]}",
        "applies_to: {地区: [山区]}",
    )
    yield error(
        "T022",
        "分类规定的写法不对",
        "每条写 when（对哪类对象）和要改的内容；编号、名称、下级不能分类",
        "by_class: [{points: 3}]",
        "by_class: [{when: {地区: [山区]}, points: 3}]",
    )
    yield error(
        "T023",
        "两条分类规定会同时适用",
        "把 when 写到互不重叠，例如都写上级别",
        "when: {级别: [县]} 和 when: {地区: [山区]}",
        "when: {级别: [县], 地区: [平原]} 和 when: {地区: [山区]}",
    )
    yield warning(
        "T024",
        "永远用不上的适用规定",
        "核对本级和上级的 applies_to、when",
        "上级只适用于市，下级只适用于县",
        "上级适用于市、县，下级只适用于县",
    )
    yield warning(
        "T025",
        "类别的组合太多，没有全部核对",
        "用 shifan indicators show --for 逐类核对",
        "（五个维度各三类，243 种组合）",
        "（三个维度，12 种组合）",
    )
    yield warning(
        "T026",
        "下级对这类对象都不适用",
        "在上级也写 applies_to，并核对分值",
        "上级不写 applies_to，下级都只适用于市",
        "上级也写 applies_to: {级别: [市]}",
    )
    yield notice(
        "T027",
        "本对象不评该指标",
        "按体系规定，这类对象不评它，写了也不计分；类别选错的，改 workspace.yaml",
        "县的轮次里认定了只适用于市的指标",
        "（只认定本对象要评的指标）",
    )
    # E: the register of evidence
    yield error("E001", "佐证编号重复", "每条记录一个编号", "id: E0001（两次）", "id: E0002")
    yield error("E002", "佐证指向不存在的指标", "改成指标体系里的编号", 'indicator: "9.9.9"', 'indicator: "1.1.1"')
    yield error(
        "E003", "佐证指向不存在的佐证要求", "改成该指标佐证要求里的名称，或删去 item", "item: 通知书", "item: 通知"
    )
    yield error(
        "E004",
        "佐证路径不在工作区内",
        "把文件放进 evidence/ 文件夹，路径相对于它来写",
        "file: ../../etc/passwd",
        "file: files/1-1/清单.pdf",
    )
    yield error("E005", "文件和链接要二选一", "写 file 或 url 其中一个", "既无 file 也无 url", "file: files/a.pdf")
    yield error("E006", "链接地址不对", "只接受 http:// 或 https:// 开头的地址", "url: ftp://…", "url: https://…")
    yield warning(
        "E007", "佐证文件缺失", "补上文件，或更正 file 里的路径", "file: files/没有.pdf", "file: files/有.pdf"
    )
    yield warning(
        "E008",
        "佐证文件内容变了",
        "确认是否换了文件：确属更新的，更新登记的 sha256 并重新审核",
        "sha256 与文件不符",
        "sha256 与文件一致",
    )
    yield warning(
        "E009",
        "佐证不在材料时间窗内",
        "换用窗口期内的材料；长期有效的，请在佐证要求里写 within: any",
        "date: 2019-01-01",
        "date: 2026-03-01",
    )
    yield warning("E010", "佐证没有日期", "补上成文日期 date（链接补 seen）", "（无 date）", "date: 2026-03-01")
    yield warning(
        "E011", "佐证已失效或尚未生效", "换用在评估日有效的材料", "valid: {to: 2024-12-31}", "valid: {to: 2028-12-31}"
    )
    yield notice("E012", "佐证没有登记校验值", "重新登记后可发现文件是否被改动", "（无 sha256）", "sha256: 3a7b…")
    yield notice("E013", "佐证已被退回", "按退回意见补正后重新送审", "state: returned", "state: accepted")
    yield warning("E014", "佐证文件打不开", "检查文件是否为空、有无读取权限", "（0 字节的文件）", "（可打开的文件）")
    yield warning(
        "E015", "佐证类型与要求不符", "核对 kind，或改指到合适的佐证要求", "kind: 图片，要求 [文件]", "kind: 文件"
    )
    yield warning("E016", "审核后有变化，待复审", "请审核人员重新审核", "（审核后指标或文件变了）", "（重新审核）")
    yield notice("E017", "对应关系尚未确认", "确认后删去 state: proposed", "state: proposed", "（不写 state）")
    yield warning(
        "E018",
        "同一文件登记了两次",
        "合并为一条，在 proves 里写多个指标",
        "两条记录 file 相同",
        "一条记录，两个 proves",
    )
    yield error("E019", "佐证指向上级指标", "改指到末级指标", 'indicator: "1"', 'indicator: "1.1.1"')
    yield notice(
        "E020",
        "图片说明的要素不全",
        "图片说明要写明时间、地点、人物、主题、背景、事由",
        "caption: {时间: 2026-04-09, 地点: 政务大厅}",
        "caption: {时间: …, 地点: …, 人物: …, 主题: …, 背景: …, 事由: …}",
    )
    yield notice(
        "E021", "链接没有写查看日期", "打开链接看一遍，补上 seen", "url: https://…（无 seen）", "seen: 2026-05-01"
    )
    # F: rounds
    yield error("F001", "认定了不存在的指标", "改成指标体系里的编号", '"9.9.9": {met: true}', '"1.1.1": {met: true}')
    yield error(
        "F002",
        "认定的写法与评分规则不符",
        "按规则要求的写法填写（docs/rules.md）",
        "ratio 规则写 {met: true}",
        "ratio 规则写 {done: 9, of: 10}",
    )
    yield error("F003", "认定的数值不合理", "核对后改正", "{done: 12, of: 10}", "{done: 9, of: 10}")
    yield error(
        "F004", "认定缺少理由", "写明 reason（不适用的，写明原因）", "{score: 1.5}", "{score: 1.5, reason: 台账不全}"
    )
    yield error("F005", "提到了不存在的一票否决事项", "改成指标体系 vetoes 里的编号", "V9: true", "V1: true")
    yield error("F006", "找不到所核验的轮次", "basis 写被核验轮次的名称", "basis: 2020-self", "basis: 2026-self")
    yield warning(
        "F007", "轮次的指标体系与工作区不同", "核对 tree；换了新体系的，用新轮次", "tree: 旧体系", "tree: 新体系"
    )
    yield error(
        "F008",
        "时间窗前后颠倒",
        "from 不能晚于 to",
        "{from: 2026-12-31, to: 2026-01-01}",
        "{from: 2026-01-01, to: 2026-12-31}",
    )
    yield error("F009", "轮次重名", "每个轮次取不同的名称", "round: 2026-self（两个文件）", "round: 2026-mock")
    yield error(
        "F010", "认定写在了上级指标上", "认定只写在末级指标上，上级自动汇总", '"1": {met: true}', '"1.1.1": {met: true}'
    )
    yield error(
        "F011",
        "自评轮次不能直接打分",
        "自评按规则填写事实；直接打分只用于核验和模拟轮次",
        "自评中 {score: 1}",
        "自评中 {met: true}",
    )
    yield error("F012", "查阅的佐证不存在", "改成登记表里的编号", "opened: [E9999]", "opened: [E0001]")
    yield notice("F013", "不同核验结果不一致", "以评估日最近的一轮为准；请复核", "两轮核验分不同", "（一致）")
    yield error(
        "F014",
        "不实佐证没有写明扣分",
        "写 penalty: 扣几分；或者在指标体系里写 untrue: {deduct: 50%}，全部扣完的写 {deduct: zero}",
        "{score: 1, reason: 佐证不实, untrue: [E0001]}",
        "{score: 1, reason: 佐证不实, untrue: [E0001], penalty: 0.5}",
    )
    yield warning(
        "F015",
        "核验认定不实的佐证还支撑着别的指标",
        "请逐项复核这些指标；它们的得分没有自动改变",
        "untrue: [E0001]，E0001 还证明着 1.2",
        "（1.2 换用别的佐证，或一并核验）",
    )
    yield notice(
        "F016",
        "实地、访谈、抽考没有写地点或对象",
        "补上 place: 地点，或 people: [访谈、抽考的对象]",
        "实地核验的指标只写 {score: 1, reason: 合格}",
        "{score: 1, reason: 合格, place: 政务大厅, people: [窗口人员]}",
    )
    yield warning(
        "F017",
        "核验意见与评分不一致",
        "核对意见和评分：扣了分的写部分属实或不实，属实的不因佐证扣分",
        "{score: 2, opinion: 不实}（满分 2 分）",
        "{score: 0, opinion: 不实}",
    )
    yield notice(
        "F018",
        "无法核实，还没有核验分",
        "补充核实后写明评分；确实无法核实的，在评查意见书里单列",
        "{opinion: 无法核实}",
        "{score: 1, reason: 已补看原件, opinion: 属实}",
    )
    yield warning(
        "F019",
        "评查人员分歧较大，需要仲裁",
        "由组长在一个轮次里写明结论并加 arbitrates: true；没有仲裁以前，以评估日最近的一轮为准",
        "两轮核验分相差 1 分，differ 是 0.5",
        "{score: 1.5, reason: 合议, arbitrates: true}",
    )
    yield warning(
        "F040",
        "核验开始之后，所核验的轮次有改动",
        "对照改动逐项复核；确认无误后删去 basis_sha256，或重新 shifan round new 建一轮",
        "basis_sha256 与所核验的轮次不符",
        "basis_sha256 与所核验的轮次相符",
    )
    yield error(
        "F041",
        "不能核验自己或另一次核验",
        "basis 写被核验的自评轮次",
        "round: 2026-insp\nbasis: 2026-insp",
        "round: 2026-insp\nbasis: 2026-self",
    )
    yield error(
        "F042",
        "测评方式没有份额",
        "在指标或指标体系里写 method_shares，各测评方式合计 100%",
        "by_method: {暗访: …}，method_shares 里没有暗访",
        "method_shares: {材料审查: 60%, 暗访: 40%}",
    )
    yield notice(
        "F043",
        "还有测评方式没有评分",
        "补上其余测评方式的评分；评全以前没有核验分",
        "by_method: {材料审查: …}，还缺实地核验",
        "by_method: {材料审查: …, 实地核验: …}",
    )
    yield error(
        "F044",
        "自评轮次写了核验才有的内容",
        "删去；不实佐证、按测评方式评分、仲裁只写在核验和模拟轮次里",
        "自评中 untrue: [E0001]",
        "（写在核验轮次里）",
    )
    yield warning(
        "F030",
        "佐证存档不能用",
        "从备份恢复；恢复不了的，用 shifan round freeze 加 --again 按现在的登记表重新存档",
        "（存档后改过，或者只剩一半）",
        "（存档时的原样）",
    )
    yield warning(
        "F031",
        "佐证存档对不上轮次",
        "放回原来的工作区；用不上的删去这个 .support.json 文件",
        "rounds/2025-self.support.json 里写着 2024-self",
        "rounds/2025-self.support.json 里写着 2025-self",
    )
    yield notice(
        "F032",
        "存档之后改过轮次的评估日或时间窗",
        "改回来；确实要改的，用 shifan round freeze 加 --again 重新存档",
        "存档后 as_of 改成了 2025-12-31",
        "as_of 与存档时相同",
    )
    yield warning(
        "F035",
        "一票否决的日期晚于评估日",
        "核对日期和评估日 as_of；评估日之后才发生的，这一轮写 false",
        "as_of: 2026-11-20，V1: {on: 2026-12-01}",
        "as_of: 2026-11-20，V1: {on: 2026-03-02}",
    )
    yield error(
        "F020",
        "抽样记录里的指标不存在",
        "用 shifan round sample 加 --again 重新抽样；不要手工改抽样记录",
        'indicators: ["9.9.9"]',
        'indicators: ["1.1.1"]',
    )
    yield error(
        "F021",
        "抽样记录里的佐证不存在",
        "恢复登记表里的这条佐证；确实不用的，用 shifan round sample 加 --again 重新抽样",
        "evidence: [E9999]",
        "evidence: [E0001]",
    )
    yield notice(
        "F022",
        "认定不在抽样范围内",
        "确有需要加查的可以保留，它不参加推算；编号写错的请改正",
        "没有抽中 1.1.2，却认定了它",
        "（只认定抽中的指标）",
    )
    yield warning(
        "F023",
        "抽样之后被核验轮次有改动",
        "用 shifan round sample 加 --check 看改了什么；需要重新抽样的加 --again",
        "（抽样之后又改了自评或佐证）",
        "（抽样之后没有改动）",
    )
    yield error(
        "F024",
        "抽样记录前后不一致",
        "恢复抽样时写的内容；恢复不了的，用 shifan round sample 加 --again 重新抽样",
        "size: 5，indicators 只有 4 项",
        "size: 4，indicators 有 4 项",
    )
    yield error(
        "F025",
        "自评轮次不抽样",
        "把 sample 移到核验或模拟轮次，或者删去",
        "kind: self，却有 sample",
        "kind: inspection，有 sample",
    )
    # L: the rectification ledger
    yield error("L001", "整改事项编号重复", "每个事项一个编号", "id: R0001（两次）", "id: R0002")
    yield error("L002", "整改事项指向不存在的指标", "改成指标体系里的编号", 'indicator: "9.9.9"', 'indicator: "1.1.1"')
    yield error(
        "L003",
        "整改经过前后矛盾",
        "按发生顺序记录：open、start、submit，再 close 或 return",
        "未提交先销号",
        "先 submit 再 close",
    )
    yield notice(
        "L004",
        "已销号事项的佐证有变化",
        "核实佐证；站不住的，用 shifan rectify reopen 重新打开",
        "（销号后佐证文件缺失）",
        "（佐证有效，审核通过）",
    )
    yield notice(
        "L005",
        "已销号事项的指标仍在失分",
        "核实得分；确实没有整改到位的，用 shifan rectify reopen 重新打开",
        "（销号后指标又失分）",
        "（该原因不再失分）",
    )
    yield warning("L006", "申报的佐证没有登记", "改成登记表里的编号", "evidence: [E9999]", "evidence: [E0001]")
    yield warning(
        "L007",
        "申报人自己销号",
        "由另一个人核实后销号",
        "submit 和 close 的 by 都是李四",
        "submit 是李四，close 是王五",
    )
    yield warning("L008", "要等的整改事项不存在", "改成清单里有的编号，或删去", "after: [R9999]", "after: [R0001]")
    yield warning(
        "L009",
        "整改事项互相等待",
        "从其中一个事项的 after 里删去一个编号",
        "R0001 写 after: [R0002]，R0002 又写 after: [R0001]",
        "R0001 不写 after，R0002 写 after: [R0001]",
    )
    # B: issued bulletins
    yield warning("B001", "通报的期号不对", "恢复印发时的文件", "bulletins/0002.yaml 写着 number: 1", "number: 2")
    yield warning("B002", "通报与印发时不一致", "恢复印发时的文件", "（印发后改过）", "（印发时的原样）")
    # J: the journal
    yield warning("J001", "日志有读不出来的行", "从备份恢复 journal.jsonl", "（半行）", "（每行一条完整的记录）")
    yield warning(
        "J002",
        "日志前后接不上",
        "查明谁改动了 journal.jsonl，从备份恢复",
        "（抽掉了一行）",
        "（每行带上一行的摘要）",
    )


CATALOGUE: dict[str, Kind] = {kind.rule: kind for kind in _kinds()}
