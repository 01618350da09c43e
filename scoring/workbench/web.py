"""One request and its answer: JSON and page from the same result, refusals as values that end a
request.

A handler takes a :class:`Call` and returns an :class:`Answer`. What is raised as :class:`Trouble`
becomes an answer of its own: as JSON for programs, as a page that says what happened, what was kept
and what to do next for people.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scoring.values import whole_number
from scoring.workbench.veil import veiled

if TYPE_CHECKING:
    from scoring.workbench.desk import View
    from scoring.workbench.office import Office
    from scoring.workbench.people import Visitor

Data = dict[str, Any]
JSON_TYPE = "application/json"
SAVE_ID = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_APART = frozenset({"save_id", "base"})
"""Keys of a body that are no part of what is to be written."""


class Trouble(Exception):
    """Ends a request with a status and a sentence in Chinese. ``more`` are further keys of the
    answer.
    """

    def __init__(self, status: int, problem: str, **more: Any) -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem
        self.more = more

    def data(self) -> Data:
        """The answer as JSON."""
        return {"problem": self.problem, **self.more}


def forbidden(problem: str, who: Sequence[str]) -> Trouble:
    """403: this person may not; ``who`` may."""
    return Trouble(403, problem, who=list(who))


def not_found(problem: str) -> Trouble:
    """404: there is no such thing, or none that this person may know of."""
    return Trouble(404, problem)


def invalid(problem: str, problems: Sequence[Data] = ()) -> Trouble:
    """422: understood, and wrong. ``problems`` say where."""
    return Trouble(422, problem, problems=list(problems) or [fault_at("", problem)])


def fault_at(field: str, what: str, fix: str = "") -> Data:
    """One thing that is wrong, the field beside which the page says it, and how to mend it."""
    return {"field": field, "what": what, "fix": fix}


def invalid_at(field: str, problem: str, *, what: str = "", fix: str = "") -> Trouble:
    """:func:`invalid` for one field; ``what`` is said beside it where the whole problem is long."""
    return invalid(problem, [fault_at(field, what or problem, fix)])


@dataclass(slots=True)
class Answer:
    """What a handler returns. ``data`` is the JSON; ``template`` draws the page from it and from
    ``extra``.

    ``location`` sends a form (not a program) on to another page.
    """

    data: Data
    template: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    location: str = ""
    cookies: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Call:
    """One request of one visitor, its body read whole."""

    request: Request
    office: Office
    body: bytes
    visitor: Visitor | None
    _view: View | None = None

    @property
    def view(self) -> View:
        """The newest state of the workspace as the visitor may see it; the same one for the whole
        request.
        """
        if self._view is None:
            self.renew(self.office.desk.view())
        assert self._view is not None
        return self._view

    def renew(self, view: View) -> None:
        """Goes on with another state, as this visitor may see it: nobody sees a mark that is sealed
        for him.
        """
        self._view = veiled(view, self.visitor.name) if self.visitor else view

    @property
    def who(self) -> Visitor:
        """The visitor, who has logged in. Raises 401."""
        if self.visitor is None:
            raise Trouble(401, "请先登录")
        return self.visitor

    @property
    def json(self) -> bool:
        """Whether the answer is wanted as JSON."""
        return wants_json(self.request)

    @property
    def query(self) -> Mapping[str, str]:
        """The query of the address."""
        return self.request.query_params

    @property
    def page(self) -> int:
        """Which page of a list is asked for, from 1."""
        return max(1, whole_number(self.query.get("page")) or 1)

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def fields(self) -> Data:
        """The body as a map: JSON, or a plain form. Raises 400 for anything else."""
        kind = content_type(self.request)
        if kind == JSON_TYPE:
            return _json_fields(self.body)
        if kind == "application/x-www-form-urlencoded":
            return _form_fields(self.body)
        if kind == "" and not self.body:
            return {}
        raise Trouble(415, "这里只收 JSON 或者网页表单")

    def sent(self) -> str:
        """A digest of the address and of what was sent to it, for a save that may come again.

        The id of the save is left out, and the version that the page had seen: a program that asks
        for the newest one before it sends the same once more wants nothing else than before.
        """
        fields: Data | str
        try:
            fields = {key: value for key, value in self.fields().items() if key not in _APART}
        except Trouble:  # a file is no map of fields
            fields = hashlib.sha256(self.body).hexdigest()
        text = json.dumps([self.request.url.path, fields], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def text(self, fields: Data, key: str, *, longest: int = 2000, needed: bool = False) -> str:
        """One text of the body, without blanks around it. Raises 422 for another shape or
        length.
        """
        value = fields.get(key, "")
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise invalid(f"“{key}”应是一段文字")
        value = value.strip()
        if needed and not value:
            raise invalid_at(key, f"缺少“{key}”", fix="补上")
        if len(value) > longest:
            raise invalid_at(key, f"“{key}”最长 {longest} 个字", what=f"最长 {longest} 个字")
        return value

    def back(self, fields: Data, pages: tuple[str, ...], otherwise: str) -> str:
        """Where a form leads to: the page that it came from, where that is one of ``pages``.

        Anything else may be the address of another site.
        """
        page = self.text(fields, "back", longest=400)
        if page.startswith(pages):
            return page
        return otherwise

    def save_id(self, fields: Data) -> str:
        """The random id of a save, "" without one. Raises 422 for one that is none."""
        value = fields.get("save_id") or ""
        if value and (not isinstance(value, str) or not SAVE_ID.fullmatch(value)):
            raise invalid("“save_id”应是一段随机的字母、数字")
        return str(value)


def day_of(fields: Mapping[str, Any], key: str) -> date | None:
    """A day of the body or the query, None where nothing stands there. Raises 422 for what is
    none.
    """
    value = fields.get(key)
    if not value:
        return None
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        what = f"“{str(value)[:20]}”不是日期，写成 2026-03-05 这样"
        raise invalid_at(key, what) from None


def base_of(fields: Mapping[str, Any]) -> str | None:
    """The version of the record that the author saw; None where the request names none, so that
    only the keys that it changes are compared.
    """
    base = fields.get("base")
    if isinstance(base, str):
        return base
    return None


def names_of(fields: Mapping[str, Any], key: str) -> list[str]:
    """The texts under a key of the body: one, or several boxes that were ticked. Raises 422 for
    anything else.
    """
    value = fields.get(key) or ()
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
        raise invalid(f"“{key}”应是一段文字，或者一个列表")
    return [one.strip() for one in values if one.strip()]


Handler = Callable[[Call], Answer | Response]


def wants_json(request: Request) -> bool:
    """Whether a program asks: it accepts JSON, and a page no sooner."""
    accept = request.headers.get("accept", "")
    program, page = accept.find(JSON_TYPE), accept.find("text/html")
    return program >= 0 and (page < 0 or program < page)


def content_type(request: Request) -> str:
    """The media type of the body, without its parameters."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


def json_response(data: Data, status: int = 200) -> JSONResponse:
    """JSON as every answer carries it."""
    return JSONResponse(data, status)


def _json_fields(body: bytes) -> Data:
    try:
        # Numbers stay the text that was typed: a score never passes through a float.
        data = json.loads(body, parse_constant=_no_constant, parse_float=str)
        # Half a character, written as \ud800, is a text for Python alone: no file, store or answer
        # can hold it.
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Trouble(400, "请求的内容不是正确的 JSON") from None
    if not isinstance(data, dict):
        raise Trouble(400, "请求的内容应是一个 JSON 对象")
    return data


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _form_fields(body: bytes) -> Data:
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=2000, strict_parsing=False
        )
    except (UnicodeDecodeError, ValueError):
        raise Trouble(400, "表单的内容读不出来") from None
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    # A key that stands once is a text; boxes that were ticked come several times under one name.
    return {key: texts[0] if len(texts) == 1 else texts for key, texts in values.items()}
