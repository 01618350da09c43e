"""报送表: what lies on top of a package when it is handed in, with the place for the seal."""

from __future__ import annotations

from datetime import date

from scoring.documents.layout import Page
from scoring.documents.region.form import Form, FormTable, form_page
from scoring.submission import Packed
from scoring.values import percent, rounded
from scoring.views.words import chinese_date
from scoring.workspace import Workspace


def cover_sheet_page(workspace: Workspace, packed: Packed, day: date, person: str | None) -> Page:
    """The cover sheet of a package that was just packed."""
    assessment = workspace.assess()
    head, current, tree = workspace.head, workspace.current, assessment.tree
    window = current.head.window
    pieces = list(workspace.files.values())
    sound = sum(fact.state in ("ok", "link") for fact in pieces)
    still_open = sum(not item.closed for item in workspace.ledger)
    errors = len(workspace.errors)
    tracks = (
        ("自评分", assessment.track("claimed")),
        ("佐证分", assessment.track("supported")),
        ("现分", assessment.track("current")),
    )
    rows = (
        (("报送单位", head.name), ("轮次", current.id)),
        (
            ("指标体系", f"{tree.title}（{tree.id}）"),
            ("评分日期", chinese_date(current.head.as_of)),
        ),
        (
            ("材料时间窗", f"{window.start} 至 {window.end}" if window else "不限"),
            ("级别", "、".join(filter(None, [head.level, *head.classes.values()])) or "—"),
        ),
        (
            ("佐证材料", f"登记 {len(pieces)} 件，当天在位且未改动 {sound} 件"),
            ("完整度", percent(assessment.completeness, 2)),
        ),
        (
            ("整改事项", f"{len(workspace.ledger)} 项，未销号 {still_open} 项"),
            ("检查", f"有错误 {errors} 处" if errors else "没有错误"),
        ),
        (
            ("报送包", packed.path.name),
            ("大小", f"{packed.octets / 1000:.0f} KB，{packed.files} 个文件"),
        ),
    )
    table = FormTable(
        "得分（以省、市按统一口径复算的为准）",
        ("", "得分", "加分", "倒扣", "最终得分", "等次"),
        (0.2, 0.16, 0.16, 0.16, 0.16, 0.16),
        tuple(
            (
                name,
                rounded(total.score),
                rounded(total.bonus),
                rounded(total.penalty),
                rounded(total.final),
                total.grade or "—",
            )
            for name, total in tracks
        ),
        (1, 2, 3, 4, 5),
    )
    form = Form(
        title="报送表",
        number=f"{head.name}　{current.id}",
        issuer=head.report.issuer or head.name,
        date=chinese_date(day),
        rows=rows,
        tables=(table,),
        fingerprint=packed.fingerprint,
        notes=(
            "本表与报送包一并报送。指纹由报送包的全部内容算出，改动任何一个字都会不同；"
            "回执上的指纹应与本表相同。",
            "佐证登记里的校验值同时报出：以后抽查的佐证文件，必须与报送当天的校验值一致。",
        ),
        signatures=(
            "填报人" + (f"：{person}" if person else ""),
            "审核人",
            "报送单位（盖章）",
            "接收人",
        ),
    )
    return form_page(form)
