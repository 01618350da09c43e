"""The jail of the renderer: which addresses a document may load while it is printed.

Left to itself the renderer would read any file of the machine and any address of the network that
injected markup names, and put it into the PDF. Here it reads ``data:`` addresses, and files below
the folders that the caller names; anything else stops the document, because a picture that is
silently missing from an official paper is a fault too.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import url2pathname

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

MAX_BYTES = 64 * 1024 * 1024
TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".icc": "application/vnd.iccprofile",
}


class Jail(URLFetcher):  # type: ignore[misc]  # weasyprint ships no types
    """A fetcher that serves ``data:`` addresses and plain files below ``roots``, and refuses all
    others.

    ``refused`` holds what it said, because inside a vector picture the renderer swallows the
    exception.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._roots = [root.resolve() for root in roots]
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return the content, or raise FatalURLFetchingError (which ends the render) with a Chinese
        sentence.
        """
        scheme = url.split(":", 1)[0].lower()
        if scheme == "data":
            return super().fetch(url, headers)
        path = self._inside(url, scheme)
        kind = TYPES.get(path.suffix.lower())
        if kind is None:
            self._refuse(f"文件中引用的文件类型不能排入版面：{path.name}")
        if path.stat().st_size > MAX_BYTES:
            self._refuse(f"文件中引用的图片过大（超过 64 MB）：{path.name}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def _inside(self, url: str, scheme: str) -> Path:
        parts = urlsplit(url)
        if scheme != "file" or parts.netloc not in {"", "localhost"}:
            self._refuse(f"文件中引用了外部地址，已拒绝读取：{_short(url)}")
        if b"\0" in unquote_to_bytes(parts.path):
            self._refuse("文件中引用的路径含有非法字符，已拒绝读取")
        # Links are followed before the comparison: a link inside the folder may point anywhere.
        path = Path(url2pathname(parts.path)).resolve()
        if not any(path.is_relative_to(root) for root in self._roots):
            self._refuse(f"文件中引用了工作目录以外的文件，已拒绝读取：{_short(url)}")
        if not path.is_file():
            self._refuse(f"文件中引用的文件不存在：{path.name}")
        return path

    def _refuse(self, sentence: str) -> NoReturn:
        self.refused.append(sentence)
        raise FatalURLFetchingError(sentence)


def _short(url: str) -> str:
    if len(url) <= 80:
        return url
    return url[:77] + "…"
