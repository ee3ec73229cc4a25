"""Bad input of the routes that show sights: 400s in the contract's words, and the next request works."""

from __future__ import annotations

import http.client
import string

import pytest
from daytrip_client import check_refusal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sites import TestSite

_quick = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
_WRONG = "景點編號不正確"


_NUMBERS = (
    *("abc", "0", "-1", "59999", "1.5", "1e3", "９", "²", "9223372036854775807", "9223372036854775808", "9" * 500),
    *("null", "%20", "1;DROP", "'", "--", "é"),
)


@pytest.mark.parametrize("number", _NUMBERS)
def test_a_number_that_is_none_of_a_sight(day_site: TestSite, number: str) -> None:
    with day_site.client() as client:
        check_refusal(client.get(f"/api/attraction/{number}"), 400, _WRONG)


@pytest.mark.parametrize("page", ["-1", "abc", "1.5", "9" * 30, "1000001", "null", "%20", "1&page=2"])
def test_a_page_that_is_none(day_site: TestSite, page: str) -> None:
    with day_site.client() as client:
        check_refusal(client.get(f"/api/attractions?page={page}"), 400, "頁碼不正確")


@pytest.mark.parametrize("size", ["0", "-1", "101", "abc", "9" * 30])
def test_a_page_size_that_is_none(day_site: TestSite, size: str) -> None:
    with day_site.client() as client:
        check_refusal(client.get(f"/api/attractions?page_size={size}"), 400, "每頁筆數不正確")


@pytest.mark.parametrize("path", ["/api/attraction/abc", "/api/attraction/99999999", "/api/attractions?page=-1"])
def test_fault_of_the_original_after_many_wrong_requests_everything_still_works(day_site: TestSite, path: str) -> None:
    """Each was a 500 and kept a connection; after thirty of them every answer was a 500."""
    with day_site.client() as client:
        for _ in range(40):
            assert client.get(path).status_code == 400
        assert len(client.get("/api/attractions?page=1&keyword=藝文館所").json()["data"]) == 6
        assert client.get("/api/attraction/1").status_code == 200


@pytest.mark.parametrize("keyword", ["%", "_", "%%", "北%", "_投", "\\", "/", "[", "*", "北'", '"', "北\\投"])
def test_what_a_pattern_would_mean_is_a_letter_like_others(day_site: TestSite, keyword: str) -> None:
    with day_site.client() as client:
        answer = client.get("/api/attractions", params={"keyword": keyword})
        assert (answer.status_code, answer.json()) == (200, {"nextPage": None, "data": []})


def test_any_keyword_and_category(day_site: TestSite) -> None:
    with day_site.client() as client:

        @_quick
        @given(keyword=st.text(max_size=300), category=st.text(max_size=80))
        def attack(keyword: str, category: str) -> None:
            answer = client.get("/api/attractions", params={"keyword": keyword, "category": category})
            # Half a surrogate pair or NUL is refused before anybody searches for it.
            assert answer.status_code in (200, 400)

        attack()
        assert len(client.get("/api/attractions").json()["data"]) == 12


def test_any_path_below_the_api(day_site: TestSite) -> None:
    with day_site.client() as client:

        @_quick
        @given(rest=st.text(alphabet=string.ascii_letters + string.digits + "/._-~", max_size=40))
        def attack(rest: str) -> None:
            answer = client.get(f"/api/{rest}")
            assert answer.status_code < 500
            if answer.status_code >= 400:
                assert answer.json()["error"] is True

        attack()


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/api", 404, "找不到這個網址"),
        ("GET", "/api/nothing", 404, "找不到這個網址"),
        ("GET", "/api/attraction", 404, "找不到這個網址"),
        ("GET", "/api/attraction/1/2", 404, "找不到這個網址"),
        ("POST", "/api/attractions", 405, "不支援這個方法"),
        ("DELETE", "/api/attraction/1", 405, "不支援這個方法"),
        ("PUT", "/api/mrts", 405, "不支援這個方法"),
    ],
)
def test_unknown_paths_and_methods_in_the_modules_shape(
    day_site: TestSite, method: str, path: str, status: int, message: str
) -> None:
    with day_site.client() as client:
        answer = client.request(method, path)
        check_refusal(answer, status, message)
        assert (status != 405) or "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/api/attractions", "/api/attraction/1", "/api/categories", "/api/mrts"])
def test_a_slash_at_the_end_is_no_other_path(day_site: TestSite, path: str) -> None:
    with day_site.client() as client:
        assert client.get(f"{path}/").text == client.get(path).text


@pytest.mark.parametrize("path", ["/api/attraction/..%2f1", "/api//mrts", "/api/./mrts", "/api/attraction/%00"])
def test_a_path_that_is_not_canonical_is_refused_in_the_modules_shape(day_site: TestSite, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", day_site.port, timeout=10)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 400
    assert answer.read().decode() == '{"error":true,"message":"請求格式不正確"}'
    connection.close()
