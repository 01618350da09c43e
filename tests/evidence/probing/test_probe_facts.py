"""文号, dates, titles, issuers and validity from text: the forms that offices really write."""

import datetime

import pytest

from scoring.evidence.probing.dates import find_date, find_dates, number, whole_line_date
from scoring.evidence.probing.docno import find_doc_no, normalise
from scoring.evidence.probing.facts import extract
from scoring.evidence.probing.title_and_issuer import find_title, is_organisation
from scoring.evidence.probing.validity import find_validity

DAY = datetime.date


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("示政发〔2026〕15号", "示政发〔2026〕15号"),
        ("示政发[2026]15号", "示政发〔2026〕15号"),
        ("示政发【2026】15号", "示政发〔2026〕15号"),
        ("示政办发(2021)48号", "示政办发〔2021〕48号"),
        ("示政办发（2021）48号", "示政办发〔2021〕48号"),
        ("示政发〔2011〕 77号", "示政发〔2011〕77号"),
        ("示 政 发 〔 2026 〕 15 号", "示政发〔2026〕15号"),
        ("示政发［2026］第5号", "示政发〔2026〕5号"),
        ("示政发〔2026〕005号", "示政发〔2026〕5号"),
        ("示市监处罚〔2026〕88号", "示市监处罚〔2026〕88号"),
        ("示政发〔２０２６〕１５号", "示政发〔2026〕15号"),
        ("示政发[2026)15号", "示政发〔2026〕15号"),
        ("根据示政发〔2026〕15号", "示政发〔2026〕15号"),
        ("示政发2026年第15期", None),
        ("第15号", None),
        ("关于停车的通知", None),
    ],
)
def test_a_document_number_has_one_form(written, expected):
    assert normalise(written) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (["示例县人民政府文件", "示政发〔2026〕15号", "关于印发清单的通知"], "示政发〔2026〕15号"),
        (
            ["000001", "机密★1年", "示例县人民政府文件", "示政发〔2026〕15号 签发人：林知远"],
            "示政发〔2026〕15号",
        ),
        (["示例县人民政府令", "第 12 号", "示例县停车管理办法"], "示例县人民政府令第12号"),
        (["示例县人民政府令第12号", "示例县停车管理办法"], "示例县人民政府令第12号"),
        (
            ["示例县人民法院", "行政判决书", "（2026）示0101行初12号", "原告：郑某"],
            "（2026）示0101行初12号",
        ),
        (["第12号", "示例县停车管理办法"], None),
        (["示例县公报", "示例县人民政府令第12号"], "示例县人民政府令第12号"),
        (["示例县市场监督管理局公告", "2026年第3号"], "示例县市场监督管理局公告2026年第3号"),
        (
            ["关于停车的通知", "各单位：", "根据《办法》（示政发〔2025〕3号）要求，现通知如下。"],
            None,
        ),
        (["停车情况说明", "按照示政发〔2025〕3号", "本局开展了检查。"], None),
        (["停车情况说明", "本局开展了检查，结果如下。", "示政发〔2025〕3号"], None),
        (["行政处罚决定书", "文号：示城罚字〔2026〕第 088 号"], "示城罚字〔2026〕88号"),
    ],
)
def test_the_number_of_the_document_itself(head, expected):
    found = find_doc_no(head)
    assert (found.value if found else None) == expected


