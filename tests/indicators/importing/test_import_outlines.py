"""Plans as numbered paragraphs: other numbering, other clauses, other layouts."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_samples import leaves

from scoring.indicators.importing import NoIndicatorsFound, import_file


def text(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def rules(got) -> list[str]:
    return [notice.rule for notice in got.notices]


def names(got) -> list[str]:
    return [leaf["name"] for leaf in leaves(got.tree)]


def test_four_marks_give_three_levels_and_text(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "示例县法治建设实施方案\n一、总体要求\n把事情办好。\n二、主要任务\n(一)管好文件\n"
            "1.起草。先调研再起草。\n(1)调研。下乡调研。\n"
            "(2)座谈。请人座谈。\n2.审核。都要审核。(责任单位:县司法局)\n(二)管好执法\n1.亮证。"
            "上街亮证。\n三、保障措施\n(一)加强领导。\n",
        )
    )
    assert got.counts == (3, 3, 3)
    assert names(got) == ["总体要求", "起草", "审核", "亮证", "加强领导"]
    assert "(2)座谈" in leaves(got.tree)[1]["text"]
    assert got.tree["title"] == "示例县法治建设实施方案"
    assert "IMP27" in rules(got)


def test_chapters_and_articles(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "示例县考核办法\n第一章 总则\n第一条 为了考核,定本办法。\n第二条 县司法局管考核。\n"
            "第二章 内容\n第三条 考核制度建设(20分)。\n",
        )
    )
    assert got.counts == (2, 3)
    assert leaves(got.tree)[2]["points"] == "20"


def test_one_level_list(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt", "示例县行政复议规范化清单\n1.立案室挂牌\n2.听证室够大\n3.文书上网\n"
        )
    )
    assert got.counts == (3,)
    assert got.tree["levels"] == ["一级指标"]


def test_dotted_codes(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "1.制度建设\n1.1 文件管理\n1.1.1 制定文件\n1.1.2 公开文件\n2.执法\n2.1 亮证\n2.1.1 "
            "持证率达到95%以上\n",
        )
    )
    assert got.counts == (2, 2, 3)
    assert leaves(got.tree)[2]["rule"] == {"type": "ratio", "full_at": "95%"}
    assert leaves(got.tree)[2]["proposed"] == ["rule"]


def test_firstly_secondly(tmp_path):
    got = import_file(
        text(tmp_path / "p.txt", "一是清单上网。把清单放到网上。\n二是周末开门。\n三是亮证执法。\n")
    )
    assert names(got) == ["清单上网", "周末开门", "亮证执法"]


def test_clauses_of_the_form_led_by(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "一、开门办事\n1.清单上网。把清单放到网上。(县司法局牵头,县财政局、"
            "县审计局等按职责分工负责)\n"
            "2.周末开门。周末也办事(县行政审批局负责)。\n3.培训。(各乡镇人民政府、"
            "县直各部门分别负责)\n",
        )
    )
    first, second, third = leaves(got.tree)
    assert (first["lead"], first["support"]) == (["县司法局"], ["县财政局", "县审计局"])
    assert second["lead"] == ["县行政审批局"]
    assert (third["lead"], third["support"]) == (["各乡镇人民政府"], ["县直各部门"])


def test_led_by_with_deadlines_and_brackets_inside(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "1.清单上网。按单子办。（市司法局、市财政局牵头，市审计局按职责分工负责，"
            "2026年6月底前完成）\n"
            "2.周末开门。（市公安局牵头；各县（区）人民政府配合；持续推进）\n3.培训。"
            "（由大家牵头想办法把事办好）\n",
        )
    )
    first, second, third = leaves(got.tree)
    assert (first["lead"], first["support"], first["due"]) == (
        ["市司法局", "市财政局"],
        ["市审计局"],
        "2026-06-30",
    )
    assert (second["lead"], second["support"]) == (["市公安局"], ["各县（区）人民政府"])
    assert second["due"] == "持续推进"
    assert "lead" not in third
    assert "IMP63" in rules(got)


def test_the_imprint_of_a_web_page_is_no_item(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "1.亮证。(牵头单位:县城管局)\n2.记录。(牵头单位:县城管局)\n主办单位：示例县人民政府\n",
        )
    )
    assert got.units == ("县城管局",)
    assert got.counts == (2,)


def test_clauses_on_lines_of_their_own(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "一、开门办事\n1.清单上网。\n牵头单位:县司法局\n责任单位:县财政局 县审计局\n"
            "完成时限:2026年9月底前\n"
            "2.周末开门。\n责任单位:县行政审批局\n时限要求:持续推进\n",
        )
    )
    first, second = leaves(got.tree)
    assert (first["lead"], first["support"], first["due"]) == (
        ["县司法局"],
        ["县财政局", "县审计局"],
        "2026-09-30",
    )
    assert (second["lead"], second["due"]) == (["县行政审批局"], "持续推进")
    assert got.clauses == {"lead": 1, "support": 2}


def test_several_clauses_in_one_item_become_parts(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "一、开门办事\n1.清单上网。把清单放到网上。(牵头单位:县司法局)每月更新一次。"
            "(牵头单位:县财政局;责任单位:县审计局)\n2.周末开门。(牵头单位:县行政审批局)\n",
        )
    )
    assert got.counts == (1, 2, 2)
    parent = got.tree["indicators"][0]["children"][0]
    assert [(part["code"], part["lead"]) for part in parent["children"]] == [
        ("1.1.1", ["县司法局"]),
        ("1.1.2", ["县财政局"]),
    ]
    assert parent["children"][1]["name"] == "每月更新一次"
    assert "lead" not in parent
    assert "IMP36" in rules(got)


def test_several_clauses_at_the_last_level_are_merged_not_lost(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "1.开门办事。周末开门。(牵头单位:县司法局)每月更新。(牵头单位:县财政局)\n2.亮证。"
            "(牵头单位:县城管局)\n",
        ),
        levels=1,
    )
    assert got.counts == (2,)
    assert leaves(got.tree)[0]["lead"] == ["县司法局", "县财政局"]


def test_deadlines_of_every_form(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "示例县2026年工作要点\n1.甲事项。2026年年底前办完。\n2.乙事项。2027年前办完。\n"
            "3.丙事项。年内办完。\n4.丁事项。持续推进。\n"
            "5.戊事项。每年3月1日前报告。\n6.己事项。6月底前办完。\n7.庚事项。第三季度前办完。\n"
            "8.辛事项。30日内报备。\n",
        )
    )
    assert [leaf.get("due") for leaf in leaves(got.tree)] == [
        "2026-12-31", "2026-12-31", "2026-12-31", "持续推进", None, "2026-06-30", "2026-09-30", None,
    ]  # fmt: skip
    assert all("due" in leaf["proposed"] for leaf in leaves(got.tree) if "due" in leaf)
    assert any(notice.rule == "IMP40" and "2027 年年底" in notice.what for notice in got.notices)


def test_a_deadline_without_any_year_is_reported_not_guessed(tmp_path):
    got = import_file(text(tmp_path / "p.txt", "1.甲事项。年内办完。\n2.乙事项。办好。\n"))
    assert "due" not in leaves(got.tree)[0]
    assert "IMP41" in rules(got)


def test_weights_on_headings(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "一、制度建设(占总分值的15%)\n(一)文件齐全\n1.有目录\n2.有正本\n二、"
            "执法(占总分值的85%)\n(一)亮证\n1.上街亮证\n",
        )
    )
    assert [node["points"] for node in got.tree["indicators"]] == ["15", "85"]
    assert [node["name"] for node in got.tree["indicators"]] == ["制度建设", "执法"]
    assert got.points == "100"


def test_a_closing_paragraph_and_signature_are_no_items(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "一、开门办事\n1.清单上网。(牵头单位:县司法局)\n2.周末开门。(牵头单位:县司法局)\n\n"
            "各单位要抓好落实。\n\n示例县人民政府\n2026年3月1日\n",
        )
    )
    assert got.counts == (1, 2)
    assert rules(got).count("IMP13") + rules(got).count("IMP10") == 3


def test_page_furniture_and_contents(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "首页 > 政务公开\n示例县2026年工作要点\n目录\n一、开门办事......1\n二、"
            "亮证执法......2\n"
            "一、开门办事\n1.清单上网。(牵头单位:县司法局)\n"
            "二、亮证执法\n2.上街亮证。(牵头单位:县城管局)\n扫一扫在手机打开当前页\n"
            "责任编辑:某某\n",
        )
    )
    assert got.counts == (2, 2)
    assert "IMP11" in rules(got)
    assert rules(got).count("IMP10") == 3


def test_hard_wrapped_lines_are_joined(tmp_path):
    items = [
        f"{n}.第{n}件事办得好。"
        + "把这件事情从头到尾办一遍," * 6
        + "办完为止。(牵头单位:县司法局;责任单位:县政府各部门)"
        for n in range(1, 7)
    ]
    wrapped = []
    for item in items:
        line = "\u3000\u3000" + item
        wrapped += [line[at : at + 30] for at in range(0, len(line), 30)]
    got = import_file(text(tmp_path / "p.txt", "示例县2026年工作要点\n" + "\n".join(wrapped)))
    assert got.counts == (6,)
    assert got.clauses == {"lead": 6, "support": 6}
    assert got.units == ("县司法局", "县政府各部门")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(tmp_path, encoding):
    path = tmp_path / "p.txt"
    path.write_bytes(
        "一、开门办事\r\n1.朱镕和𬭚到场。(牵头单位:县司法局)\r\n2.散会。\r\n".encode(encoding)
    )
    got = import_file(path)
    assert leaves(got.tree)[0]["name"] == "朱镕和𬭚到场"


def test_a_numbering_gap_is_reported(tmp_path):
    got = import_file(text(tmp_path / "p.txt", "1.甲事项。\n2.乙事项。\n4.丁事项。\n4.戊事项。\n"))
    assert [leaf.get("number") for leaf in leaves(got.tree)] == ["1.", "2.", "4.", "4."]
    # Between 2. and the last 4. only 3. is missing: the first 4. is a slip, and one doubt says so.
    assert rules(got).count("IMP20") == 0
    slips = [notice.what for notice in got.notices if notice.rule == "IMP21"]
    assert slips == ["“4.丁事项。”在前后编号之间应为第 3 项"]


def test_figures_are_no_marks(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "1.甲事项。\n2026年要办好。\n3.5分以上。\n1.5万人受益。\n12.3%的单位达标。\n2.乙事项。"
            "\n",
        )
    )
    assert got.counts == (2,)
    assert "1.5万人受益" in leaves(got.tree)[0]["text"]


def test_prose_without_numbers_is_refused(tmp_path):
    with pytest.raises(NoIndicatorsFound, match="没有编号的条目"):
        import_file(text(tmp_path / "p.txt", "今天天气好。\n大家都高兴。\n"))


def test_the_word_for_responsible_units_in_prose_is_no_clause(tmp_path):
    got = import_file(
        text(
            tmp_path / "p.txt",
            "1.甲事项。各责任单位要抓紧,牵头单位要带头。(牵头单位:县司法局)\n2.乙事项。"
            "由牵头单位汇总。\n",
        )
    )
    assert got.clauses == {"lead": 1, "support": 0}
    assert got.units == ("县司法局",)
