"""What can be wrong with an indicator tree."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.problems.kinds import Kind, error, notice, warning


def kinds() -> Iterator[Kind]:
    """The rules, in the order of their ids."""
    # T: the tree
    yield error(
        "T001", "指标编号重复", "给其中一个改编号", 'code: "1.1"（出现两次）', 'code: "1.2"'
    )
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
    yield error(
        "T008",
        "佐证要求重名",
        "同一指标下每项佐证要求取不同的名称",
        "name: 通知（两次）",
        "name: 通知一",
    )
    yield error(
        "T009", "提到了不存在的指标", "改成体系里有的编号", 'codes: ["9.9"]', 'codes: ["1.1"]'
    )
    yield error(
        "T010",
        "只有末级指标才能写的内容写在了上级",
        "把它移到下级指标",
        "有 children 又有 rule",
        "只有 children",
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
        "T017",
        "分值没有写全",
        "补上分值；整棵树都不写分值的，按 100 分逐级平均",
        "一级指标没有 points",
        "points: 10",
    )
    yield notice(
        "T018",
        "导入时推定的内容还没有确认",
        "对照原件确认后，把它从 proposed 里删去",
        "proposed: [rule]",
        "（核对后不写 proposed）",
    )
    yield error(
        "T016", "没有指标", "至少写一个指标", "indicators: []", 'indicators: [{code: "1", name: …}]'
    )
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
