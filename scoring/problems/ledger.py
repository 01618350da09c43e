"""What can be wrong with the rectification ledger, issued papers and the journal."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.problems.kinds import Kind, error, notice, warning


def kinds() -> Iterator[Kind]:
    """The rules, in the order of their ids."""
    # L: the rectification ledger
    yield error("L001", "整改事项编号重复", "每个事项一个编号", "id: R0001（两次）", "id: R0002")
    yield error(
        "L002",
        "整改事项指向不存在的指标",
        "改成指标体系里的编号",
        'indicator: "9.9.9"',
        'indicator: "1.1.1"',
    )
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
    yield warning(
        "L006", "申报的佐证没有登记", "改成登记表里的编号", "evidence: [E9999]", "evidence: [E0001]"
    )
    yield warning(
        "L007",
        "申报人自己销号",
        "由另一个人核实后销号",
        "submit 和 close 的 by 都是李四",
        "submit 是李四，close 是王五",
    )
    yield warning(
        "L008",
        "要等的整改事项不存在",
        "改成清单里有的编号，或删去",
        "after: [R9999]",
        "after: [R0001]",
    )
    yield warning(
        "L009",
        "整改事项互相等待",
        "从其中一个事项的 after 里删去一个编号",
        "R0001 写 after: [R0002]，R0002 又写 after: [R0001]",
        "R0001 不写 after，R0002 写 after: [R0001]",
    )
    yield warning(
        "L010",
        "经手的人自己批准、销号",
        "由没有经手过这个事项的人来办；记错了的，用 shifan rectify correct 更正",
        "责任人李四自己批准延期",
        "李四申请，王五批准",
    )
    yield warning(
        "L011",
        "日期在今天以后，或者远在其他各步以后",
        "核对电脑的日期；记错了的，由另一个人用 shifan rectify correct 更正",
        "（今天是 2026-11-29）on: 2062-11-29",
        "on: 2026-11-29",
    )
    yield warning(
        "L012",
        "措施里的日期没有写年份",
        "把期限写在 due 里，如 due: 2026-10-15",
        "{text: 公开清单（10月1日）}",
        "{text: 公开清单, due: 2026-10-01}",
    )
    # B: issued bulletins and other papers
    yield warning(
        "B001",
        "通报的期号不对",
        "恢复印发时的文件",
        "bulletins/0002.yaml 写着 number: 1",
        "number: 2",
    )
    yield warning(
        "B002",
        "通报、督办单等印发过的文书与印发时不一致",
        "恢复印发时的文件",
        "（印发后改过）",
        "（印发时的原样）",
    )
    yield warning(
        "B003",
        "印发文书的编号不对",
        "恢复印发时的文件",
        "papers/0002.yaml 写着 number: 1",
        "number: 2",
    )
    # J: the journal
    yield warning(
        "J001",
        "日志有读不出来的行",
        "从备份恢复 journal.jsonl",
        "（半行）",
        "（每行一条完整的记录）",
    )
    yield warning(
        "J002",
        "日志前后接不上",
        "查明谁改动了 journal.jsonl，从备份恢复；末尾少过记录的，恢复好了用 shifan journal accept 认可",
        "（抽掉了一行）",
        "（每行带上一行的摘要）",
    )
    yield warning(
        "J003",
        "一次写入没有写完",
        "打开 .shifan/aside 里的文件看要改什么；仍要改的重新办一遍，办好后删去它",
        "（写入时断电，之后同一条记录被手工改过）",
        "（重新办理）",
    )
    yield warning(
        "J004",
        "日志里有今天以后的日期",
        "核对电脑的日期；日志只增不改，这几行照原样留着",
        '（今天是 2026-11-29）{"on": "2062-11-29", …}',
        '{"on": "2026-11-29", …}',
    )
