"""The newest clients: pages of eight, categories and stations, a category besides the keyword."""

from __future__ import annotations

from daytrip_client import DAYTRIP, every, pages

from tests.sites import TestSite, running_site


def test_pages_of_eight_for_who_asks_for_them(day_site: TestSite) -> None:
    with day_site.client() as client:
        found = list(pages(client, page_size=8))
        assert [len(page) for page in found] == [8] * 7 + [2]
        assert [sight for page in found for sight in page] == every(client)


def test_a_full_last_page_has_no_next(day_site: TestSite) -> None:
    with day_site.client() as client:
        assert [len(page) for page in pages(client, page_size=29)] == [29, 29]
        assert [len(page) for page in pages(client, page_size=58)] == [58]


def test_beyond_the_last_page_there_is_nothing(day_site: TestSite) -> None:
    with day_site.client() as client:
        for page in (5, 6, 1000, 1_000_000):
            answer = client.get("/api/attractions", params={"page": page})
            assert answer.text == '{"nextPage":null,"data":[]}'


def test_category_and_keyword_both_apply(day_site: TestSite) -> None:
    with day_site.client() as client:
        sights = every(client)
        for category, keyword in (("養生溫泉", "新北投"), ("戶外踏青", "山"), ("藝文館所", "藝文館所"), ("其他", "山")):
            expected = [
                sight
                for sight in sights
                if sight["category"] == category
                and (keyword in sight["name"] or keyword in (sight["category"], sight["mrt"]))
            ]
            assert every(client, category=category, keyword=keyword, page_size=8) == expected
        assert every(client, category="養生") == []


def test_both_lists_to_choose_from(day_site: TestSite) -> None:
    with day_site.client() as client:
        assert len(client.get("/api/categories").json()["data"]) == 9
        assert len(client.get("/api/mrts").json()["data"]) == 32


def test_the_site_may_be_set_to_pages_of_eight() -> None:
    settings = {**DAYTRIP, "BANYAN_DAYTRIP__PAGE_SIZE": "8"}
    with running_site(gateway=False, settings=settings) as site, site.client() as client:
        assert [len(page) for page in pages(client)] == [8] * 7 + [2]
        assert len(client.get("/api/attractions?page_size=12").json()["data"]) == 12
