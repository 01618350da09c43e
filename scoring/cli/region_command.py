"""``shifan region``: a province or a city over its counties, a county over its units."""

from __future__ import annotations

import click

from scoring.cli.lazy import LazyGroup, Members

MEMBERS: Members = {
    "accept": (
        "region_collect_command:accept",
        "采用：这个单位最近一次的报送从此计分；以后重新报送的，要再采用才算",
    ),
    "alike": (
        "region_compare_command:alike",
        "同一份文件出现在几个单位的登记里：按校验值，扫描过的也按文字",
    ),
    "collect": (
        "region_collect_command:collect",
        "接收报送包：逐个检查、复算，每个给出一个结果；不符合的说明理由，谁也不影响谁",
    ),
    "compare": (
        "region_compare_command:compare",
        "与以前一轮比较：各单位得分和名次的变化，各项指标平均得分率的升降；不可比的列出",
    ),
    "demo": (
        "region_demo_command:demo",
        "把示例省（24 个虚构的县）复制到文件夹，接收、复算、排名，并印出全部文书",
    ),
    "doctor": (
        "region_demo_command:doctor",
        "检查汇总和集群用的组件是否齐备，并说明集群证书怎样生成、怎样启动",
    ),
    "evidence": (
        "region_sample_command:evidence",
        "核对调来的佐证：内容与报送时登记的校验值是否一致；列出缺失和不符的",
    ),
    "indicators": (
        "region_score_command:indicators",
        "各项指标在全区域的得分率：平均、中位数、高低、满分零分未评各几个，失分在哪里",
    ),
    "init": (
        "region_init_command:init",
        "新建一个汇总文件夹：region.yaml、指标体系的副本、收报送包的 incoming/",
    ),
    "outliers": (
        "region_compare_command:outliers",
        "站不住的得分：核验后保留的比例明显偏低的单位，核减最多的指标",
    ),
    "rank": (
        "region_score_command:rank",
        "排名：得分、名次、分布；没有名次的说明原因，未报的列在最后",
    ),
    "receipt": ("region_collect_command:receipt", "回执：收到的是哪一份、指纹、结果"),
    "report": (
        "region_report_command:report",
        "印制：评估报告、排名通报、报送情况通报、县页（每个单位一页）、汇总表、网页（离线可看）；all 是全部",
    ),
    "return": (
        "region_collect_command:give_back",
        "退回：写明理由，打印退回函；这个单位要重新报送",
    ),
    "roster": ("region_roster_command:roster", "名册：谁该报送"),
    "sample": (
        "region_sample_command:sample",
        "抽签：抽哪些单位、每个单位看哪些指标；记入 samples/，谁都能按同一种子重抽",
    ),
    "score": (
        "region_score_command:score",
        "按统一口径复算所有报送，写出 rounds/ 里的结果；没有变化的不重算",
    ),
    "show": ("region_score_command:show", "一个单位：报送、名次、得分与失分，逐项说明为什么"),
    "status": (
        "region_collect_command:status",
        "报送情况：谁报了、第几次、结果、逾期几天、问题几处；最后列待认领和退回的文件",
    ),
    "work": (
        "region_work_command:work",
        "费时的活：给所有单位印文书、识别扫描件；可以分给几台机器做",
    ),
}


@click.group(
    cls=LazyGroup,
    members=MEMBERS,
    name="region",
    help="汇总：收各县（或本县各单位）的报送包，按统一口径复算、排名、通报，抽签核验。",
)
def command() -> None:
    """The group; each command is a module beside."""
