"""api-layer 5: CORS per path, as the Fetch standard has it, the same behind the gateway and without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from banyan.policy import Cors
from tests.sites import TestSite

A, B = "https://a.test", "https://b.test"
CORS = ("access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers")


@pytest.fixture
def client(api_site: TestSite) -> Iterator[httpx.Client]:
    with api_site.client() as client:
        yield client


def said(answer: httpx.Response) -> tuple[str | None, ...]:
    return tuple(answer.headers.get(name) for name in CORS)


def varies_by_origin(answer: httpx.Response) -> bool:
    return "origin" in [name.strip().lower() for name in answer.headers.get("vary", "").split(",")]


@pytest.mark.parametrize(
    ("part", "origin", "expected", "varies"),
    [
        ("named", A, (A, None, "ETag"), True),
        ("named", B, (None, None, None), True),
        ("named", "null", (None, None, None), True),
        ("named", None, (None, None, None), True),
        ("open", A, ("*", None, None), False),
        ("open", None, ("*", None, None), False),
        ("echo", A, (A, "true", None), True),
        ("echo", B, (B, "true", None), True),
        ("echo", None, (None, None, None), True),
        ("echo", "not an origin", (None, None, None), True),
        ("other", A, (None, None, None), False),
        ("other", None, (None, None, None), False),
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 200),
        ("HEAD", "", 200),
        ("POST", "", 200),
        ("OPTIONS", "", 204),
        ("GET", "/refused", 400),
        ("GET", "/broken", 500),
        ("GET", "/nothing", 404),
        ("DELETE", "", 405),
        ("GET", "/%2fx", 400),
    ],
)
def test_point_5_every_answer_of_the_pattern_and_no_other_says_who_may_read_it(
    client: httpx.Client,
    part: str,
    origin: str | None,
    expected: tuple[str | None, ...],
    varies: bool,
    method: str,
    path: str,
    status: int,
) -> None:
    request = client.build_request(method, "/", headers={"Origin": origin} if origin else {})
    # As it is: httpx would mend it.
    request.url = request.url.copy_with(raw_path=f"/origins/{part}{path}".encode())
    answer = client.send(request)
    assert answer.status_code == status
    assert said(answer) == expected
    assert varies_by_origin(answer) is varies


def test_point_5_what_is_too_large_is_refused_readably(client: httpx.Client) -> None:
    """Behind the gateway it is nginx that refuses."""
    answer = client.post("/origins/named", content=bytes(21 * 1024**2), headers={"Origin": A})
    assert (answer.status_code, said(answer)) == (413, (A, None, "ETag"))
    assert varies_by_origin(answer)


def test_point_5_vary_keeps_what_the_handler_said(client: httpx.Client) -> None:
    assert "Accept-Language" in client.get("/origins/named").headers["vary"]


PREFLIGHT = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-token"}


@pytest.mark.parametrize(
    ("part", "origin", "expected"),
    [
        ("named", A, {"origin": A, "methods": "PUT", "headers": "X-Token", "max-age": "600"}),
        ("named", B, {}),
        ("open", B, {"origin": "*", "methods": "GET, HEAD, POST, PUT, PATCH, DELETE", "headers": "Content-Type"}),
        ("echo", B, {"origin": B, "credentials": "true"}),
        ("other", A, {}),
    ],
)
@pytest.mark.parametrize("path", ["", "/nothing"])
def test_point_5_a_preflight_is_told_what_is_allowed(
    client: httpx.Client, part: str, origin: str, expected: dict[str, Any], path: str
) -> None:
    answer = client.options(f"/origins/{part}{path}", headers={"Origin": origin, **PREFLIGHT})
    found = {
        name.removeprefix("access-control-").removeprefix("allow-"): value
        for name, value in answer.headers.items()
        if name.startswith("access-control-")
    }
    assert {name: found.get(name) for name in expected} == expected
    assert bool(found) is bool(expected)
    assert answer.status_code == (204 if part != "other" or not path else 405 if path == "" else 404)


def test_point_5_liveness_stays_cross_origin(client: httpx.Client) -> None:
    assert client.get("/ping", headers={"Origin": B}).headers["access-control-allow-origin"] == "*"
    assert said(client.get("/health-check", headers={"Origin": B})) == (None, None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origins": ("*",), "credentials": True},
        {"origins": (A,), "echo_any_origin": True},
        {"origins": ("*",), "echo_any_origin": True},
        {"origins": ("a.test",)},
        {"origins": (f"{A}/",)},
        {"origins": ("https://A.test",)},
        {"paths": ("/api/",)},
        {"paths": ("api",)},
    ],
)
def test_point_5_a_declaration_that_would_surprise_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^Cors: "):
        Cors(**{"paths": ("/api",), "origins": (A,), **wrong})


@pytest.mark.parametrize(
    ("path", "expected"), [("/api", True), ("/api/x", True), ("/apix", False), ("/", False), ("/other", False)]
)
def test_point_5_a_pattern_is_a_path_and_all_below(path: str, expected: bool) -> None:
    from banyan.policy import longest_prefix

    assert (longest_prefix(path, ("/api",)) is not None) is expected
