"""What stands on the page and is no indicator: navigation, print buttons, metadata lines, contents,
signatures.
"""

from __future__ import annotations

import re

from scoring.indicators.importing.titles import format_doc_no
from scoring.reading.wording import fold, squeeze

_FURNITURE = re.compile(
    r"^(?:欢迎来到|当前位置|您(?:现在)?(?:所在)?的?位置|首页|网站首页|返回|上一[篇页条]|下一[篇页条]|扫一扫|手机扫|分享|打印|关闭|【?字体|字号|字体大小|"
    r"收藏|责任编辑|编辑[::]|来源[::]|信息来源|稿源|作者[::]|浏览次数|访问次数|点击|阅读次数|发布时间|发布日期|日期[::]|时间[::]|更新时间|"
    r"版权所有|主办[::]|承办[::]|网站(?:地图|标识码|声明)|联系我们|备案|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]ICP|"
    r"公安网?备|政府网站标识|技术支持|下载[::]|附件下载|附件[::]?$|附件\d*[::]|相关(?:链接|文档|阅读|解读|稿件)|解读[::]|政策解读|https?://|www\.|"
    r"[(]此件|政务(?:微信|微博)|微信公众号|无障碍|长者|繁体|分享到|\[?(?:大|中|小)\]?\s*(?:中|小)|纠错|我要纠错|保存本页|无标题文档|抄送|印发$)"
)
_META_KEYS = re.compile(
    r"索引号|信息索引|主题分类|发布机构|发文机关|制发机关|发文单位|发布单位|成文日期|成文时间|发文日期|发文时间|印发日期|生成日期|发布日期|"
    r"发文字号|文件编号|文\s*号|公开方式|公开范围|有效性|主题词|组配分类|体裁分类|服务对象|施行日期|失效日期|废止日期"
)
_META_TRIGGERS = re.compile(
    r"索引号|主题分类|发布机构|发文机关|成文日期|成文时间|发文字号|文\s*号|公开方式|公开范围|有效性|主题词|组配分类|体裁分类|服务对象"
)
_META_NAMES = {
    "发布机构": "issuer", "发文机关": "issuer", "制发机关": "issuer", "发文单位": "issuer", "发布单位": "issuer",
    "文号": "doc_no", "发文字号": "doc_no", "文件编号": "doc_no", "索引号": "index", "信息索引": "index",
    "成文日期": "date", "成文时间": "date", "发文日期": "date", "发文时间": "date", "印发日期": "date",
    "生成日期": "date",
}  # fmt: skip
_DATE = re.compile(r"(20\d{2})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_DOC_NO = re.compile(r"\S+?\s*[〔(\[【]\s*20\d{2}\s*[〕)\]】]\s*(?:第)?\s*\d{1,4}\s*号|\S+号")
_TOC_ENTRY = re.compile(r"(?:[.…·]{3,}|\s{3,}|[\t ])\s*\(?\d{1,3}\)?\s*$")
_LEADERS = re.compile(r"[.…·]{3,}\s*\(?\d{1,4}\)?\s*$")
_SIGNATURE = re.compile(
    r"^\s*(?:20\d{2}|二[〇零○O]\w{2})\s*[-年./]\s*\S{1,3}\s*[-月./]\s*\S{1,3}日?\s*$"
)
# An entry of contents without leaders, as Word makes it with a tab.
_PAGE_NUMBER = re.compile(r"[^\d\s]\s*(?:[.…·]{2,}|\s+)\s*\(?(\d{1,4})\)?\s*$")


def is_furniture(text: str) -> bool:
    """Say whether a line belongs to the page rather than to the document."""
    line = fold(text).strip()
    return bool(_FURNITURE.match(line)) or bool(re.fullmatch(r"[\d\s\-—–第共页/]+", line))


def metadata(text: str) -> dict[str, str] | None:
    """Read a metadata line (索引号 … 发布机构 …); None where the line is none."""
    line = fold(text)
    if not _META_TRIGGERS.search(line) or len(line) > 200 or "。" in line:
        return None
    keys = list(_META_KEYS.finditer(line))
    ends = [*(key.start() for key in keys[1:]), len(line)]
    fields: dict[str, str] = {}
    for key, end in zip(keys, ends, strict=True):
        name = _META_NAMES.get("".join(key.group().split()))
        if name is None:
            continue
        value = _meta_value(name, line[key.end() : end].strip(" :"))
        if value:
            fields.setdefault(name, value)
    if fields:
        return fields
    # A line that begins with a key is one of a printed head even where nothing is filled in.
    begins = keys[0].start() == len(line) - len(line.lstrip())
    return {} if begins else None


def _meta_value(name: str, text: str) -> str:
    if name == "date":
        match = _DATE.search(text)
        if match:
            return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
        return ""
    if name == "doc_no":
        match = _DOC_NO.search(text)
        if match:
            return format_doc_no(match.group())
        return ""
    if name == "issuer":
        # Several organs stand side by side: 中共云山县委 云山县人民政府.
        return "、".join(part for part in re.split(r"[\s、,;]+", text) if part)
    if text:
        return text.split()[0]
    return ""


def is_signature(text: str) -> bool:
    """Say whether a line is a date of signing."""
    return bool(_SIGNATURE.match(fold(text)))


def is_contents_heading(text: str) -> bool:
    """Say whether a line is the heading of a table of contents."""
    return squeeze(text) in ("目录", "目次", "contents", "CONTENTS")


def is_contents_entry(text: str) -> bool:
    """Say whether a line looks like an entry of a table of contents: dot leaders and a page
    number.
    """
    return bool(_LEADERS.search(fold(text)))


def contents_entry(text: str) -> int | None:
    """Return the page number of a line that can be an entry of a table of contents, None where it
    ends without one.
    """
    match = _PAGE_NUMBER.search(fold(text))
    if match and not re.search("[。;]", fold(text)):
        return int(match.group(1))
    return None


def strip_page_number(text: str) -> str:
    """Return an entry of a table of contents without leaders and page number."""
    return _TOC_ENTRY.sub("", fold(text)).strip(" .…·")
