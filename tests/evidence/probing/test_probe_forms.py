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
        ("签发人：张三　示司函〔2026〕9号", "示司函〔2026〕9号"),
        ("示司函〔2026〕9号　　签发人：张　三", "示司函〔2026〕9号"),
        ("示 司 函 〔 2026 〕 9 号", "示司函〔2026〕9号"),
        ("中共示例县委办公室　示办发〔2026〕9号", "示办发〔2026〕9号"),
        ("示府〔2026〕1号　特急", "示府〔2026〕1号"),
        ("示政发〔2026〕1号　A类", "示政发〔2026〕1号"),
        ("第 000012 号　示政发〔2026〕8号", "示政发〔2026〕8号"),
        ("示政规〔2026〕1号　统一编号：SLDR-2026-00001", "示政规〔2026〕1号"),
        ("示政办〔2026〕9号　2026年3月1日印发", "示政办〔2026〕9号"),
        ("示政办〔2026〕9号　二〇二六年三月一日", "示政办〔2026〕9号"),
        ("（此件公开发布）示政发〔2026〕3号", "示政发〔2026〕3号"),
        ("示政发〔2026〕3号（此件主动公开，不含附件）", "示政发〔2026〕3号"),
        ("示政发〔2026〕3号（此件不公开）", "示政发〔2026〕3号"),
        ("示综执罚决字〔2026〕第（12）号", "示综执罚决字〔2026〕12号"),
        ("示市监罚告字〔2026〕A-12号", "示市监罚告字〔2026〕A-12号"),
        ("示政函〔2026〕补3号", "示政函〔2026〕补3号"),
        ("示公（治）行罚决字〔2026〕00123号", "示公（治）行罚决字〔2026〕123号"),
    ],
)
def test_a_number_in_an_ordinary_form_is_the_number_and_never_a_part_of_the_title(
    printed: str, number: str
) -> None:
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
    facts = extract(
        [
            f"示例县司法局关于开展案卷评查的通知（示司发〔2026〕5号）\n{BODY}\n示例县司法局\n2026年3月9日"
        ]
    )
    assert facts.doc_no is not None
    assert facts.doc_no.value == "示司发〔2026〕5号"
    assert find_head_no(["内部资料  示司发〔2026〕5号"]) is not None
    assert find_head_no(["根据示司发〔2026〕5号执行"]) is None


def test_a_line_that_holds_a_number_is_no_title_even_where_it_cannot_be_read() -> None:
    facts = extract([letter("示政发〔2026〕12、13号")])
    assert facts.doc_no is None
    assert facts.title is not None
    assert facts.title.value == "示例县司法局关于开展案卷评查的通知"


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
        ("2026年3月5日\u200b", DAY(2026, 3, 5)),
        ("2026年3月5日上午", DAY(2026, 3, 5)),
        ("2026年3月5日 上午9时", DAY(2026, 3, 5)),
        ("公元2026年3月5日", DAY(2026, 3, 5)),
        ("贰零贰陆年叁月伍日", DAY(2026, 3, 5)),
        ("二零二六年三月五日", DAY(2026, 3, 5)),
        ("2026—03—05", DAY(2026, 3, 5)),
        ("2026·3·5", DAY(2026, 3, 5)),
        ("2026.3.5日", DAY(2026, 3, 5)),
        ("20260305", DAY(2026, 3, 5)),
        ("（单位盖章）\n2026年3月5日", DAY(2026, 3, 5)),
    ],
)
def test_the_day_of_a_sign_off_in_an_ordinary_form(signed: str, day: datetime.date) -> None:
    facts = extract([letter("", signed)])
    assert facts.date is not None
    assert (facts.date.value, facts.date.confidence) == (day, "high")
    assert facts.issuer is not None
    assert facts.issuer.value == "示例县司法局"


@pytest.mark.parametrize(
    "signed", ["2026年2月2□日", "2026年1□月12日", "2026年2月2", "2026年12月23E"]
)
def test_a_date_that_a_seal_may_have_shortened_is_a_doubt(signed: str) -> None:
    day = extract([letter("", signed)], ocr_pages=[1]).date
    assert day is not None
    assert (day.confidence, "印章" in day.how) == ("low", True)


@pytest.mark.parametrize("signed", ["2026年2月21日", "丿2026年2月21日"])
def test_a_date_with_all_its_signs_under_a_seal_is_a_date(signed: str) -> None:
    day = extract([letter("", signed)], ocr_pages=[1]).date
    assert day is not None
    assert (day.value, day.confidence) == (DAY(2026, 2, 21), "medium")


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
        ("2026.4.12 宣传活动", DAY(2026, 4, 12)),
        ("20260412 通知", DAY(2026, 4, 12)),
        ("通知（2026年4月12日）", DAY(2026, 4, 12)),
        ("2026-4-2会议", DAY(2026, 4, 2)),
        ("2026.12.31", DAY(2026, 12, 31)),
        ("2026 年 4 月 12 日", DAY(2026, 4, 12)),
        ("企业微信截图_17759538151234", DAY(2026, 4, 12)),
        ("Camera_1775953815123", DAY(2026, 4, 12)),
        ("1775953815123", DAY(2026, 4, 12)),
        ("2026年度总结", None),
        ("示政发〔2026〕15号", None),
        ("IMG_20261340", None),
        ("120260305", None),
        ("2026.4.12.3", None),
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
    "line",
    [
        "填报单位：\t填报日期：",
        "填报单位：\t\t填报日期",
        "填报单位：\t负责人：",
        "来源：\t备注说明",
    ],
)
def test_the_label_of_an_empty_field_is_no_issuer(line: str) -> None:
    assert extract([f"情况统计表\n{line}\n序号\t事项"], flat=True).issuer is None


def test_an_answered_field_is_the_issuer() -> None:
    issuer = extract(
        ["情况统计表\n填报单位：\t示例县司法局\t填报日期：2026-03-01"], flat=True
    ).issuer
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
