from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.base import ParameterError, SystemFault, UserError
from banyan.policy import Area, ErrorShape, SiteTable, Wording, is_canonical, longest_prefix, problem_details

_SHOP = ErrorShape(
    {"error": True, "message": "{message}", "where": ["{status}", "id {request_id}"]},
    named={"sold_out": Wording(1, "没有了", 200)},
    statuses={413: Wording(9413, "太大", 413)},
)


class SoldOut(UserError):
    name = "sold_out"


def test_a_template_keeps_types_and_does_not_escape_unicode() -> None:
    rendered = _SHOP.render(_SHOP.wording(SoldOut()), "r1")
    assert rendered.status == 200
    assert rendered.body == '{"error":true,"message":"没有了","where":[200,"id r1"]}'.encode()


@given(message=st.text(), request_id=st.text())
def test_no_text_breaks_the_json(message: str, request_id: str) -> None:
    body = json.loads(_SHOP.render(Wording(1, message, 400), request_id).body)
    assert body["message"] == message


def test_a_parameter_may_be_worded_by_its_field() -> None:
    named = {"parameter": Wording(1, "wrong", 400), "parameter.page": Wording(2, "no such page", 400)}
    shape = ErrorShape({"message": "{message}"}, named=named)
    assert shape.wording(ParameterError("page", "Expected `int`")).message == "no such page"
    assert shape.wording(ParameterError("size")).message == shape.wording(ParameterError).message == "wrong"


def test_what_is_not_worded_keeps_its_own_status_and_message() -> None:
    shape = problem_details()
    error = UserError("the cup is empty")
    body = json.loads(shape.render(shape.wording(error), "r1").body)
    assert body == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "the cup is empty",
        "request_id": "r1",
    }
    assert shape.wording(SystemFault()).status == 500


_TABLE = SiteTable({"shop": _SHOP}, (Area("/shop", "shop"), Area("/shop/page", "shop", page=True)))


@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        ("/shop/x", "text/html", "application/json; charset=utf-8"),
        ("/shop", "", "application/json; charset=utf-8"),
        ("/shopping", "", "application/problem+json"),
        ("/shopping", "text/html", "text/html; charset=utf-8"),
        ("/shop/page", "", "text/html; charset=utf-8"),
        ("/shop/page/x", "*/*", "text/html; charset=utf-8"),
    ],
)
def test_http_errors_are_worded_by_who_owns_the_path(path: str, accept: str, content_type: str) -> None:
    assert _TABLE.http_error(path, 413, accept, "r").content_type == content_type


_GOOD = ("/", "/a/b.html", "/a/%E4%B8%AD", "/a/...", "/.well-known/x", "/a%20b")
_BAD = ("", "a", "//", "/a//b", "/a/../b", "/a/.", "/%2e%2E/", "/a%2Fb", "/a%5cb", "/a\\b", "/%00", "/a\x7f")


@pytest.mark.parametrize(("path", "good"), [*((path, True) for path in _GOOD), *((path, False) for path in _BAD)])
def test_canonical_paths(path: str, good: bool) -> None:
    assert is_canonical(path) is good


@given(st.lists(st.sampled_from(["/a", "/a/b", "/ab", "/"])), st.sampled_from(["/a", "/a/b/c", "/ab", "/abc", "/x"]))
def test_the_longest_prefix_is_by_whole_segments(prefixes: list[str], path: str) -> None:
    found = longest_prefix(path, prefixes)
    fitting = [p for p in prefixes if p == "/" or path == p or path.startswith(f"{p}/")]
    assert found == max(fitting, key=len, default=None)
