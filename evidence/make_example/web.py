"""Saved web pages, screenshots of web pages, and plain notes."""

import io
from html import escape

import pypdfium2
from PIL import Image, ImageDraw

from . import fonts
from .body import as_html
from .model import Document
from .official import render

_CSS = """
body { margin: 0; font: 15px/26px Hei, "Microsoft YaHei", sans-serif; color: #222; background: #fff; }
.top { background: #b4161b; color: #fff; font: 700 27px/66px Hei, "Microsoft YaHei", sans-serif; padding: 0 60px; }
.nav { background: #8f1015; color: #fff; padding: 0 60px; font-size: 15px; line-height: 36px; }
.nav span { margin-right: 34px; }
.crumb { padding: 9px 60px; color: #666; font-size: 13px; border-bottom: 1px solid #ddd; }
h1 { font: 700 23px/38px Hei, "Microsoft YaHei", sans-serif; text-align: center; margin: 20px 60px 6px; }
.meta { text-align: center; color: #777; font-size: 13px; border-bottom: 1px solid #ddd; margin: 0 60px;
  padding-bottom: 8px; }
.body { margin: 14px 70px 30px; }
.body p { margin: 0 0 7px; text-indent: 2em; }
table { border-collapse: collapse; width: 100%; margin: 10px 0; font-size: 14px; }
th, td { border: 1px solid #bbb; padding: 5px 8px; text-align: left; }
th { background: #f2f2f2; }
.foot { background: #efefef; color: #666; font-size: 12px; text-align: center; padding: 10px; }
"""
_NAV = ("首页", "政务公开", "政务服务", "互动交流", "法治政府建设", "数据发布")


def page(document: Document) -> bytes:
    """The saved page: one self-contained HTML file."""
    content = document.content
    site = escape(content["site"])
    nav = "".join(f"<span>{name}</span>" for name in _NAV)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(document.title)} - {site}</title>\n<style>{_CSS}</style>\n</head>\n"
        "<body>\n"
        f'<div class="top">{site}</div>\n<div class="nav">{nav}</div>\n'
        f'<div class="crumb">当前位置：首页 &gt; {escape(content["crumb"])}</div>\n'
        f"<h1>{escape(document.title)}</h1>\n"
        f'<div class="meta">发布时间：{document.date}　来源：{escape(document.issuer)}</div>\n'
        f'<div class="body">{as_html(document.text())}</div>\n'
        '<div class="foot">主办：示例县人民政府办公室　网页地址：'
        f"{escape(content['address'])}</div>\n"
        "</body>\n</html>\n"
    ).encode()


def screen(document: Document) -> bytes:
    """The same page as a screenshot (PNG, 980 pixels wide) with the address bar above it."""
    size = "@page { size: 980px 600px; margin: 0 }"
    printed = pypdfium2.PdfDocument(render(page(document).decode(), size + _CSS, document.id))
    view = printed[0].render(scale=96 / 72).to_pil().convert("RGB")
    bar = 64
    picture = Image.new("RGB", (view.width, view.height + bar), (222, 225, 230))
    draw = ImageDraw.Draw(picture)
    for position, colour in enumerate(((237, 106, 94), (245, 191, 79), (98, 197, 84))):
        draw.ellipse((16 + 24 * position, 24, 30 + 24 * position, 38), fill=colour)
    draw.rounded_rectangle((110, 14, view.width - 30, 50), 18, fill="white")
    draw.text(
        (132, 32),
        document.content["address"],
        font=fonts.face("Hei", 17),
        fill=(60, 60, 60),
        anchor="lm",
    )
    picture.paste(view, (0, bar))
    target = io.BytesIO()
    picture.quantize(64).save(target, "PNG", optimize=True)
    return target.getvalue()


def note(document: Document) -> bytes:
    """A plain text note (UTF-8)."""
    lines = [
        document.title,
        "",
        document.text().strip(),
        "",
        document.issuer,
        document.chinese_date,
    ]
    return ("\n".join(lines).rstrip() + "\n").encode()
