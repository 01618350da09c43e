"""How parameters are typed: one example for each kind of rule,
and the words that saying and reading share.
"""

from __future__ import annotations

STEPS = {"prorata": "不足一档按比例", "up": "不足一档按一档", "down": "不足一档不计"}
SUBJECTS = {
    "done": "完成数", "of": "总数", "value": "数值", "rank": "名次", "best": "第一名", "checked": "抽查数",
    "failed": "不合格数", "score": "得分", "values": "各得分", "counts": "次数", "votes": "票数",
}  # fmt: skip
EXAMPLES: dict[str, str] = {
    "met": "不用填",
    "checklist": "甲（40%）；乙（关键项）；丙。缺一项不得分",
    "deduct": "迟报：0.5（最多3，满5次不得分）；漏报：1。最低0",
    "ratio": "达到95%得满分；低于60%不得分（都可以不写）",
    "threshold": "不低于60；每低5扣0.5（不足一档按一档）",
    "bands": "90以上：5；80至90：3；80以下：0",
    "grade": "优：100%；良：80%",
    "survey": "满意：100；基本满意：80；不满意：0",
    "rank": "依次5、4、3；其后每名减0.5，最低1（从末位数起的写“倒数”；按第一名折算的写“按第一名的比例”）",
    "ladder": "国家级：5；省级：3",
    "sample": "一处不合格不得分；或 每处不合格扣2",
    "mean": "满分100",
    "external": "满分100",
    "judged": "0至2",
}
"""How the parameters of each kind are typed, for messages and guides."""
