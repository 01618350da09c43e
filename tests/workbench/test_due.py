"""What is due soon or overdue: one line a date, renewed at each stage, told to the gateway as
well."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

import samples
from sites import SiteMaker, people_text

from scoring.workbench.clock import Clock
from scoring.workbench.due import remind

TREE = samples.SOUND["indicators/sample.yaml"].replace(
    "    name: 网上办理\n", "    name: 网上办理\n    due: 2026-11-30\n", 1
)
ROUND = samples.SOUND["rounds/2026-self.yaml"].replace('  "1.1": {done: 9, of: 10}\n', "")
FILES = {"indicators/sample.yaml": TREE, "rounds/2026-self.yaml": ROUND}


def told(here: object, login: str) -> list[str]:
    return [item["text"] for item in here.client(login).get("/notices").json()["notices"]]  # type: ignore[attr-defined]


def test_a_date_is_told_seven_three_and_one_day_before_and_when_it_is_over(site: SiteMaker) -> None:
    here = site(FILES)
    desk = here.office.desk
    wanted = {22: [], 23: ["7 天内"], 25: ["7 天内"], 27: ["3 天内"], 29: ["1 天内"], 30: ["今天"]}
    for day, said in wanted.items():
        desk._clock = Clock(date(2026, 11, day))
        remind(here.office)
        assert [
            text.split("（")[0] for text in told(here, "unit") if "到期：1.1" in text
        ] == said, day
    desk._clock = Clock(date(2026, 12, 1))
    assert remind(here.office) > 0
    assert remind(here.office) == 0  # told once
    assert "11月30日到期的已超期：1.1" in told(here, "unit")
    assert not any("1.1" in text for text in told(here, "other"))


def test_what_is_done_is_not_told_of(site: SiteMaker) -> None:
    here = site({"indicators/sample.yaml": TREE})
    here.office.desk._clock = Clock(date(2026, 11, 29))
    remind(here.office)
    assert not any("到期：1.1" in text for text in told(here, "unit"))


def test_the_end_of_the_round_is_told_three_days_before(site: SiteMaker) -> None:
    head = samples.SOUND["workspace.yaml"] + "deadline: 2026-11-24 18:00\n" + people_text()
    here = site({"workspace.yaml": head})
    remind(here.office)
    assert "自评3 天内截止（11月24日 18:00），之后只能看" in told(here, "other")


def test_a_notice_goes_to_the_gateway_as_json(site: SiteMaker, tmp_path: Path) -> None:
    out = tmp_path / "notices"
    out.mkdir()
    script = tmp_path / "gateway.py"
    # Each notice is a run of the program of its own, and they may run at once: a file for each,
    # which has its name when it is whole.
    script.write_text(
        "import sys, uuid, pathlib\n"
        f"path = pathlib.Path({str(out)!r}) / uuid.uuid4().hex\n"
        "path.write_bytes(sys.stdin.buffer.read())\n"
        "path.rename(path.with_suffix('.json'))\n",
        "utf-8",
    )
    here = site(FILES, notify=f"{sys.executable} {script}")
    here.office.desk._clock = Clock(date(2026, 11, 29))
    for login in ("head", "other"):
        account = here.office.store.accounts.by_login(login)
        assert account is not None
        here.office.store.accounts.disable(account.id, disabled=True)
    assert remind(here.office) >= 1
    ends = time.monotonic() + 20
    while not (notices := list(out.glob("*.json"))) and time.monotonic() < ends:
        time.sleep(0.05)
    notice = json.loads(notices[0].read_text("utf-8"))
    assert notice["to"] == ["陈晓芸"]
    assert "到期" in notice["text"]
