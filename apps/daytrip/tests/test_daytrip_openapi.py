"""The OpenAPI document against the site that runs: schemathesis asks, and every answer is one that is documented."""

from __future__ import annotations

from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, given
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.sites import TestSite

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_PATHS = ["/api/attractions", "/api/attraction/{number}", "/api/categories", "/api/mrts"]


def document(site: TestSite) -> dict[str, Any]:
    loaded: dict[str, Any] = httpx.get(f"{site.url}/schema/openapi.json").json()
    return loaded


@pytest.mark.parametrize("path", _PATHS)
def test_every_answer_is_a_documented_one(day_site: TestSite, path: str) -> None:
    operation = schemathesis.openapi.from_dict(document(day_site))[path]["GET"]
    cases = operation.as_strategy()
    if operation.query or operation.path_parameters:
        cases |= operation.as_strategy(GenerationMode.NEGATIVE)

    @hypothesis.settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=cases)
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=day_site.url, checks=_CHECKS)

    ask()


@pytest.mark.parametrize("path", [*_PATHS, "/api/attractions?keyword=山&page_size=3"])
def test_what_clients_are_answered_is_as_documented(day_site: TestSite, path: str) -> None:
    schema = schemathesis.openapi.from_dict(document(day_site))
    answer = httpx.get(f"{day_site.url}{path.replace('{number}', '1')}")
    assert answer.status_code == 200
    schema[path.partition("?")[0]]["GET"].validate_response(answer)


def test_the_refusals_are_documented_in_the_contracts_words(day_site: TestSite) -> None:
    paths = document(day_site)["paths"]
    assert refusals(paths["/api/attractions"], 400) == {"輸入不正確", "頁碼不正確", "每頁筆數不正確"}
    assert "景點編號不正確" in refusals(paths["/api/attraction/{number}"], 400)
    assert refusals(paths["/api/mrts"], 503) == {"伺服器忙碌中，請稍後再試"}


def refusals(item: dict[str, Any], status: int) -> set[str]:
    media = item["get"]["responses"][str(status)]["content"].values()
    return {example["value"]["message"] for each in media for example in each["examples"].values()}
