"""What the machine refuses (disk full, file held open, folder not writable) as answers that say
what to do about it.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from pathlib import Path

from scoring.workbench.web import Trouble

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
HELD = frozenset({errno.EBUSY, errno.ETXTBSY, errno.EAGAIN})
HELD_ON_WINDOWS = frozenset({32, 33})
REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
KEPT = "没有保存；写的内容还在草稿里，页面不要关"
log = logging.getLogger("shifan.workbench")


def trouble_of_failure(error: Exception) -> Trouble | None:
    """The answer for a fault of disk or file; None for one that is a fault of the program."""
    if isinstance(error, sqlite3.OperationalError):
        return _of_state(error)
    if not isinstance(error, OSError) or error.errno is None:
        return None
    log.error("%s", error)
    sentence = _of_disk(error, error.errno)
    if sentence is None:
        return None
    return Trouble(507, sentence)


def _of_disk(error: OSError, number: int) -> str | None:
    """What a person can do about it; None for a fault that nobody at a disk can mend."""
    name = Path(str(error.filename)).name if error.filename else ""
    if number in FULL:
        return f"服务器的硬盘满了，{KEPT}。请管理员腾出地方，再按一次保存"
    if number in HELD or getattr(error, "winerror", None) in HELD_ON_WINDOWS:
        return (
            f"服务器上的 {name or '文件'} 正被别的程序（如 WPS）打开着，{KEPT}。请管理员关掉它，"
            "再按一次保存"
        )
    if number in REFUSED:
        return f"服务器不能写 {name or '工作区'}，{KEPT}。请管理员查一下文件夹的权限"
    return None


def _of_state(error: sqlite3.OperationalError) -> Trouble | None:
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return Trouble(507, f"服务器的硬盘满了，{KEPT}。请管理员腾出地方")
    if "readonly" in text or "locked" in text:
        return Trouble(507, f"服务器的账号库现在写不进去，{KEPT}。请告诉管理员")
    return None
