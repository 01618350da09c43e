"""The ordinary forms of 文号 and 成文日期, one document each, and hints that are no facts."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from scoring.evidence.intake.probes import ProbeStore, unopened, why_unopened
from scoring.evidence.intake.records import doubts_of
from scoring.evidence.probing import probe
from scoring.evidence.probing.docno import find_head_no, normalise
from scoring.evidence.probing.facts import extract
from scoring.evidence.probing.file_names import day_in_name

DAY = datetime.date
BODY = "各乡镇人民政府：\n为做好工作，现将有关事项通知如下。\n一、按时报送。"


def letter(number: str = "", signed: str = "2026年3月9日", office: str = "示例县司法局") -> str:
    """A document: its number, title, text, and the sign-off as it is given."""
    lines = ["示例县司法局文件", number, "示例县司法局关于开展案卷评查的通知", BODY, office, signed]
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("示市监（稽）罚字〔2026〕12号", "示市监（稽）罚字〔2026〕12号"),
        ("示市监(稽)罚字[2026]12号", "示市监（稽）罚字〔2026〕12号"),
        ("示城管（执）罚决字〔2025〕第 108 号", "示城管（执）罚决字〔2025〕108号"),
        ("示环罚〔2026〕7-2号", "示环罚〔2026〕7-2号"),
        ("示环罚〔2026〕7号之一", "示环罚〔2026〕7号之一"),
        ("示政发〔2026〕3号（此件公开发布）", "示政发〔2026〕3号"),
        ("示政发〔2026〕3号　（此件主动公开）", "示政发〔2026〕3号"),
        ("示政发〔2026〕3号(依申请公开)", "示政发〔2026〕3号"),
        ("示政办〔2026〕9号    2026年3月1日", "示政办〔2026〕9号"),
        ("示政办〔2026〕9号\t2026-03-01", "示政办〔2026〕9号"),
        ("示政发〔二〇二六〕二十三号", "示政发〔2026〕23号"),
        ("示政发〔二○二五〕一百零二号", "示政发〔2025〕102号"),
        ("文书编号：示林罚决字〔2026〕4号", "示林罚决字〔2026〕4号"),
        ("文号：示林罚决字〔2026〕4号", "示林罚决字〔2026〕4号"),
        ("示司函〔2026〕9号　签发人：张三", "示司函〔2026〕9号"),
    ],
)
def test_a_number_in_an_ordinary_form_is_the_number_and_never_a_part_of_the_title(printed: str, number: str) -> None:
    facts = extract([letter(printed)])
    assert facts.doc_no is not None
    assert facts.doc_no.value == number
    assert facts.title is not None
    assert facts.title.value == "示例县司法局关于开展案卷评查的通知"


@pytest.mark.parametrize("printed", ["示司函 2026) 9号", "示司函〔2026 9 号", "示司函 2026 9号"])
def test_a_number_that_lost_brackets_is_a_doubt(printed: str) -> None:
    number = extract([letter(printed)]).doc_no
    assert number is not None
    assert (number.value, number.confidence) == ("示司函〔2026〕9号", "low")


def test_the_number_behind_the_title_and_in_the_running_head() -> None:
    facts = extract([f"示例县司法局关于开展案卷评查的通知（示司发〔2026〕5号）\n{BODY}\n示例县司法局\n2026年3月9日"])
    assert facts.doc_no is not None
    assert facts.doc_no.value == "示司发〔2026〕5号"
    assert find_head_no(["内部资料  示司发〔2026〕5号"]) is not None
    assert find_head_no(["根据示司发〔2026〕5号执行"]) is None


def test_numbers_that_the_text_cites_are_left_alone() -> None:
    assert extract([letter("根据《通知》（示政发〔2026〕3号）要求")]).doc_no is None
    assert normalise("2026年3月9日") is None


@pytest.mark.parametrize(
    ("signed", "day"),
    [
        ("2026年元月5日", DAY(2026, 1, 5)),
        ("二〇二六年元月十五日", DAY(2026, 1, 15)),
        ("2026.3.5", DAY(2026, 3, 5)),
        ("2026. 03. 05", DAY(2026, 3, 5)),
        ("2026/3/5", DAY(2026, 3, 5)),
        ("2026-03-05", DAY(2026, 3, 5)),
        ("2026年3月5日（盖章）", DAY(2026, 3, 5)),
        ("（公章）2026年3月5日", DAY(2026, 3, 5)),
        ("2026年3月5日 星期四", DAY(2026, 3, 5)),
        ("2026年3月5日，", DAY(2026, 3, 5)),
        ("2026年3月5日。", DAY(2026, 3, 5)),
    ],
)
def test_the_day_of_a_sign_off_in_an_ordinary_form(signed: str, day: datetime.date) -> None:
    facts = extract([letter("", signed)])
    assert facts.date is not None
    assert (facts.date.value, facts.date.confidence) == (day, "high")
    assert facts.issuer is not None
    assert facts.issuer.value == "示例县司法局"


@pytest.mark.parametrize("office", ["示例县司法局（盖章）", "示例县司法局（公章）", "示例县司法局"])
def test_a_body_and_its_day_on_one_line(office: str) -> None:
    facts = extract([f"示例县司法局关于开展案卷评查的通知\n{BODY}\n{office}　　2026.3.5"])
    assert facts.date is not None
    assert facts.date.value == DAY(2026, 3, 5)
    assert facts.issuer is not None
    assert facts.issuer.value == "示例县司法局"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("微信图片_20260412083015", DAY(2026, 4, 12)),
        ("IMG_20260412_083015", DAY(2026, 4, 12)),
        ("Screenshot_2026-04-12-08-30-15-12", DAY(2026, 4, 12)),
        ("QQ图片20260412083015", DAY(2026, 4, 12)),
        ("mmexport1775953815123", DAY(2026, 4, 12)),
        ("wx_camera_1775953815123", DAY(2026, 4, 12)),
        ("IMG-20260412-WA0003", DAY(2026, 4, 12)),
        ("2026年04月12日宣传", DAY(2026, 4, 12)),
        ("示例县卷宗20261512", None),
        ("身份证320106202604123456", None),
        ("DSC_0412", None),
    ],
)
def test_the_name_of_a_photograph_hints_at_its_day(name: str, day: datetime.date | None) -> None:
    assert day_in_name(name) == day


def test_the_hint_of_a_name_is_told_and_not_registered(tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "微信图片_20260412083015.jpg"
    Image.effect_noise((400, 300), 90).convert("RGB").save(picture)
    looked = probe(picture, ocr="off")
    assert looked.facts.date is not None
    assert looked.facts.date.confidence == "low"
    assert any("2026-04-12" in doubt for doubt in doubts_of(looked))


@pytest.mark.parametrize(
    "line", ["填报单位：\t填报日期：", "填报单位：\t\t填报日期", "填报单位：\t负责人：", "来源：\t备注说明"]
)
def test_the_label_of_an_empty_field_is_no_issuer(line: str) -> None:
    assert extract([f"情况统计表\n{line}\n序号\t事项"], flat=True).issuer is None


def test_an_answered_field_is_the_issuer() -> None:
    issuer = extract(["情况统计表\n填报单位：\t示例县司法局\t填报日期：2026-03-01"], flat=True).issuer
    assert issuer is not None
    assert issuer.value == "示例县司法局"


def test_a_file_that_cannot_be_opened_is_known_by_its_digest(tmp_path: Path) -> None:
    files = {"空.docx": b"", "程序.pdf": b"MZ" + b"\1\2\3" * 400, "说明.txt": "情况说明".encode()}
    with ProbeStore(tmp_path) as store:
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
            looked = probe(tmp_path / name, ocr="off")
            store.keep(name, len(data), 1, "off", looked)
        store.commit()
    reasons = unopened(tmp_path)
    assert len(reasons) == 2
    assert any("可执行程序" in reason for reason in reasons.values())
    assert why_unopened(probe(tmp_path / "说明.txt", ocr="off")) == ""


def test_without_a_scan_nothing_is_known_of_unopened_files(tmp_path: Path) -> None:
    assert unopened(tmp_path) == {}
