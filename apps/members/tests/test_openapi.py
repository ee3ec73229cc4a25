"""The OpenAPI document against the site that runs: schemathesis asks, and every answer is one that is documented."""

from __future__ import annotations

from typing import Any

import httpx
import hypothesis
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from members_client import picture, register, upload
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from banyan.policy import is_internal
from tests.sites import TestSite

# Of schemathesis' checks those that hold for every contract. The others, and why not:
# - negative_data_rejection, positive_data_acceptance: members refuses with status 200 and a code, as its contract says;
# - unsupported_method, allow_header_conformance: only in schemathesis' own runner; tested below for every path;
# - missing_required_header, ignored_auth, object_level_authorization: no header or security scheme is declared;
# - use_after_free, ensure_resource_availability: of sequences of calls, which nothing here links.
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(params=["gateway_site", "alone_site"])
def running(request: pytest.FixtureRequest) -> TestSite:
    site: TestSite = request.getfixturevalue(request.param)
    return site


def document(site: TestSite) -> dict[str, Any]:
    loaded: dict[str, Any] = httpx.get(f"{site.url}/schema/openapi.json").json()
    return loaded


def operations(site: TestSite) -> dict[str, APIOperation]:
    schema = schemathesis.openapi.from_dict(document(site))
    return {
        f"{each.method.upper()} {each.path}": each for each in (found.ok() for found in schema.get_all_operations())
    }


def test_every_answer_is_a_documented_one(running: TestSite) -> None:
    found = operations(running)
    assert len(found) >= 12
    for operation in found.values():
        attack(running, operation)


def attack(site: TestSite, operation: APIOperation) -> None:
    """What fits the declaration, and where anything is declared also what does not."""
    takes_input = bool(list(operation.iter_parameters())) or bool(operation.body)
    cases = operation.as_strategy()
    if takes_input:
        cases |= operation.as_strategy(GenerationMode.NEGATIVE)

    @hypothesis.settings(
        max_examples=20 if takes_input else 2, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(case=cases, accept=st.sampled_from(["*/*", "text/html"]))
    def ask(case: schemathesis.Case, accept: str) -> None:
        case.call_and_validate(base_url=site.url, headers={"Accept": accept}, checks=_CHECKS)

    ask()


def test_what_members_are_answered_is_as_documented(running: TestSite) -> None:
    found = operations(running)
    with running.client() as client:
        phone = register(running, client)
        login = client.post("/users/login", json={"phone": phone, "password": "demo123456"})
        uploaded = upload(client, picture())
        path = httpx.URL(uploaded.json()["data"]["msg"]["imageUrl"][0]).path
        answers = {
            "GET /users/login": client.get("/users/login", params={"phone": phone, "password": "demo123456"}),
            "POST /users/login": login,
            "GET /users/me": client.get("/users/me"),
            "POST /upload/file": uploaded,
            "GET /static/image/{name}": client.get(path),
            "POST /users/logout": client.post("/users/logout"),
        }
        pictures = [
            client.get(path, params={"w": 10}, headers={"Range": each}) for each in ("bytes=0-9", "bytes=99999-")
        ]
    for label, answer in answers.items():
        assert answer.status_code == 200, label
        answer.request.read()
        found[label].validate_response(answer)
    assert [answer.status_code for answer in pictures] == [206, 416]
    for answer in pictures:
        found["GET /static/image/{name}"].validate_response(answer)


def test_every_other_method_is_a_405_that_names_the_documented_ones(running: TestSite) -> None:
    with running.client() as client:
        for path, item in document(running)["paths"].items():
            declared = {method.upper() for method in item}
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - declared:
                answer = client.request(method, path.replace("{name}", f"{'0' * 40}.png?w=1"))
                assert answer.status_code == 405, (method, path)
                assert {each.strip() for each in answer.headers["allow"].split(",")} - {"OPTIONS", "HEAD"} == declared


def test_internal_paths_and_the_documents_own_are_not_in_it(running: TestSite) -> None:
    paths = document(running)["paths"]
    assert not [path for path in paths if is_internal(path) or path.startswith("/schema")]


def test_members_errors_are_told_in_members_shape_and_with_its_codes(running: TestSite) -> None:
    paths = document(running)["paths"]
    assert codes(paths["/users/login"]["get"]) == {200: {1001, 1003, 1004, 1006}, **_ALWAYS}
    assert codes(paths["/users/login"]["post"]) == {200: {1001, 1003, 1004, 1006}, 413: {2003}, **_ALWAYS}
    assert codes(paths["/users/regist"]["post"]) == {200: {1001, 1002, 1005}, 413: {2003}, **_ALWAYS}
    assert codes(paths["/users/me"]["get"]) == {200: set(), 401: {1007}, **_ALWAYS}
    assert codes(paths["/upload/file"]["post"]) == {
        200: {1001, 2001, 2002},
        403: {9403},
        413: {2003},
        507: {9507},
        **_ALWAYS,
    }
    assert codes(paths["/users/home"]["get"]) == {200: set(), **{status: set() for status in _ALWAYS}}
    words = paths["/users/me"]["get"]["responses"]["401"]["content"]["application/json; charset=utf-8"]["examples"]
    assert words["not_logged_in"]["value"] == {"data": {"msg": "未登录或登录已过期", "code": 1007}}
    assert set(paths["/users/home"]["get"]["responses"]["500"]["content"]) == {"text/html; charset=utf-8"}


_ALWAYS: dict[int, set[int]] = {status: {9000 + status} for status in (500, 502, 503, 504)}


def codes(operation: dict[str, Any]) -> dict[int, set[int]]:
    """By status, those of the errors."""
    found: dict[int, set[int]] = {}
    for status, answer in operation["responses"].items():
        examples = [media.get("examples", {}) for media in answer.get("content", {}).values()]
        found[int(status)] = {example["value"]["data"]["code"] for each in examples for example in each.values()}
    return found


def test_problem_details_and_pages_where_nobody_owns_the_path(running: TestSite) -> None:
    ready = document(running)["paths"]["/ready"]["get"]["responses"]["503"]["content"]
    assert set(ready) == {"application/json", "application/problem+json", "text/html; charset=utf-8"}
    schema = ready["application/problem+json"]["schema"]
    assert schema["required"] == ["type", "title", "status", "detail", "request_id"]
    assert schema["properties"]["status"] == {"type": "integer", "enum": [503]}


def test_every_example_fits_its_schema(running: TestSite) -> None:
    whole = document(running)
    answers = [
        media
        for item in whole["paths"].values()
        for operation in item.values()
        for answer in operation["responses"].values()
        for media in answer.get("content", {}).values()
        if "examples" in media
    ]
    assert len(answers) > 40
    for media in answers:
        schema = {**media["schema"], "components": whole["components"]}
        for example in media["examples"].values():
            jsonschema_rs.validate(schema, example["value"])