@pytest.mark.parametrize(
    "line", ["示政发(2026〕15号", "示政发2026〕15号", "示政发I2026〕15号", "示政发〔2O26〕l5号"]
)
def test_a_recognised_number_may_have_lost_a_bracket(line):
    found = find_doc_no(["示例县人民政府文件", line, "关于停车的通知"], ocr=True)
    assert found is not None
    assert found.value == "示政发〔2026〕15号"
    assert found.how == "OCR，文头第2行"
    assert found.confidence != "high"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026年3月5日", DAY(2026, 3, 5)),
        ("2026 年 3 月 5 日", DAY(2026, 3, 5)),
        ("２０２６年３月５日", DAY(2026, 3, 5)),
        ("2026年03月05日", DAY(2026, 3, 5)),
        ("二〇二六年三月五日", DAY(2026, 3, 5)),
        ("二○二六年三月五日", DAY(2026, 3, 5)),
        ("二◯二六年三月五日", DAY(2026, 3, 5)),
        ("二零二六年三月五日", DAY(2026, 3, 5)),
        ("二O二六年三月五日", DAY(2026, 3, 5)),
        ("二О二六年三月五日", DAY(2026, 3, 5)),
        ("二o二六年十二月三十一日", DAY(2026, 12, 31)),
        ("二〇二六年十月二十日", DAY(2026, 10, 20)),
        ("二〇二六年十一月廿一日", DAY(2026, 11, 21)),
        ("一九九九年十月十日", DAY(1999, 10, 10)),
        ("2O26年3月5日", DAY(2026, 3, 5)),
        ("2026-03-05", DAY(2026, 3, 5)),
        ("2026-03-05 12:30:01", DAY(2026, 3, 5)),
        ("2026.3.5", DAY(2026, 3, 5)),
        ("2026/03/05", DAY(2026, 3, 5)),
        ("20260305", DAY(2026, 3, 5)),
        ("2026年2月30日", None),
        ("2026年13月1日", None),
        ("1026年3月1日", None),
        ("电话 20265555123", None),
        ("2026年3月", None),
    ],
)
def test_dates_in_every_script(written, expected):
    assert find_date(written) == expected


def test_a_sentence_gives_all_its_dates_in_order():
    days = [day for day, _, _ in find_dates("自2026年1月1日起至二〇二七年六月三十日止")]
    assert days == [DAY(2026, 1, 1), DAY(2027, 6, 30)]


def test_a_seal_may_leave_signs_around_a_date_but_a_sentence_is_none():
    assert whole_line_date("县2026年7月22日宋", noisy=True) == DAY(2026, 7, 22)
    assert whole_line_date("县2026年7月22日宋") is None
    assert whole_line_date("2026年7月22", noisy=True) == DAY(2026, 7, 22)
    assert whole_line_date("会议于2026年7月22日召开", noisy=True) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("二十", 20), ("三十一", 31), ("05", 5), ("○五", 5), ("十十", None), ("", None)],
)
def test_small_numbers(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    "name",
    [
        "示例县人民政府",
        "中共示例县委",
        "示例县人民政府法律顾问室",
        "青溪镇人民政府",
        "示例县财政局（国资办）",
    ],
)
def test_names_of_bodies(name):
    assert is_organisation(name)


@pytest.mark.parametrize(
    "name",
    ["关于加强财政局", "抄送：县委办公室", "附件", "各乡镇人民政府，县政府各部门", "2026年3月5日"],
)
def test_what_is_no_body(name):
    assert not is_organisation(name)


NOTICE = """示 例 县 人 民 政 府 文 件
示政发〔2026〕15 号
示例县人民政府关于印发《示例县依申请政务服务
事项办理时限压缩清单》的通知
各乡镇人民政府，县政府各部门：
根据《优化营商环境条例》（示政发〔2025〕3号）和2025年1月2日会议要求，现予印发。
本清单自2026年4月1日起施行，有效期2年。
示例县人民政府
2026年3月21日
（此件公开发布）
附件：清单
示例县行政审批局
2026年1月5日
抄送：县委办公室。
示例县人民政府办公室 2026年3月22日印发"""


def test_a_notice_with_spaced_head_cited_number_and_enclosure():
    facts = extract([NOTICE])
    assert (
        facts.title.value
        == "示例县人民政府关于印发《示例县依申请政务服务事项办理时限压缩清单》的通知"
    )
    assert facts.title.confidence == "high"
    assert (facts.doc_no.value, facts.doc_no.how) == ("示政发〔2026〕15号", "文头第2行")
    assert (facts.issuer.value, facts.issuer.how) == ("示例县人民政府", "落款")
    assert (facts.date.value, facts.date.how, facts.date.confidence) == (
        DAY(2026, 3, 21),
        "落款",
        "high",
    )
    assert (facts.valid.start, facts.valid.end) == (DAY(2026, 4, 1), DAY(2028, 3, 31))


