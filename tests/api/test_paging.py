"""api-layer 8: pages and periods as parameters."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.sites import TestSite


@pytest.fixture
def client(api_site: TestSite) -> Iterator[httpx.Client]:
    with api_site.client() as client:
        yield client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 20, 0, 20]),
        ("?page=3", [3, 20, 40, 20]),
        ("?page=2&page_size=100", [2, 100, 100, 100]),
        ("?page=1000", [1000, 20, 19980, 20]),
        ("/zero", [0, 12, 0, 12]),
        ("/zero?page=1", [1, 12, 12, 12]),
        ("/zero?page=49&page_size=5", [49, 5, 245, 5]),
    ],
)
def test_point_8_pages_are_counted_from_where_the_module_says(
    client: httpx.Client, query: str, expected: list[int]
) -> None:
    assert client.get(f"/lists{query}").json() == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?page=0", "page"),
        ("?page=-1", "page"),
        ("?page=1001", "page"),
        ("?page=x", "page"),
        ("?page=1.5", "page"),
        ("?page=", "page"),
        ("?page=1&page=2", "page"),
        ("?page_size=0", "page_size"),
        ("?page_size=101", "page_size"),
        ("?page_size=99999999999999999999", "page_size"),
        ("/zero?page=-1", "page"),
        ("/zero?page=50", "page"),
        ("/zero?page_size=13", "page_size"),
        ("/period?from_date=x", "from_date"),
        ("/period?from_date=2026-02-30", "from_date"),
        ("/period?from_date=0001-01-01", "from_date"),
        ("/period?to_date=9999-12-31", "to_date"),
        ("/period?from_date=2026-03-02&to_date=2026-03-01", "to_date"),
        ("/period?from_date=2026-01-01&to_date=2026-02-01", "to_date"),
    ],
)
def test_point_8_bounds_are_held_by_name(client: httpx.Client, query: str, field: str) -> None:
    answer = client.get(f"/lists{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].split(":")[0] == field


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("", None, None),
        ("?from_date=2026-03-01", "2026-02-28T16:00:00Z", None),
        ("?to_date=2026-03-01", None, "2026-03-01T16:00:00Z"),
        ("?from_date=2026-03-01&to_date=2026-03-01", "2026-02-28T16:00:00Z", "2026-03-01T16:00:00Z"),
        ("?from_date=2026-01-01&to_date=2026-01-31", "2025-12-31T16:00:00Z", "2026-01-31T16:00:00Z"),
    ],
)
def test_point_8_days_are_the_sites_days_both_included(
    client: httpx.Client, query: str, start: str | None, end: str | None
) -> None:
    """The site's time zone is Asia/Taipei, eight hours before UTC."""
    assert client.get(f"/lists/period{query}").json() == {"start": start, "end": end}


def test_point_8_both_in_one_handler_and_in_the_document(client: httpx.Client) -> None:
    assert client.get("/lists/both?page=2&from_date=2026-03-01").text == "2026-03-01 2"
    operation = client.get("/schema/openapi.json").json()["paths"]["/lists/both"]["get"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}
    assert set(schemas) == {"page", "page_size", "from_date", "to_date"}
    assert (schemas["page"]["minimum"], schemas["page"]["maximum"], schemas["page_size"]["maximum"]) == (1, 1000, 100)
