"""The clients after 1.1.0: a bar of stations, and one box to search by."""

from __future__ import annotations

import pytest
from daytrip_client import every

from tests.sites import TestSite


def test_stations_by_the_number_of_their_sights(day_site: TestSite) -> None:
    with day_site.client() as client:
        answer = client.get("/api/mrts").json()
        assert list(answer) == ["data"]
        stations = answer["data"]
        sights = every(client)
    counts = [sum(sight["mrt"] == station for sight in sights) for station in stations]
    assert counts == sorted(counts, reverse=True)
    assert len(stations) == len(set(stations)) == 32
    assert stations[0] == "新北投"
    assert set(stations[1:3]) == {"劍潭", "關渡"}


def test_one_sight_has_no_station(day_site: TestSite) -> None:
    with day_site.client() as client:
        assert [sight["name"] for sight in every(client) if sight["mrt"] is None] == ["陽明山國家公園"]


@pytest.mark.parametrize("station", ["新北投", "劍潭", "關渡", "龍山寺", "動物園", "中山", "圓山"])
def test_a_station_as_the_keyword(day_site: TestSite, station: str) -> None:
    """Exactly the station, or a part of the name."""
    with day_site.client() as client:
        sights = every(client)
        expected = [sight for sight in sights if sight["mrt"] == station or station in sight["name"]]
        assert every(client, keyword=station) == expected != []


@pytest.mark.parametrize(
    "keyword", ["北投", "山", "公園", "101", "陽明山", "新北投溫泉區", "不存在的景點", "新北", "、"]
)
def test_a_part_of_the_name_as_the_keyword(day_site: TestSite, keyword: str) -> None:
    """A part of a category or of a station is none."""
    with day_site.client() as client:
        sights = every(client)
        expected = [
            sight for sight in sights if keyword in sight["name"] or keyword in (sight["category"], sight["mrt"])
        ]
        assert every(client, keyword=keyword) == expected


@pytest.mark.parametrize(
    ("keyword", "least"),
    [
        ("Xinbeitou", 1),
        ("hot springs", 3),
        ("HOT SPRINGS", 3),
        ("Hot  Springs ", 3),
        ("temple", 5),
        ("101", 1),
        ("a", 40),
        ("溫泉區xinbeitou", 0),
        ("溫泉區\nXinbeitou", 0),
        ("區%20x", 0),
    ],
)
@pytest.mark.parametrize("language", ["", "en"])
def test_a_part_of_the_english_name_as_the_keyword(day_site: TestSite, keyword: str, least: int, language: str) -> None:
    """In whichever language the answer is; no part reaches from one name into the other."""
    part = " ".join(keyword.casefold().split())
    with day_site.client() as client:
        expected = [
            sight
            for sight, *both in zip(every(client, lang=language), every(client), every(client, lang="en"), strict=True)
            if any(part in each["name"].casefold() for each in both)
        ]
        assert len(expected) >= least
        assert bool(expected) == bool(least)
        assert every(client, keyword=keyword, lang=language) == expected
        for category in {sight["category"] for sight in expected[:3]}:
            of_category = [sight for sight in expected if sight["category"] == category]
            assert every(client, keyword=keyword, category=category, lang=language, page_size=8) == of_category