def test_joint_issuers_and_a_date_in_chinese_figures():
    head = (
        "示例县司法局 示例县财政局文件\n示司发〔2026〕2号\n关于法律援助经费的通知\n各单位：\n"
        "请执行。\n"
    )
    facts = extract([head + "示例县司法局\t示例县财政局\n二○二六年三月五日"])
    assert facts.issuer.value == "示例县司法局、示例县财政局"
    assert facts.date.value == DAY(2026, 3, 5)
    stacked = extract(
        [
            "关于法律援助经费的通知\n各单位：\n请执行。\n抓好落实。\n示例县司法局\n示例县财政局\n2026年3月5日"
        ]
    )
    assert stacked.issuer.value == "示例县司法局、示例县财政局"


def test_name_and_date_on_one_line():
    facts = extract(
        ["情况说明\n现将有关情况说明如下。\n一、基本情况\n已办结。\n示例县司法局 2026年3月5日"]
    )
    assert (facts.issuer.value, facts.date.value) == ("示例县司法局", DAY(2026, 3, 5))


def test_a_short_letter_with_a_long_enclosure_and_a_report_with_a_cover():
    letter = (
        "关于停车的函\n县财政局：\n请支持。\n示例县司法局\n2026年3月5日\n附件\n" + "清单内容\n" * 20
    )
    facts = extract([letter])
    assert (facts.issuer.value, facts.date.value) == ("示例县司法局", DAY(2026, 3, 5))
    cover = "法治政府建设报告\n示例县司法局\n2026年3月5日\n" + "一、工作情况\n" * 20
    assert extract([cover]).date.value == DAY(2026, 3, 5)
    assert extract([cover, "县人民政府\n2026年4月1日"]).date.value == DAY(2026, 4, 1)


def test_the_date_under_a_title_counts_only_without_a_sign_off():
    facts = extract(
        [
            "示例县法治政府建设规划\n（2026年3月5日）\n一、总体要求\n到2030年建成。\n二、任务\n抓落实。\n完"
        ]
    )
    assert (facts.date.value, facts.date.how) == (DAY(2026, 3, 5), "题注")


def test_the_imprint_is_the_last_resort():
    facts = extract(
        [
            "关于停车的通知\n各单位：\n请遵照执行。\n抓好落实。\n再通知。\n示例县人民政府办公室2026年3月22日印发"
        ]
    )
    assert (facts.date.value, facts.date.confidence) == (DAY(2026, 3, 22), "low")


def test_a_text_without_any_of_it():
    facts = extract(["会议讨论了停车问题，没有形成结论。"])
    assert (facts.doc_no, facts.issuer, facts.date, facts.valid) == (None, None, None, None)
    assert extract([]).title is None


def test_a_scan_prefers_the_head_to_a_name_under_a_seal():
    pages = [
        "示例县司法局文件\n示司发〔2026〕2号\n关于停车的通知\n各单位：\n请执行。",
        "政\n示例县司去局\n示\n2026年3月5日章",
    ]
    facts = extract(pages, ocr_pages=(1, 2))
    assert facts.issuer.value == "示例县司法局"
    assert (facts.date.value, facts.date.how, facts.date.confidence) == (
        DAY(2026, 3, 5),
        "OCR，落款",
        "medium",
    )


def test_the_box_of_a_government_site():
    page = """欢迎来到示例县人民政府
当前位置: 首页 > 政策
索引号 1115-0001/2026-00005 主题分类 司法
发布机构 示例县人民政府办公室 文号 示政办发(2026)48号
成文日期 2026年8月9日
示例县人民政府办公室关于印发《工作计划》的通知
日期:2026-08-10 来源:示例县人民政府
为深入推进法治政府建设，制定本计划。"""
    facts = extract([page])
    assert (facts.doc_no.value, facts.doc_no.how) == ("示政办发〔2026〕48号", "信息栏文号")
    assert (facts.date.value, facts.date.how) == (DAY(2026, 8, 9), "信息栏成文日期")
    assert facts.issuer.value == "示例县人民政府办公室"
    assert facts.title.value == "示例县人民政府办公室关于印发《工作计划》的通知"
    coloned = extract(
        ["索引号：000-1\n发文字号： 示政办发〔2026〕8号 发布日期：2026-03-01\n正文。"]
    )
    assert coloned.doc_no.value == "示政办发〔2026〕8号"
    assert extract(["文号的写法有规定。\n会议讨论。"]).doc_no is None


