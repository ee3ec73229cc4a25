"""api-layer 1 and 3: what is not there, and three kinds of error, in each module's shape."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
from litestar import Litestar, Router, get, post
from litestar.exceptions import HTTPException, InternalServerException
from litestar.params import FromPath, JSONBody
from litestar.testing import TestClient

from banyan.api import AnswerHead, ErrorAnswers, Module, exception_handlers
from banyan.base import SystemFault, TooManyRequests, UserError
from banyan.edge import Doorkeeper
from banyan.observe import Envelope, current_request_id
from banyan.policy import ErrorShape, Wording, problem_details
from banyan.server.site import build_table
from tests.load import wait_until
from tests.sites import ROOT, TestSite

_SECRET = "/srv/secret/place.py: password=hunter2"


class SoldOut(UserError):
    name = "sold_out"
    status = 409
    message = "Sold out."


class DiskBroke(SystemFault):
    name = "disk_broke"
    status = 507
    message = _SECRET


@get("/user", sync_to_thread=False)
def user() -> None:
    raise SoldOut


@get("/user-own-words", sync_to_thread=False)
def own_words() -> None:
    raise SoldOut("Only 2 are left.", retry_after=7)


@get("/system", sync_to_thread=False)
def system() -> None:
    raise DiskBroke


@get("/unknown", sync_to_thread=False)
def unknown() -> None:
    raise RuntimeError(_SECRET)


@get("/framework", sync_to_thread=False)
def framework() -> None:
    raise InternalServerException(detail=_SECRET)


@get("/teapot", sync_to_thread=False)
def teapot() -> None:
    raise HTTPException(status_code=418, detail=_SECRET, headers={"X-Pot": "short"})


@get("/number/{number:int}", sync_to_thread=False)
def number(number: FromPath[int]) -> int:
    return 1 // number


@post("/sum", sync_to_thread=False)
def total(data: JSONBody[list[int]]) -> int:
    return sum(data)


_CODES = ErrorShape(
    {"data": {"msg": "{message}", "code": "{code}"}},
    named={"sold_out": Wording(4101, "卖完了", 200)},
    statuses={500: Wording(9500, "Internal", 500)},
)
_FLAG = ErrorShape({"error": True, "message": "{message}", "id": "{request_id}"})
_HANDLERS = [user, own_words, system, unknown, framework, teapot, number, total]
_MODULES = tuple(
    Module(name=name, prefix=f"/{name}", owns=(f"/{name}",), controllers=_HANDLERS, errors=shape)
    for name, shape in (("codes", _CODES), ("flag", _FLAG), ("problem", problem_details()))
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Any]]:
    """The stack of a site that serves alone, but for the server."""
    table = build_table(_MODULES)
    app = Litestar(
        [Router(module.prefix, route_handlers=list(module.controllers)) for module in _MODULES],
        exception_handlers=exception_handlers(table),
        plugins=[ErrorAnswers(table, {})],
        logging_config=None,
    )
    stack = Envelope(Doorkeeper(AnswerHead(app), table, 1000), None, behind_gateway=False)  # type: ignore[arg-type]
    with TestClient(stack, raise_server_exceptions=False) as client:  # type: ignore[type-var]
        yield client


_WORDED = [
    ("/codes/user", 200, {"data": {"msg": "卖完了", "code": 4101}}),
    ("/flag/user", 409, {"error": True, "message": "Sold out.", "id": "ID"}),
    ("/flag/user-own-words", 409, {"error": True, "message": "Only 2 are left.", "id": "ID"}),
    ("/codes/system", 507, {"data": {"msg": "Insufficient Storage", "code": 507}}),
    ("/flag/system", 507, {"error": True, "message": "Insufficient Storage", "id": "ID"}),
    ("/codes/unknown", 500, {"data": {"msg": "Internal", "code": 9500}}),
    ("/flag/unknown", 500, {"error": True, "message": "Internal Server Error", "id": "ID"}),
    ("/flag/framework", 500, {"error": True, "message": "Internal Server Error", "id": "ID"}),
    ("/flag/teapot", 418, {"error": True, "message": "I'm a Teapot", "id": "ID"}),
    ("/codes/number/0", 500, {"data": {"msg": "Internal", "code": 9500}}),
    ("/codes/nothing", 404, {"data": {"msg": "Not Found", "code": 404}}),
    ("/flag/a%2fb", 400, {"error": True, "message": "Bad Request", "id": "ID"}),
]


@pytest.mark.parametrize(("path", "status", "body"), _WORDED)
def test_point_3_each_modules_own_words(client: TestClient[Any], path: str, status: int, body: dict[str, Any]) -> None:
    answer = client.get(path)
    number = answer.headers["x-request-id"]
    assert (answer.status_code, answer.json()) == (status, json.loads(json.dumps(body).replace('"ID"', f'"{number}"')))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content == json.dumps(answer.json(), ensure_ascii=False, separators=(",", ":")).encode()


_REFUSED = (
    *(("GET", f"/{path}", None) for path in ("user", "system", "unknown", "framework", "teapot", "nothing", "a%2fb")),
    ("DELETE", "/user", None),
    ("GET", "/number/0", None),
    ("GET", "/number/x", None),
    ("POST", "/sum", b"{"),
    ("POST", "/sum", b'"text"'),
    ("POST", "/sum", b"x" * 2000),
)


@pytest.mark.parametrize("module", ["codes", "flag", "problem"])
@pytest.mark.parametrize(("method", "path", "body"), _REFUSED)
def test_point_3_every_error_carries_the_request_id_and_nothing_of_our_insides(
    client: TestClient[Any], module: str, method: str, path: str, body: bytes | None
) -> None:
    answer = client.request(method, f"/{module}{path}", content=body)
    assert answer.status_code >= 400 or module == "codes"
    number = answer.headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", number)
    assert answer.json().get({"flag": "id", "problem": "request_id"}.get(module, ""), number) == number
    for inside in ("hunter2", "Traceback", ".py", "/srv", "site-packages", "Error("):
        assert inside not in answer.text


def test_point_3_a_user_error_says_when_to_come_again(client: TestClient[Any]) -> None:
    assert client.get("/flag/user-own-words").headers["retry-after"] == "7"
    assert client.get("/flag/teapot").headers["x-pot"] == "short"


@pytest.mark.parametrize(
    ("path", "level", "has_traceback"),
    [("user", "INFO", False), ("system", "ERROR", False), ("unknown", "ERROR", True), ("framework", "ERROR", True)],
)
def test_point_3_what_is_hidden_is_logged_with_the_request_id(
    client: TestClient[Any], caplog: pytest.LogCaptureFixture, path: str, level: str, has_traceback: bool
) -> None:
    with caplog.at_level(logging.INFO, "banyan"):
        number = client.get(f"/codes/{path}").headers["x-request-id"]
    record = next(each for each in caplog.records if each.levelname == level and each.name == "banyan")
    assert bool(record.exc_info) is has_traceback
    if level == "ERROR":
        assert number in record.getMessage()
        assert _SECRET in caplog.text


def test_point_3_hidden_from_the_openapi_document_too() -> None:
    for shape in (_CODES, _FLAG, problem_details()):
        assert _SECRET not in repr(shape.wording(DiskBroke))
        assert shape.wording(DiskBroke) == shape.wording(DiskBroke())
    assert problem_details().wording(TooManyRequests).status == 429


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "POST"])
def test_point_1_a_wrong_method_is_a_405_that_names_the_right_ones(client: TestClient[Any], method: str) -> None:
    answer = client.request(method, "/flag/user")
    assert (answer.status_code, answer.json()["message"]) == (405, "Method Not Allowed")
    assert "GET" in answer.headers["allow"]


_UNKNOWN = (("GET", "/users/no%20such", 404), ("PUT", "/users/me", 405), ("GET", "/x", 404))


def test_point_1_the_unknown_is_logged_as_api_not_found(alone_site: TestSite, gateway_site: TestSite) -> None:
    for site in (alone_site, gateway_site):
        with site.client() as client:
            for method, path, status in _UNKNOWN:
                answer = client.request(method, f"{path}?password=hunter2")
                assert (answer.status_code, len(answer.headers["x-request-id"])) == (status, 32)
                wait_until(lambda line=f"api not found: {method} {path}\n", site=site: line in site.logs())
        assert "hunter2" not in site.logs()


def test_outside_of_a_request_there_is_no_id() -> None:
    assert current_request_id() == ""


def test_the_example_of_the_page_works_as_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs/errors.md").read_text()
    shop = ModuleType("shop")
    monkeypatch.setitem(sys.modules, "shop", shop)
    exec(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], vars(shop))
    module: Module = shop.module
    table = build_table((module,))
    app = Litestar(
        list(module.controllers), exception_handlers=exception_handlers(table), plugins=[ErrorAnswers(table, {})]
    )
    with TestClient(app) as client:
        answer: httpx.Response = client.get("/cups/7")
        document = client.get("/schema/openapi.json").json()
    said = json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])
    assert (answer.status_code, answer.json()) == (409, said)
    assert "409" in document["paths"]["/cups/{number}"]["get"]["responses"]
