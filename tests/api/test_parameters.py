"""api-layer 2 and 4: parameters and answers declared once, as types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sites import TestSite

URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def client(api_site: TestSite) -> Iterator[httpx.Client]:
    with api_site.client() as client:
        yield client


SENT: dict[str, dict[str, Any]] = {
    "json": {"json": {"text": "a", "number": 3, "ratio": 0.5, "tags": ["x", "y"]}},
    "form": {"data": {"text": "a", "number": "3", "ratio": "0.5", "tags": ["x", "y"]}},
    "multipart": {
        "files": [("text", (None, "a")), ("number", (None, "3")), ("ratio", (None, "0.5"))]
        + [("tags", (None, tag)) for tag in "xy"]
    },
}
TAKEN = {"text": "a", "number": 3, "ratio": 0.5, "large": 0, "tags": ["x", "y"]}


def test_point_2_the_query_as_declared(client: httpx.Client) -> None:
    assert client.get("/intake/query?text=a&number=3&ratio=0.5&tags=x&tags=y").json() == TAKEN
    assert client.get("/intake/query?tags=x").json()["tags"] == ["x"]
    assert client.get("/intake/query").json() == {"text": "", "number": 0, "ratio": 0.0, "large": 0, "tags": []}


@pytest.mark.parametrize("path", ["body", "merged"])
@pytest.mark.parametrize("way", SENT)
def test_point_2_one_declaration_for_every_kind_of_body(client: httpx.Client, path: str, way: str) -> None:
    assert client.post(f"/intake/{path}", **SENT[way]).json() == TAKEN


@pytest.mark.parametrize("way", SENT)
def test_point_2_litestars_own_declarations(client: httpx.Client, way: str) -> None:
    assert client.post(f"/intake/{way}", **SENT[way]).json() == TAKEN


def test_point_2_a_list_of_one_is_a_list_in_every_form(client: httpx.Client) -> None:
    for path in ("form", "body", "merged"):
        assert client.post(f"/intake/{path}", data={"tags": "x"}).json()["tags"] == ["x"]
    for path in ("multipart", "body", "merged"):
        assert client.post(f"/intake/{path}", files={"tags": (None, "x")}).json()["tags"] == ["x"]


def test_point_2_later_sources_override_earlier_ones(client: httpx.Client) -> None:
    query = "?text=query&number=1&tags=q"
    merged = client.post(f"/intake/merged{query}", json={"number": 2}).json()
    assert (merged["text"], merged["number"], merged["tags"]) == ("query", 2, ["q"])
    merged = client.post(f"/intake/merged{query}", data={"text": "form", "tags": ["f", "g"]}).json()
    assert (merged["text"], merged["number"], merged["tags"]) == ("form", 1, ["f", "g"])
    assert client.post(f"/intake/merged{query}").json()["text"] == "query"


def test_point_2_json_that_calls_itself_a_form_by_habit(client: httpx.Client) -> None:
    answer = client.post("/intake/body", content=b' {"text": "a"}', headers=URLENCODED)
    assert answer.json()["text"] == "a"


BAD = [
    ("text", "x" * 2001),
    ("number", -1),
    ("number", 1001),
    ("number", "x"),
    ("number", 1.5),
    ("ratio", "x"),
    ("large", 2**63),
    ("tags", ["x" * 21]),
    ("tags", list("abcdefghijk")),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_point_2_bounds_and_types_hold_by_every_way_and_name_the_field(
    client: httpx.Client, field: str, value: Any
) -> None:
    for answer in (
        client.get("/intake/query", params={field: value}),
        client.post("/intake/body", json={field: value}),
        client.post("/intake/body", data={field: value}),
        client.post("/intake/merged", params={field: value}),
        client.post("/intake/json", json={field: value}),
        client.post("/intake/form", data={field: value}),
        client.post("/intake/multipart", files=[(field, (None, str(each))) for each in _several(value)]),
    ):
        if field == "large" and answer.request.url.path in ("/intake/form", "/intake/multipart"):
            continue
        assert answer.status_code == 400, answer.request.url
        assert answer.json()["detail"].startswith(field), answer.json()


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_point_2_the_declaration_is_in_the_document(client: httpx.Client) -> None:
    operation = client.get("/schema/openapi.json").json()["paths"]["/intake/query"]["get"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}
    assert schemas["text"]["maxLength"] == 2000
    assert (schemas["number"]["minimum"], schemas["number"]["maximum"]) == (0, 1000)
    assert schemas["tags"]["maxItems"] == 10
