"""What can be wrong with the register of evidence."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.problems.kinds import Kind, error, notice, warning


def kinds() -> Iterator[Kind]:
    """The rules, in the order of their ids."""
    # E: the register of evidence
    yield error("E001", "佐证编号重复", "每条记录一个编号", "id: E0001（两次）", "id: E0002")
    yield error(
        "E002",
        "佐证指向不存在的指标",
        "改成指标体系里的编号",
        'indicator: "9.9.9"',
        'indicator: "1.1.1"',
    )
    yield error(
        "E003",
        "佐证指向不存在的佐证要求",
        "改成该指标佐证要求里的名称，或删去 item",
        "item: 通知书",
        "item: 通知",
    )
    yield error(
        "E004",
        "佐证路径不在工作区内",
        "把文件放进 evidence/ 文件夹，路径相对于它来写",
        "file: ../../etc/passwd",
        "file: files/1-1/清单.pdf",
    )
    yield error(
        "E005",
        "文件和链接要二选一",
        "写 file 或 url 其中一个",
        "既无 file 也无 url",
        "file: files/a.pdf",
    )
    yield error(
        "E006",
        "链接地址不对",
        "只接受 http:// 或 https:// 开头的地址",
        "url: ftp://…",
        "url: https://…",
    )
    yield warning(
        "E007",
        "佐证文件缺失",
        "补上文件，或更正 file 里的路径",
        "file: files/没有.pdf",
        "file: files/有.pdf",
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
    yield warning(
        "E010",
        "佐证没有日期",
        "补上成文日期 date（链接补 seen）",
        "（无 date）",
        "date: 2026-03-01",
    )
    yield warning(
        "E011",
        "佐证已失效或尚未生效",
        "换用在评估日有效的材料",
        "valid: {to: 2024-12-31}",
        "valid: {to: 2028-12-31}",
    )
    yield notice(
        "E012",
        "佐证没有登记校验值",
        "重新登记后可发现文件是否被改动",
        "（无 sha256）",
        "sha256: 3a7b…",
    )
    yield notice(
        "E013", "佐证已被退回", "按退回意见补正后重新送审", "state: returned", "state: accepted"
    )
    yield warning(
        "E014",
        "佐证文件打不开",
        "检查文件是否为空、有无读取权限",
        "（0 字节的文件）",
        "（可打开的文件）",
    )
    yield warning(
        "E015",
        "佐证类型与要求不符",
        "核对 kind，或改指到合适的佐证要求",
        "kind: 图片，要求 [文件]",
        "kind: 文件",
    )
    yield warning(
        "E016",
        "审核后有变化，待复审",
        "请审核人员重新审核",
        "（审核后指标或文件变了）",
        "（重新审核）",
    )
    yield notice(
        "E017",
        "对应关系尚未确认",
        "确认后删去 state: proposed",
        "state: proposed",
        "（不写 state）",
    )
    yield warning(
        "E018",
        "同一文件登记了两次",
        "合并为一条，在 proves 里写多个指标",
        "两条记录 file 相同",
        "一条记录，两个 proves",
    )
    yield error(
        "E019", "佐证指向上级指标", "改指到末级指标", 'indicator: "1"', 'indicator: "1.1.1"'
    )
    yield notice(
        "E020",
        "图片说明的要素不全",
        "图片说明要写明时间、地点、人物、主题、背景、事由",
        "caption: {时间: 2026-04-09, 地点: 政务大厅}",
        "caption: {时间: …, 地点: …, 人物: …, 主题: …, 背景: …, 事由: …}",
    )
    yield notice(
        "E021",
        "链接没有写查看日期",
        "打开链接看一遍，补上 seen",
        "url: https://…（无 seen）",
        "seen: 2026-05-01",
    )
    yield notice(
        "E022",
        "没有写明证明哪一项要求",
        "一件佐证只算一项；证明的是哪一项，用 shifan evidence map 编号 指标 --item 要求 写明；"
        "证明两项的，写两次",
        "proves: [{indicator: 1.1.1}]，该指标有两项要求",
        "proves: [{indicator: 1.1.1, item: 办理清单}]",
    )
    yield warning(
        "E023",
        "佐证或审核的日期在今天以后",
        "核对这个日期和电脑的日期",
        "（今天是 2026-11-29）review: {state: accepted, on: 2062-11-29}",
        "review: {state: accepted, on: 2026-11-29}",
    )
