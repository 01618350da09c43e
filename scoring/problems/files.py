"""What can be wrong with a file as such, with the shape of its content, and with
``workspace.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator

from scoring.problems.kinds import Kind, error, notice, unreadable, warning


def kinds() -> Iterator[Kind]:
    """The rules, in the order of their ids."""
    # Y: the file as YAML
    yield unreadable(
        "Y001",
        "文件读不出来",
        "确认文件在原处、没有被改名，并且您有读取它的权限",
        "（文件不存在或无权限）",
        "（文件可正常打开）",
    )
    yield unreadable(
        "Y002",
        "文件编码不是 UTF-8",
        "用记事本或 WPS 打开，另存为时编码选 UTF-8",
        "（GBK 或 UTF-16 编码的文件）",
        "（UTF-8 编码的文件）",
    )
    yield unreadable(
        "Y003",
        "YAML 写法有误",
        "对照上下行检查缩进、引号、冒号后的空格",
        'name: "示例县',
        'name: "示例县"',
    )
    yield unreadable(
        "Y004",
        "文件过大",
        "确认放对了文件；指标、佐证登记这类文件通常不超过几 MB",
        "（50 MB 的文件）",
        "（几百 KB 的文件）",
    )
    yield error("Y005", "同一个键写了两次", "只保留一处", "met: true\nmet: false", "met: true")
    yield error(
        "Y006",
        "不支持锚点、别名、标签和合并键",
        "把内容直接写在需要的地方",
        "a: &x 1\nb: *x",
        "a: 1\nb: 1",
    )
    yield error(
        "Y007",
        "编号没有加引号",
        "给编号加上英文双引号，否则别的程序会把它当成数字",
        "code: 1.10",
        'code: "1.10"',
    )
    yield notice(
        "Y008",
        "文件开头有 BOM 标记",
        "不影响使用；另存为“UTF-8（无 BOM）”即可去掉",
        "（带 BOM 的 UTF-8）",
        "（无 BOM 的 UTF-8）",
    )
    yield unreadable(
        "Y009", "嵌套层数过多", "检查缩进，指标树最多三级", "[[[[[…]]]]]", "[一级, 二级]"
    )
    yield unreadable(
        "Y010",
        "文件是空的",
        "补写内容，或用 shifan init 生成一份带说明的样本",
        "（空文件）",
        "name: 示例县",
    )
    yield unreadable(
        "Y011", "用了全角冒号", "把“：”改成英文冒号加一个空格“: ”", "name：示例县", "name: 示例县"
    )
    yield unreadable(
        "Y012", "缩进用了制表符", "把 Tab 换成两个空格", "\tname: 示例县", "  name: 示例县"
    )
    yield notice(
        "Y013",
        "有印不出的字",
        "本机没有含这个字的公文字体时，把含它的字体放进工作区的 fonts/；或者改用别的字",
        "name: 𠮷家村",
        "name: 吉家村",
    )
    # S: shape of the content
    yield error("S001", "不认识的键", "删去，或改成正确的键名", "nmae: 示例县", "name: 示例县")
    yield error(
        "S002",
        "缺少必填的内容",
        "补上这一项",
        "- name: 放管服改革",
        '- code: "1.1"\n  name: 放管服改革',
    )
    yield error(
        "S003",
        "结构不对",
        "对照 docs/format.md 中这一项的写法修改",
        "indicators: 无",
        "indicators: []",
    )
    yield error("S004", "填写的值不对", "按提示改正这个值", "points: 十分", "points: 10")
    # W: workspace.yaml
    yield unreadable(
        "W001",
        "不是工作区",
        "到含有 workspace.yaml 的文件夹里运行，或用 -w 指定；新建请用 shifan init",
        "（没有 workspace.yaml）",
        "（有 workspace.yaml）",
    )
    yield unreadable(
        "W002",
        "找不到指标体系",
        "tree 写内置体系的 id（shifan indicators list 可查）或工作区里的文件名",
        "tree: national-2020",
        "tree: national-2021",
    )
    yield unreadable(
        "W003",
        "找不到当前轮次",
        "round 写 rounds/ 里某个文件的 round 名称",
        "round: 2025-self",
        "round: 2026-self",
    )
    yield warning(
        "W004",
        "单位没有登记",
        "改成登记过的名称，或在 workspace.yaml 的 units 里补登（简称写进 aliases）",
        "lead: [县司法剧]",
        "lead: [县司法局]",
    )
    yield error(
        "W005",
        "单位的简称重复",
        "一个简称只能属于一个单位，请改掉其中一处",
        "aliases: [司法局]（两个单位都写了）",
        "aliases: [县司法局机关]",
    )
    yield error(
        "W006",
        "单位组合互相包含",
        "members 里只写单位，不要绕回到自己",
        "甲: {members: [乙]}\n乙: {members: [甲]}",
        "甲: {members: [乙]}",
    )
    yield warning(
        "W007",
        "对象类别没有声明",
        "改成指标体系 classes 里的类别名称，或删去这一行",
        "classes: {地域: 山区}",
        "classes: {地区: 山区}",
    )
    yield error(
        "W008",
        "对象类别的取值不对",
        "改成指标体系 classes 里这一类的取值；级别写在 level",
        "classes: {地区: 丘陵}",
        "classes: {地区: 山区}",
    )
    yield error(
        "W009",
        "没有选对象类别",
        "在 workspace.yaml 的 classes 里选一个；级别写在 level",
        "（指标按地区区分，没有写 classes）",
        "classes: {地区: 山区}",
    )
    yield error(
        "W010",
        "文字部分的文件找不到",
        "把文件放到写明的地方，或改正 report.parts 里的 file；路径从工作区的文件夹写起",
        "file: texts/打算.doc（没有这个文件）",
        "file: texts/打算.docx",
    )
    yield error(
        "W011",
        "文字部分的文件不在工作区里",
        "把文件放进工作区的文件夹（如 texts/），file 写从工作区起的路径",
        "file: ../打算.docx",
        "file: texts/打算.docx",
    )
    yield error(
        "W012",
        "文字部分的文件读不出来",
        "用 WPS 或 Word 打开，另存为没有密码的 .docx（或 .txt、.md），只留这一部分的文字",
        "file: texts/打算.pdf",
        "file: texts/打算.docx",
    )
    yield error(
        "W013",
        "文字部分是空的",
        "在文件里写好正文，或删去这一部分",
        "（空文件）",
        "（有正文的文件）",
    )
    yield error(
        "W014",
        "文字部分里有不认识的数字名称",
        "改成认得的名称；不是数字名称的，不用花括号",
        "现分{总得分}分",
        "现分{总分}分",
    )
    yield warning(
        "W015",
        "文字部分里有印不出来的内容",
        "图片、脚注不会印进报告；需要的，把意思写成文字，或把图片作为佐证登记",
        "（Word 文件里有 2 张图片）",
        "（只有文字和表格）",
    )
    yield error(
        "W020",
        "不在人员名单里的姓名",
        "改成名单里的姓名；确有其人的，在 workspace.yaml 的 people 里加上",
        "by: 王闵",
        "by: 王敏",
    )
    yield error(
        "W021",
        "两个人有相同的写法",
        "改掉其中一个别名；确实同名的，姓名后面用括号写上单位",
        "李明: {aliases: [小李]}，李强: {aliases: [小李]}",
        "李明（县司法局）、李明（县财政局）",
    )
    yield error(
        "W022", "代理绕回到自己", "删去其中一个 deputy_of", "甲代理乙，乙又代理甲", "甲代理乙"
    )
