"""回执 and 退回函: what a county gets back for its package."""

from __future__ import annotations

from datetime import date

from scoring.documents.layout import Page
from scoring.documents.region.form import Form, FormTable, form_page, form_table
from scoring.documents.region.glyphs import printable
from scoring.region.chain import Chain
from scoring.region.model import Region
from scoring.region.verdicts import Line
from scoring.views.sheet import Column
from scoring.views.words import chinese_date

MEANINGS = {
    "已收": "已收到，口径和版本相符，待采用。",
    "已采用": "已采用，按统一口径计分。",
    "逾期": "已收到，晚于截止日期，照收并标明。",
    "重新报送": "已收到新的一份；前一份已采用的，要再采用才以这一份计分。",
    "版本不符": "指标体系的版本与统一的不同，不能排名。",
    "口径不符": "评分日期、时间窗、级别或类别与统一口径不同，按统一口径计分，待定。",
    "有错误": "检查有错误，不能排名。",
    "自带核验": "包里有自己写的核验轮次，一律不作核验，待定。",
    "得分不一致": "县里程序算的分与复算的不同，以复算为准，待定。",
    "退回": "已退回，请改正后重新报送。",
}


def receipt(region: Region, line: Line, chain: Chain, day: date) -> Page:
    """The receipt for the newest package of a county."""
    record = region.record
    rows = (
        (("报送单位", f"{line.name}（{line.code}）"), ("轮次", record.terms.round or record.round)),
        (("收到日期", line.received), ("第几次报送", f"第 {line.n} 次")),
        (
            ("截止日期", str(record.due or "未设")),
            ("逾期", f"{line.late_days} 天" if line.late_days else "没有逾期"),
        ),
        (("结果", f"{line.verdict}：{MEANINGS.get(line.verdict, '')}"),),
        (("接收人", line.by or "—"), ("记录摘要", chain.head[:16])),
    )
    tables = _reasons_table(line)
    notes = (
        "请与报送表上的指纹核对：相同，说明收到的与报送的一字不差。",
        "记录摘要是接收登记末行的摘要；登记逐行相连，事后不能更换任何一份报送。",
    )
    form = Form(
        title="报送回执",
        number=f"{record.name}　{record.round}",
        issuer=record.name,
        date=chinese_date(day),
        rows=rows,
        tables=tables,
        fingerprint=line.fingerprint,
        notes=notes,
        signatures=("接收人", "接收单位（盖章）"),
    )
    return form_page(form)


def return_letter(region: Region, line: Line, day: date, reason: str) -> Page:
    """The letter that goes with a return: why, and what to mend."""
    record = region.record
    # A date that has passed is no term any more.
    if record.due and day <= record.due:
        due = f"，于 {record.due} 前"
    else:
        due = "尽快"
    form = Form(
        title="退回函",
        number=f"{record.name}　{record.round}",
        issuer=record.name,
        date=chinese_date(day),
        to=line.name,
        paragraphs=(
            f"你单位 {line.received} 第 {line.n} 次报送的材料（指纹 {line.fingerprint[:16]}）"
            f"现予退回。理由：{reason}",
            f"请对照下列问题改正，运行 shifan check 确认没有错误后{due}用 shifan submit 重新报送。",
        ),
        tables=_reasons_table(line),
        signed=True,
    )
    return form_page(form)


def _reasons_table(line: Line) -> tuple[FormTable, ...]:
    if not line.reasons:
        return ()
    rows = tuple((str(index), printable(text)) for index, text in enumerate(line.reasons, 1))
    columns = (Column("序号", share=10, centre=True), Column("内容", share=90))
    return (form_table("发现的问题", columns, rows),)
