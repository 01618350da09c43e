"""The worked example as a workspace of one's own:
a whole season of an invented county, from round to sign-off.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from scoring.data_files import data_folder

EXAMPLE = "example-county"
LAST_DAY = date(2026, 11, 27)
"""The day on which the season of the example stands: its second bulletin was issued then. Colours
and 逾期 count from it, so that the documents read the same whenever they are made.
"""
MOCK = "2026-mock"
"""The round of the example for which the review book is made."""


def copy_example(folder: Path) -> None:
    """Copies the worked example to ``folder``, which must not exist or be empty. Raises ``OSError``
    when it cannot.
    """
    shutil.copytree(
        data_folder("evidence") / EXAMPLE,
        folder,
        dirs_exist_ok=True,
        # Contents alone: from an installed package that is
        # read-only the copy would be read-only as well.
        copy_function=shutil.copyfile,
        # What is only kept to save time belongs to the folder in which it was reckoned.
        ignore=shutil.ignore_patterns(".shifan"),
    )


def what_to_see(folder: Path) -> str:
    """Four sentences on where to begin among the documents of a demo in ``folder``."""
    reports = folder / "reports"
    plan = f"shifan -w {folder} plan --target 90 --by 2026-12-31 --today {LAST_DAY}"
    return "\n".join(
        (
            f"先看 {reports / '一页简报.pdf'}：能不能申报、失分在哪里、下一步做什么，一页说完。",
            f"再用浏览器打开 {reports / f'评查册-{MOCK}.html'}：评查人员怎样逐项看佐证、给核验分。",
            f"然后试一试 {plan}：怎样用最少的人日到90分。",
            f"打开工作台，用各角色的账号试用：shifan demo --serve {folder}",
        )
    )
