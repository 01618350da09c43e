"""A new workspace from a tree: files that pass ``check`` and explain themselves
to whoever opens them next.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from scoring.data_files import data_folder
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope import LEVEL
from scoring.problems import ScoringError
from scoring.rounds.forms import Terms, round_text, usual_window
from scoring.storage import Author, RecordChanges, Transaction, write_records
from scoring.storage.atomic import is_draft
from scoring.storage.journal import JOURNAL
from scoring.storage.yaml_text import comment_text, key_of, key_text

README = "先读我.txt"


class Occupied(ScoringError):
    """The folder that a workspace was to be made in holds something already."""


def new_workspace(
    folder: Path,
    tree: IndicatorTree,
    source: Path,
    *,
    name: str | None,
    today: date,
    level: str | None = "县",
) -> list[Path]:
    """Makes the workspace and gives the paths written. A tree that does not ship with the tool is
    copied into it.

    Without a ``name`` the office is called as its folder is, and the file says so. ``tree`` is cut
    to the kind of object that is to be assessed; what it was cut to is written down.

    Raises :class:`Occupied` for a folder that is not empty; nothing is written then.
    """
    if (folder / ".shifan").is_dir():
        with Transaction(folder):
            pass  # a killed init is finished or undone first
    if _occupied(folder):
        raise Occupied(str(folder))
    # A shipped tree is found by its id; a copy of it would stay behind when the program is renewed.
    own = source.resolve().parent != data_folder("indicators").resolve()
    round_name = f"{today.year}-self"
    files = {
        "workspace.yaml": _workspace(
            tree, name or folder.resolve().name, round_name, level, of_folder=not name
        ),
        "evidence/register.yaml": REGISTER,
        f"rounds/{round_name}.yaml": round_text(
            tree, Terms(round_name, "self", today, usual_window(today))
        ),
        README: START.format(round=round_name),
    }
    if own:
        files[f"indicators/{tree.id}.yaml"] = source.read_text("utf-8-sig")

    def plan(changes: RecordChanges) -> None:
        if _occupied(folder):  # somebody was faster
            raise Occupied(str(folder))
        for relative, text in files.items():
            changes.put(relative, text)

    (folder / "evidence" / "files").mkdir(parents=True, exist_ok=True)
    write_records(folder, Author("", today), "init", plan)
    return [folder / relative for relative in files]


def _occupied(folder: Path) -> bool:
    """Whether a folder holds anything. What a killed ``init`` left is nothing: its own notes, and
    the journal, out of which its line was taken.
    """
    if not folder.is_dir():
        return folder.exists()
    inside = (path for path in folder.rglob("*") if path.relative_to(folder).parts[0] != ".shifan")
    return any(
        not path.is_dir() and not is_draft(path.name) and not _empty_journal(folder, path)
        for path in inside
    )


def _empty_journal(folder: Path, path: Path) -> bool:
    return path == folder / JOURNAL and path.stat().st_size == 0


def _workspace(
    tree: IndicatorTree, name: str, round_name: str, level: str | None, *, of_folder: bool
) -> str:
    if of_folder:
        told = "# name 取自文件夹的名称；不对就在这里改，下面的报告标题 title 也要改。\n"
    else:
        told = ""
    # In the order of the tree and each once: that is the list which the office completes.
    units = dict.fromkeys(
        unit for node in tree.walk() for unit in (*node.record.lead, *node.record.support)
    )
    listed = "".join(f"  {key_text(key_of(unit), {}, 0, chr(10))}" for unit in units) or "  {}\n"
    return (
        "# 工作区：给谁评分、用哪套指标体系、当前是哪一轮。# 号后面是说明，不影响使用。\n"
        + told
        + key_text("name", name, 0, "\n")
        + _kind(tree, level)
        + key_text("tree", tree.id, 0, "\n")
        + key_text("round", round_name, 0, "\n")
        + "report:\n  title: "
        + key_text("x", f"{name}法治政府建设示范创建自评报告", 0, "\n")[3:]
        + "  # issuer: 编制单位\n  # doc_no: 文号\n"
        + "  # 自己写的部分，印在自评报告里：place 写 first 印在最前面，不写印在分项自评后面\n"
        + "  # parts: [{title: 自评工作组织情况, file: texts/组织情况.docx, place: first}]\n"
        + "# 指标体系里出现的单位。简称写进 aliases；“县政府各部门”这样的集体名称，用 members 写明包括哪些单位，如：\n"
        + "#   县司法局: {aliases: [司法局]}\n#   县政府各部门: {members: [县司法局, 县财政局]}\n"
        + f"units:\n{listed}"
    )


def _kind(tree: IndicatorTree, level: str | None) -> str:
    """The lines that say what kind of object is assessed, with what else could have been chosen."""
    declared = tree.scope.kinds.declared
    if LEVEL in declared:
        levels = comment_text(f"可选：{'、'.join(declared[LEVEL])}")
    else:
        levels = "市、县、区等"
    if level:
        lines = f"{key_text('level', level, 0, '')}                # {levels}\n"
    else:
        lines = ""
    others = {key: values for key, values in declared.items() if key != LEVEL}
    if not others:
        return lines
    chosen = {key: value for key, value in tree.classes.items() if key != LEVEL}
    offered = "；".join(f"{key}（{'、'.join(values)}）" for key, values in others.items())
    lines += f"# 对象类别：这套体系的指标、分值按它区分。可选：{comment_text(offered)}\n"
    return lines + (key_text("classes", chosen, 0, "\n") if chosen else "# classes: {…}\n")


REGISTER = """\
# 佐证登记表：一件佐证一条记录。文件放在 evidence/files/ 里，路径相对于 evidence/ 文件夹。例如：
# - id: E0001
#   file: files/1-1/权责清单.pdf      # 网页写 url: https://…，并写 seen: 查看日期
#   kind: 文件                        # 文件 图片 视频 链接 说明 统计表
#   title: 关于公布权责清单的通知
#   doc_no: 示政发〔2026〕15号
#   issuer: 示例县人民政府
#   date: 2026-03-21                  # 成文日期，要在时间窗内
#   unit: 县司法局
#   proves:
#   - {indicator: "1.1.1", item: 佐证要求的名称, locate: 第3页}
"""

START = """\
这是一个示范创建评分工作区，用 shifan 打开。

1. workspace.yaml        名称、指标体系、单位
2. rounds/{round}.yaml   逐项填写自评认定
3. evidence/files/       放入佐证文件，再运行 shifan evidence scan 登记（记在 evidence/register.yaml）
4. 在这个文件夹里运行：
   shifan check          检查填写有没有问题
   shifan evidence suggest    看每件佐证可能证明哪个指标
   shifan score          看得分和失分
   shifan gaps           看失分在哪个单位、什么原因
   shifan explain 编号    看一个指标为什么得这些分
   shifan report self    生成自评报告，放在 reports/ 里
"""
