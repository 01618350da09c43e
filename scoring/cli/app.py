"""The group of all commands and the one error boundary.

Commands are imported only when they are called (``lazy``), so that ``--help`` is quick.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from typing import Any

import click

from scoring import __version__
from scoring.cli.lazy import LazyGroup, Members
from scoring.cli.screen import screened
from scoring.cli.translate import use_chinese
from scoring.collection import own_process

NO_LOCKS = (
    "这个共享文件夹不支持文件锁，两个人同时写会互相覆盖；请把工作区放到本机磁盘，或支持锁的共享上"
)
"""Why nothing is written on some shares."""
COMMANDS: Members = {
    "demo": ("demo_command", "复制一份示例县工作区，并生成它的全部文书"),
    "init": ("init_command", "新建一个工作区"),
    "check": ("check_command", "检查工作区的全部文件，一次列出所有问题"),
    "score": ("score_command", "计算得分：自评分、佐证分、核验分与失分"),
    "gaps": ("gaps_command", "按单位、板块、原因或测评方式列出失分"),
    "explain": ("explain_command", "说明一个指标为什么得这些分"),
    "report": ("report_command", "生成自评报告、整改清单等文书（PDF、Word、Excel、网页）"),
    "rectify": ("rectify_command", "短板整改：生成清单、申报、销号、通报"),
    "plan": ("plan_command", "推进计划：到限期达到目标，最省人日的办法和次序"),
    "round": ("round_command", "轮次：新建、为核验抽样、对比、佐证存档"),
    "indicators": ("indicators_command", "指标体系：导入官方文件、查看、新旧对照"),
    "evidence": ("evidence_command", "佐证材料：登记、对应、审核、检索、迎检卷宗"),
    "question": ("question_command", "问专班：单位就一项指标提问，专班回答"),
    "sheet": ("sheet_command", "导出、导入给各单位填写的工作簿"),
    "serve": ("serve_command", "工作台：各单位用浏览器填报，专班审核，督办整改"),
    "region": ("region_command", "汇总：收各县报送包，复算、排名、通报，抽签核验"),
    "submit": ("submit_command", "报送：打成报送包交给省、市汇总，打印报送表"),
    "journal": ("journal_command", "操作记录：末尾少过记录的，查明、恢复以后由人认可"),
    "doctor": ("doctor_command", "检查本机的字体和排版组件是否齐备"),
}


class Commands(LazyGroup):
    """The commands of ``shifan``; a name that is none of them is answered with the nearest."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            # Only a slip of the pen needs it, and every command would pay for it.
            import difflib

            near = difflib.get_close_matches(args[0], list(COMMANDS), n=1)
            hint = f"，是不是“{near[0]}”？" if near else "。可用的命令见 shifan --help"
            raise click.UsageError(f"没有“{args[0]}”这个命令{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(
    cls=Commands,
    members=COMMANDS,
    name="shifan",
    help="法治政府建设示范创建指标评分系统：自查评分、说明失分、生成自评报告。",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", message="shifan %(version)s", help="显示版本号")
@click.option(
    "-w",
    "--workspace",
    "folder",
    metavar="文件夹",
    help="工作区文件夹（默认：当前文件夹往上最近的一个）",
)
@click.option(
    "--fresh", is_flag=True, help="重新计算，不用上次留下的结果（文件没有变时，结果本来就一样）"
)
@click.pass_context
def shifan(ctx: click.Context, folder: str | None, *, fresh: bool) -> None:
    """Holds the workspace that ``-w`` before the command's name asks for."""
    ctx.obj = folder


def main(args: list[str] | None = None) -> None:
    """Runs the command line. Every way out has its exit code; no traceback reaches the user."""
    use_chinese()
    # Workbooks and pictures bring numpy along. Its threads for matrices, of which there are none
    # here, would keep child processes from beginning as copies of this one (``confined``).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # It would look through every installed package for plugins that nobody here uses.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    own_process()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console in GBK would stop at the first sign that it does not have.
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_answered(list(sys.argv[1:] if args is None else args)))


def _answered(args: list[str]) -> int:
    """The exit code of a command. A reading one on an unchanged workspace
    gives the answer of last time.
    """
    from scoring.cli import answers

    asked = answers.question(args)
    if asked is None:
        return _run(args)
    try:
        known = answers.kept(asked)
        if known is not None:
            return known
    except BrokenPipeError:
        _drop_output()
        return 0
    with answers.Recorder() as recorder:
        code = _run(args)
    # Other codes say that something stood in the way, which may be gone the next time.
    if code in (0, 1):
        recorder.keep(asked, code)
    return code


def _run(args: list[str]) -> int:
    with screened():
        return _carried_out(args)


def _carried_out(args: list[str]) -> int:
    try:
        # Not shifan.main(): it would turn a closed pipe into exit code 1 and swallow what an
        # interrupt has to say.
        with shifan.make_context("shifan", args) as ctx:
            result: Any = shifan.invoke(ctx)
        sys.stdout.flush()
        if isinstance(result, int):
            return result
        return 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中断。", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        place = f"：{error.filename}" if error.filename else ""
        click.echo(
            f"读写文件失败{place}（{_reason(error)}）。请检查磁盘空间、权限，以及文件是否正被 "
            "WPS、Excel 打开。",
            err=True,
        )
        return 3
    except Exception as error:  # noqa: BLE001  the boundary: no traceback reaches the user
        return _refused(error)


def _refused(error: Exception) -> int:
    """What was refused for a reason is said;
    whatever is left is our own fault and goes to a file.
    """
    from scoring.cli.shared import refused
    from scoring.problems import ScoringError

    _drop_output()
    if isinstance(error, ScoringError):
        return refused(error)
    if isinstance(error, OverflowError) and "date" in str(error):
        click.echo(
            "错误：文件或命令里有一个日期在日历的尽头，算不出它的前后几天。请改成实际的日期。",
            err=True,
        )
        return 3
    # So says the file lock of a share on which locks are not implemented.
    if isinstance(error, NotImplementedError) and "lock" in str(error):
        click.echo(f"读写文件失败（{NO_LOCKS}）。", err=True)
        return 3
    return _unexpected()


def _drop_output() -> None:
    """Throws away output that cannot be written,
    so that leaving the program does not try it once more.
    """
    try:
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "没有权限"
    if isinstance(error, FileNotFoundError):
        return "找不到"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "这里要一个文件夹，已有的是文件"
    if isinstance(error, IsADirectoryError):
        return "这里要一个文件，已有的是文件夹"
    known = {
        errno.ENOLCK: NO_LOCKS,
        errno.ENOSPC: "磁盘已满",
        errno.EROFS: "磁盘是只读的",
        errno.ENAMETOOLONG: "文件名太长",
    }
    return known.get(error.errno or 0, f"系统错误 {error.errno}")


def _unexpected() -> int:
    import traceback

    details = f"shifan {__version__}, Python {sys.version}\n{traceback.format_exc()}"
    try:
        handle, name = tempfile.mkstemp(prefix="shifan-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(details)
        place = f"详情写在 {name}，请连同它一起反馈。"
    except OSError as error:
        place = f"详情也没能写下来（{_reason(error)}）。"
    click.echo(f"程序出现内部错误。{place}", err=True)
    # EX_SOFTWARE of sysexits: none of the codes that a caller may take for a verdict on the data.
    return 70
