"""报送表: what lies on top of a package when it is handed in, with the place for the seal."""

from __future__ import annotations

from datetime import date

from scoring.documents.layout import Page
from scoring.documents.region.form import Form, form_page, form_table
from scoring.engine import Track
from scoring.submission import Packed
from scoring.values import format_fixed, percent
from scoring.views.sheet import Column, cells_under
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

TRACKS = (
    Column("", share=20),
    Column("得分", share=16, centre=True, cell=lambda total: format_fixed(total.score)),
    Column("加分", share=16, centre=True, cell=lambda total: format_fixed(total.bonus)),
    Column("倒扣", share=16, centre=True, cell=lambda total: format_fixed(total.penalty)),
    Column("最终得分", share=16, centre=True, cell=lambda total: format_fixed(total.final)),
    Column("等次", share=16, centre=True, cell=lambda total: total.grade or "—"),
)
"""What each track comes to; the first column names it."""


def cover_sheet_page(workspace: Workspace, packed: Packed, day: date, person: str | None) -> Page:
    """The cover sheet of a package that was just packed."""
    assessment = workspace.assess()
    head, current, tree = workspace.head, workspace.current, assessment.tree
    window = current.head.window
    pieces = list(workspace.files.values())
    # A link has no file that could be missing or changed.
    sound = sum(fact.state in ("ok", "link") for fact in pieces)
    still_open = sum(not item.closed for item in workspace.ledger)
    errors = len(workspace.errors)
    tracks: tuple[tuple[str, Track], ...] = (
        ("自评分", "claimed"),
        ("佐证分", "supported"),
        ("现分", "current"),
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
    table = form_table(
        "得分（以省、市按统一口径复算的为准）",
        TRACKS,
        [(label, *cells_under(TRACKS[1:], assessment.track(track))) for label, track in tracks],
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
