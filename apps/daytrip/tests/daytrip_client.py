"""Day trip as a client in the field sees it, and files as the city publishes them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sites import ROOT

# One worker: what several have to agree on is tested where it matters.
DAYTRIP = {"BANYAN_MODULES": '["daytrip"]', "BANYAN_APP__WORKERS": "1"}
KEYS = ["id", "name", "category", "description", "address", "transport", "mrt", "lat", "lng", "images"]
CITY_FILE = ROOT.parent / "shared/data/taipei-attractions.json"
needs_city_file = pytest.mark.skipif(not CITY_FILE.parent.exists(), reason="the city's file is not at hand")


def check_refusal(answer: httpx.Response, status: int, message: str) -> None:
    """To the letter: status, type, body; with a request id and nothing of our insides."""
    assert answer.text == f'{{"error":true,"message":"{message}"}}'
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert len(answer.headers["x-request-id"]) == 32


def pages(client: httpx.Client, **query: Any) -> Iterator[list[dict[str, Any]]]:
    """Page after page, as the endless list asks for them."""
    page: int | None = 0
    while page is not None:
        answer = client.get("/api/attractions", params={**query, "page": page})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body["nextPage"] in (None, page + 1)
        yield body["data"]
        page = body["nextPage"]


def every(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    return list(itertools.chain.from_iterable(pages(client, **query)))


def names(client: httpx.Client, **query: Any) -> list[str]:
    return [sight["name"] for sight in every(client, **query)]


def newer(number: int, name: str, **fields: Any) -> dict[str, Any]:
    """A row of the generation that is published now."""
    return {
        "_id": number,
        "SERIAL_NO": f"2026{number:012d}",
        "name": name,
        "CAT": "戶外踏青",
        "description": f"{name}的介紹",
        "address": "臺北市  北投區中山路",
        "direction": "捷運新北投站",
        "MRT": "新北投",
        "MEMO_TIME": "全天",
        "latitude": "25.137077",
        "longitude": "121.508447",
        "file": "https://city.example/a.jpghttps://city.example/b.JPG",
        "rate": 5,
        "date": "2016/07/07",
        **fields,
    }


def older(number: int, name: str, **fields: Any) -> dict[str, Any]:
    """A row as it was published before."""
    return {
        "_id": number,
        "stitle": name,
        "CAT2": "歷史建築",
        "xbody": f"{name}的故事",
        "address": "臺北市  大同區",
        "info": "公車紅33",
        "MRT": None,
        "MEMO_TIME": None,
        "latitude": 25.05,
        "longitude": "121.51",
        "file": "http://city.example/old.jpg",
        "xpostDate": "2013/01/01",
        **fields,
    }


def data_file(folder: Path, rows: Sequence[Any]) -> Path:
    file = folder / f"rows-{abs(hash(json.dumps(rows)))}.json"
    file.write_text(json.dumps({"result": {"results": rows}}, ensure_ascii=False), encoding="utf-8")
    return file
