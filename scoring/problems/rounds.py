"""What can be wrong with rounds, findings and samples."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.problems.kinds import Kind, error, notice, warning


def kinds() -> Iterator[Kind]:
    """The rules, in the order of their ids."""
    # F: rounds
    yield error(
        "F001",
        "认定了不存在的指标",
        "改成指标体系里的编号",
        '"9.9.9": {met: true}',
        '"1.1.1": {met: true}',
    )
    yield error(
        "F002",
        "认定的写法与评分规则不符",
        "按规则要求的写法填写（docs/rules.md）",
        "ratio 规则写 {met: true}",
        "ratio 规则写 {done: 9, of: 10}",
    )
    yield error("F003", "认定的数值不合理", "核对后改正", "{done: 12, of: 10}", "{done: 9, of: 10}")
    yield error(
        "F004",
        "认定缺少理由",
        "写明理由“reason”（不适用的，写明原因）",
        "{score: 1.5}",
        "{score: 1.5, reason: 台账不全}",
    )
    yield error(
        "F005", "提到了不存在的一票否决事项", "改成指标体系 vetoes 里的编号", "V9: true", "V1: true"
    )
    yield error(
        "F006",
        "找不到所核验的轮次",
        "basis 写被核验轮次的名称",
        "basis: 2020-self",
        "basis: 2026-self",
    )
    yield warning(
        "F007",
        "轮次的指标体系与工作区不同",
        "核对 tree；换了新体系的，用新轮次",
        "tree: 旧体系",
        "tree: 新体系",
    )
    yield error(
        "F008",
        "时间窗前后颠倒",
        "from 不能晚于 to",
        "{from: 2026-12-31, to: 2026-01-01}",
        "{from: 2026-01-01, to: 2026-12-31}",
    )
    yield error(
        "F009",
        "轮次重名",
        "每个轮次取不同的名称",
        "round: 2026-self（两个文件）",
        "round: 2026-mock",
    )
    yield error(
        "F010",
        "认定写在了上级指标上",
        "认定只写在末级指标上，上级自动汇总",
        '"1": {met: true}',
        '"1.1.1": {met: true}',
    )
    yield error(
        "F011",
        "自评轮次不能直接打分",
        "自评按规则填写事实；直接打分只用于核验和模拟轮次",
        "自评中 {score: 1}",
        "自评中 {met: true}",
    )
    yield error(
        "F012", "查阅的佐证不存在", "改成登记表里的编号", "opened: [E9999]", "opened: [E0001]"
    )
    yield notice(
        "F013", "不同核验结果不一致", "以评估日最近的一轮为准；请复核", "两轮核验分不同", "（一致）"
    )
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
        "由组长在一个轮次里写明结论并加 arbitrates: true；没有仲裁以前，"
        "以评估日最近的一轮为准（同日的取名称最后的）",
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
    yield warning(
        "F026",
        "轮次里有今天以后的日期",
        "核对这个日期和电脑的日期",
        "（今天是 2026-11-29）vetoes: {V1: {on: 2062-03-02}}",
        "vetoes: {V1: {on: 2026-03-02}}",
    )
    # F05x: the units' parts of a round and the assignments of inspectors
    yield warning(
        "F050",
        "单位任务的经过前后矛盾",
        "按发生顺序记录：下达、签收、填报、报送，再退回或审定",
        "没有报送就审定",
        "先 submit 再 approve",
    )
    yield warning(
        "F051", "分工里的指标不存在", "改成指标体系里的编号", "周敏: [9.9.9]", "周敏: [1.1.1]"
    )
    yield error(
        "F052",
        "仲裁人是分歧的一方",
        "由没有评过这一项的人仲裁，写进另外的仲裁轮次（arbitration: true）",
        "周敏评 0.5 分，又写 arbitrates: true 定为 0.9 分",
        "评查组长仲裁，定为 0.7 分",
    )
    yield error(
        "F053",
        "评查人员核验自己经手的事",
        "换一位评查人员：不核验本单位的指标，也不核验自己审核过的佐证",
        "县司法局的周敏核验县司法局牵头的指标",
        "由别的评查人员核验",
    )
    yield warning(
        "F054",
        "现场照片的文件不在或者改过",
        "把原来的照片放回 rounds/photos，或者请评查人员重新上传、改这一条认定",
        "认定里写了照片，rounds/photos 里没有这个文件",
        "rounds/photos 里有这个文件，校验值相符",
    )
