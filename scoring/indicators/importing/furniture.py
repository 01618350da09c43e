"""What stands on the page and is no indicator: navigation, print buttons, metadata lines, contents, signatures."""

from __future__ import annotations

import re

from scoring.reading.wording import fold, squeeze

_FURNITURE = re.compile(
    r"^(?:欢迎来到|当前位置|您(?:现在)?所?在的?位置|首页|网站首页|返回|上一[篇页条]|下一[篇页条]|扫一扫|手机扫|分享|打印|关闭|【?字体|字号|字体大小|"
    r"收藏|责任编辑|编辑[::]|来源[::]|信息来源|稿源|作者[::]|浏览次数|访问次数|点击|阅读次数|发布时间|发布日期|日期[::]|时间[::]|更新时间|"
    r"版权所有|主办[::]|承办[::]|网站(?:地图|标识码|声明)|联系我们|备案|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]ICP|"
    r"公安网?备|政府网站标识|技术支持|下载[::]|附件下载|附件[::]?$|附件\d*[::]|相关(?:链接|文档|阅读|解读|稿件)|解读[::]|政策解读|https?://|www\.|"
    r"政务(?:微信|微博)|微信公众号|无障碍|长者|繁体|分享到|\[?(?:大|中|小)\]?\s*(?:中|小)|纠错|我要纠错|保存本页|无标题文档|抄送|印发$)"
)
_META = (
    ("issuer", re.compile(r"(?:发布机构|发文机关|制发机关|发文单位|发布单位)\s*[::]?\s*(\S+)")),
    ("doc_no", re.compile(r"(?:文\s*号|发文字号|文件编号)\s*[::]?\s*(\S+号)")),
    (
        "date",
        re.compile(
            r"(?:成文日期|发文日期|印发日期|生成日期)\s*[::]?\s*(20\d{2}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}日?)"
        ),
    ),
    ("index", re.compile(r"(?:索引号|信息索引)\s*[::]?\s*(\S+)")),
)
_META_KEYS = re.compile(
    r"索引号|主题分类|发布机构|发文机关|成文日期|发文字号|文\s*号|公开方式|公开范围|有效性|主题词|组配分类|体裁分类|服务对象"
)
_TOC_ENTRY = re.compile(r"(?:[.…·]{3,}|\s{3,}|[\t ])\s*\(?\d{1,3}\)?\s*$")
_LEADERS = re.compile(r"[.…·]{3,}\s*\(?\d{1,4}\)?\s*$")
_SIGNATURE = re.compile(r"^\s*(?:20\d{2}|二[〇零○O]\w{2})\s*[-年./]\s*\S{1,3}\s*[-月./]\s*\S{1,3}日?\s*$")
_TITLE_END = re.compile(
    r"(?:指标体系|计划|方案|要点|清单|标准|细则|意见|通知|办法|任务|规划|分工|评分表|考核表|测评表|评查表|指标|目录|手册|指南|台账|体系|责任制|措施|规程|表|纲要|规定)"
    r"(?:[((][^()()]{1,20}[))])?$"
)


def is_furniture(text: str) -> bool:
    """Say whether a line belongs to the page rather than to the document."""
    line = fold(text).strip()
    return bool(_FURNITURE.match(line)) or bool(re.fullmatch(r"[\d\s\-—–第共页/]+", line))


def metadata(text: str) -> dict[str, str] | None:
    """Read a metadata line (索引号 … 发布机构 …); None where the line is none."""
    line = fold(text)
    if len(set(re.findall(_META_KEYS, line))) < 1 or len(line) > 160 or "。" in line:
        return None
    found = {}
    for key, pattern in _META:
        match = pattern.search(line)
        if match:
            found[key] = match.group(1)
    return found or ({} if _META_KEYS.match(line.strip()) else None)


def is_signature(text: str) -> bool:
    """Say whether a line is a date of signing."""
    return bool(_SIGNATURE.match(fold(text)))


def is_contents_heading(text: str) -> bool:
    """Say whether a line is the heading of a table of contents."""
    return squeeze(text) in ("目录", "目次", "contents", "CONTENTS")


def is_contents_entry(text: str) -> bool:
    """Say whether a line looks like an entry of a table of contents: dot leaders and a page number."""
    return bool(_LEADERS.search(fold(text)))


def strip_page_number(text: str) -> str:
    """Return an entry of a table of contents without leaders and page number."""
    return _TOC_ENTRY.sub("", fold(text)).strip(" .…·")


def looks_like_title(text: str) -> bool:
    """Say whether a line can be the title of an indicator document."""
    line = fold(text).strip()
    return 4 <= len(line) <= 60 and not re.search(r"[。;:]", line) and bool(_TITLE_END.search(line.rstrip("》")))


def choose_title(lines: list[str]) -> str:
    """Choose the title among the lines before the first item: the last title line, not the notice that carries it."""
    candidates = [line.strip() for line in lines if looks_like_title(line)]
    own = [line for line in candidates if not re.search(r"关于.*通知$", fold(line))]
    if own:
        return own[-1].strip("《》")
    quoted = [match.group(1) for line in candidates if (match := re.search(r"《([^《》]{4,60})》", line))]
    return quoted[-1] if quoted else (candidates[-1] if candidates else "")
