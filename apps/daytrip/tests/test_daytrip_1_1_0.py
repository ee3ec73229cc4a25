"""The oldest clients in the field, 1.1.0: pages of twelve, and categories to choose from."""

from __future__ import annotations

from daytrip_client import KEYS, every, pages

from tests.sites import TestSite


def test_pages_of_twelve_until_there_is_no_next(day_site: TestSite) -> None:
    with day_site.client() as client:
        found = list(pages(client))
    assert [len(page) for page in found] == [12, 12, 12, 12, 10]
    ids = [sight["id"] for page in found for sight in page]
    assert ids == sorted(set(ids))


def test_without_a_page_it_is_the_first_and_what_is_empty_is_nothing(day_site: TestSite) -> None:
    with day_site.client() as client:
        first = client.get("/api/attractions?page=0").text
        assert client.get("/api/attractions").text == first
        assert client.get("/api/attractions?page=0&keyword=&category=&page_size=").text == first
        assert client.get("/api/attractions?page=").text == first


def test_keys_stand_in_the_contracts_order_and_nothing_is_escaped(day_site: TestSite) -> None:
    with day_site.client() as client:
        answer = client.get("/api/attractions?page=0")
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert list(answer.json()) == ["nextPage", "data"]
        assert "新北投" in answer.text
        assert "\\u" not in answer.text
        for sight in answer.json()["data"]:
            assert list(sight) == KEYS
            assert isinstance(sight["lat"], float)
            assert isinstance(sight["lng"], float)


def test_one_sight_is_as_in_the_list(day_site: TestSite) -> None:
    with day_site.client() as client:
        for sight in every(client)[::7]:
            answer = client.get(f"/api/attraction/{sight['id']}")
            assert answer.json() == {"data": sight}
            assert list(answer.json()["data"]) == KEYS


def test_categories_and_each_of_them_as_the_keyword(day_site: TestSite) -> None:
    counts = {"藝文館所": 18, "戶外踏青": 11, "宗教信仰": 8, "歷史建築": 7, "單車遊蹤": 6, "養生溫泉": 4, "藍色公路": 2}
    counts |= {"親子共遊": 1, "其他": 1}
    with day_site.client() as client:
        answer = client.get("/api/categories").json()
        assert list(answer) == ["data"]
        assert answer["data"][0] == "藝文館所"
        assert set(answer["data"]) == set(counts)
        for category, count in counts.items():
            found = every(client, keyword=category)
            assert {sight["category"] for sight in found} == {category}
            assert len(found) == count


def test_a_category_is_found_as_the_city_writes_it(day_site: TestSite) -> None:
    with day_site.client() as client:
        assert every(client, keyword="其　　他") == every(client, keyword="其他") != []
        assert every(client, category=" 其　他 ") == every(client, category="其他") != []


def test_pictures_of_the_shipped_sights_are_there(day_site: TestSite) -> None:
    with day_site.client() as client:
        for sight in client.get("/api/attractions?page=2").json()["data"]:
            assert len(sight["images"]) > 1
            for image in sight["images"]:
                picture = client.get(image)
                assert (picture.status_code, picture.headers["content-type"]) == (200, "image/svg+xml")
