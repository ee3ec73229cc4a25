"""How a module words its errors, as data: rendered by the API layer, the in-process executors and nginx alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from banyan.base import BanyanError, ParameterError, UserError

_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Wording:
    """What one error says: the module's own code, its message, and the HTTP status it is sent with."""

    code: int
    message: str
    status: int


@dataclass(frozen=True)
class RenderedError:
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class ErrorShape:
    """`template` is the JSON body with the texts `{code}`, `{status}`, `{message}`, `{title}` and `{request_id}`
    standing for values; a text that is one placeholder alone becomes that value with its type.

    `named` words the errors of the tree by their `name`, a parameter's also by its field, `parameter.page`; `statuses`
    words whatever else HTTP refuses. A user error that
    neither names keeps its own status and message, the status being its code; any other's message is hidden.
    """

    template: Mapping[str, Any]
    named: Mapping[str, Wording] = field(default_factory=dict)
    statuses: Mapping[int, Wording] = field(default_factory=dict)
    content_type: str = _JSON

    def wording(self, error: BanyanError | type[BanyanError]) -> Wording:
        """Of an error, or of all of its kind."""
        field = error.field if isinstance(error, ParameterError) else ""
        named = self.named.get(f"{error.name}.{field}") or self.named.get(error.name)
        if named is not None:
            return named
        if not issubclass(error if isinstance(error, type) else type(error), UserError):
            return self.status_wording(error.status)
        return self.statuses.get(error.status) or Wording(error.status, error.message, error.status)

    def status_wording(self, status: int) -> Wording:
        return self.statuses.get(status) or Wording(status, status_phrase(status), status)

    def render(self, wording: Wording, request_id: str) -> RenderedError:
        values = {
            "code": wording.code,
            "status": wording.status,
            "message": wording.message,
            "title": status_phrase(wording.status),
            "request_id": request_id,
        }
        body = json.dumps(_filled(self.template, values), ensure_ascii=False, separators=(",", ":"))
        return RenderedError(wording.status, self.content_type, body.encode())


def problem_details() -> ErrorShape:
    """RFC 9457, the shape of a module that declares none."""
    template = {
        "type": "about:blank",
        "title": "{title}",
        "status": "{status}",
        "detail": "{message}",
        "request_id": "{request_id}",
    }
    return ErrorShape(template, content_type="application/problem+json")


def status_phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _filled(template: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(template, Mapping):
        return {key: _filled(value, values) for key, value in template.items()}
    if isinstance(template, list | tuple):
        return [_filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    if template.startswith("{") and template[1:-1] in values:
        return values[template[1:-1]]
    for name, value in values.items():
        template = template.replace("{" + name + "}", str(value))
    return template