def test_a_page_that_names_office_and_day_above_its_text():
    facts = extract(
        ["县府办秘书科\n2026-07-07\n2026年是关键的一年，全县要落实各项任务。\n一、加强领导"]
    )
    assert (facts.date.value, facts.date.confidence) == (DAY(2026, 7, 7), "low")
    assert facts.title is None


def test_a_scan_with_one_head_and_two_signatures_has_both():
    pages = [
        "示例县司法局文件\n示司发〔2026〕2号\n关于停车的通知\n各单位：\n请执行。\n示例县司法局、示例县财政局\n2026年3月5日"
    ]
    assert extract(pages, ocr_pages=(1,)).issuer.value == "示例县司法局、示例县财政局"


def test_a_table_dates_itself_by_its_labels():
    facts = extract(
        [
            "台账\n填报单位：示例县司法局\t填报日期：2026-06-30\n案件\t2026年1月5日\n案件\t2026年2月5日"
        ],
        flat=True,
    )
    assert (facts.issuer.value, facts.date.value) == ("示例县司法局", DAY(2026, 6, 30))


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["附件1", "示例县行政许可事项清单", "序号\t事项", "1\t许可"], "示例县行政许可事项清单"),
        (
            ["关于印发《示例县", "停车管理办法》的", "通知", "各单位："],
            "关于印发《示例县停车管理办法》的通知",
        ),
        (["示例县停车管理办法", "（试行）", "第一条 为了管理停车。"], "示例县停车管理办法（试行）"),
        (
            ["行政处罚案卷（食品案）", "示市监处罚〔2026〕88号", "一、卷内目录"],
            "行政处罚案卷（食品案）",
        ),
        (
            ["示例县人民政府第63次常务会议纪要", "2026年7月2日，县长主持召开会议。"],
            "示例县人民政府第63次常务会议纪要",
        ),
        (
            ["示政办〔2026〕3号", "县委办公室、县政府办公室", "关于印发方案的通知", "各单位："],
            "县委办公室、县政府办公室关于印发方案的通知",
        ),
        (["示例县司法局", "公证工作情况说明", "全年办证三十件。"], "公证工作情况说明"),
        (["2026年7月2日，县长主持召开会议。"], None),
    ],
)
def test_titles(lines, title):
    found = find_title(lines)
    assert (found.value if found else None) == title


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("本办法自2026年3月1日起施行，有效期5年。", DAY(2026, 3, 1), DAY(2031, 2, 28)),
        ("本办法自印发之日起施行，有效期五年。", DAY(2026, 3, 21), DAY(2031, 3, 20)),
        ("本办法自公布之日起30日后施行。", DAY(2026, 4, 20), None),
        ("本通知有效期至2028年3月20日。", None, DAY(2028, 3, 20)),
        ("（有效期至2028年3月20日）", None, DAY(2028, 3, 20)),
        (
            "本规定自2026年5月1日起施\n行，有效期至2028年\n4月30日。",
            DAY(2026, 5, 1),
            DAY(2028, 4, 30),
        ),
        ("本方案试行期一年，自2024年2月29日起试行。", DAY(2024, 2, 29), DAY(2025, 2, 28)),
        ("聘期自2026年1月1日起至2026年12月31日止。", DAY(2026, 1, 1), DAY(2026, 12, 31)),
        ("本意见有效期18个月。", DAY(2026, 3, 21), DAY(2027, 9, 20)),
        ("食品经营许可证有效期5年。", None, None),
        ("各单位要认真组织实施。", None, None),
        ("处罚决定执行至2026年5月1日。", None, None),
    ],
)
def test_validity(text, start, end):
    found = find_validity(text, DAY(2026, 3, 21))
    assert ((found.start, found.end) if found else (None, None)) == (start, end)


def test_hostile_text_is_read_in_linear_time():
    import time

    begun = time.perf_counter()
    for piece in (
        "有效期",
        "二〇二六年",
        "示政发〔2026〕",
        "关于",
        "自2026年1月1日起",
        "示例县人民政府",
    ):
        extract([piece * 40_000, (piece + "\n") * 5_000])
    assert time.perf_counter() - begun < 20
