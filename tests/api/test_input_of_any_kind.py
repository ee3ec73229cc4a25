"""Bad input: a named 4xx in the module's shape, memory bounded, the next request fine (api-layer 2)."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_from_bytes

import httpx
import pytest

from tests.api.naughty import naughty_strings, no_text
from tests.sites import TestSite

NAUGHTY = list(dict.fromkeys(naughty_strings()))
NO_TEXT = list(no_text())
URLENCODED = "application/x-www-form-urlencoded"
_MEGABYTE = 1024**2


@pytest.fixture
def client(api_site: TestSite) -> Iterator[httpx.Client]:
    # Others have handlers on this site that are meant to fail.
    before = api_site.logs().count("Traceback")
    with api_site.client() as client:
        yield client
        assert client.get("/intake/query", params={"text": "fine"}).json()["text"] == "fine"
    assert api_site.logs().count("Traceback") == before


def check_named(answer: httpx.Response, field: str, status: int = 400) -> None:
    """Problem details, the shape of a module that declares none, naming the field."""
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status), problem
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"].split(":")[0] == field
    assert problem["request_id"] == answer.headers["x-request-id"]


def multipart(name: str, value: bytes, head: str = "") -> dict[str, Any]:
    body = f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n{head}\r\n'.encode() + value + b"\r\n--b--\r\n"
    return {"content": body, "headers": {"Content-Type": "multipart/form-data; boundary=b"}}


def form(content: bytes, charset: str = "") -> dict[str, Any]:
    return {"content": content, "headers": {"Content-Type": URLENCODED + charset}}


def test_there_are_more_than_500_naughty_strings() -> None:
    assert len(NAUGHTY) > 500


def test_point_2_naughty_text_comes_back_as_it_was_by_every_way(client: httpx.Client) -> None:
    ways: list[Callable[[str], httpx.Response]] = [
        lambda text: client.get(f"/intake/query?text={quote(text, safe='')}"),
        lambda text: client.post("/intake/json", content=json.dumps({"text": text}).encode()),
        lambda text: client.post("/intake/json", content=json.dumps({"text": text}, ensure_ascii=False).encode()),
        lambda text: client.post("/intake/form", **form(b"text=" + quote(text, safe="").encode())),
        lambda text: client.post("/intake/multipart", **multipart("text", text.encode())),
    ]
    for number, text in enumerate(NAUGHTY):
        answer = ways[number % len(ways)](text)
        assert (answer.status_code, answer.json().get("text")) == (200, text), repr(text)


def test_point_2_naughty_text_where_a_number_is_declared_is_refused_by_name(client: httpx.Client) -> None:
    ways: list[Callable[[str, str], httpx.Response]] = [
        lambda field, text: client.get(f"/intake/query?{field}={quote(text, safe='')}"),
        lambda field, text: client.post("/intake/body", **form(f"{field}={quote(text, safe='')}".encode())),
        lambda field, text: client.post("/intake/merged", json={field: text}),
    ]
    for number, text in enumerate(NAUGHTY):
        field = ("number", "ratio")[number % 2]
        answer = ways[number % len(ways)](field, text)
        if answer.status_code == 200:
            assert isfinite(float(text))
            assert isfinite(answer.json()[field])
        else:
            check_named(answer, field)


def test_point_2_naughty_text_reaches_no_database_that_chokes_on_it(client: httpx.Client) -> None:
    for text in NAUGHTY[::4]:
        assert client.post("/intake/found", json={"name": text}).json() == 0


def test_point_2_naughty_names_of_fields_are_harmless(client: httpx.Client) -> None:
    for text in NAUGHTY[::3]:
        assert client.get(f"/intake/query?{quote(text, safe='')}=1").status_code == 200
        twice = json.dumps(text).encode()
        answer = client.post("/intake/json", content=b"{%s:1,%s:2}" % (twice, twice))
        assert answer.status_code == 400
        assert answer.json()["detail"].endswith(": given twice")


@pytest.mark.parametrize("text", NO_TEXT)
def test_point_2_bytes_that_are_no_text_are_refused_by_name(client: httpx.Client, text: bytes) -> None:
    encoded = quote_from_bytes(text, safe="").encode()
    check_named(client.get(f"/intake/query?text={encoded.decode()}"), "text")
    check_named(client.post("/intake/json", content=b'{"text":"' + text + b'"}'), "body")
    for body in (b"text=" + encoded, b"text=" + text):
        check_named(client.post("/intake/form", **form(body)), "text")
        check_named(client.post("/intake/body", **form(body)), "text")
    check_named(client.post("/intake/multipart", **multipart("text", text)), "text")


def test_point_2_nul_is_refused_by_name_wherever_text_comes_from(client: httpx.Client) -> None:
    check_named(client.get("/intake/query?text=a%00b"), "text")
    check_named(client.get("/intake/query?a%00b=text"), "query")
    check_named(client.post("/intake/json", content=rb'{"text":"a\u0000b"}'), "text")
    check_named(client.post("/intake/json", content=rb'{"tags":["a\u0000b"]}'), "tags")
    check_named(client.post("/intake/json", content=rb'{"a\u0000b":1}'), "body")
    check_named(client.post("/intake/found", content=rb'{"name":"a\u0000b"}'), "name")
    check_named(client.post("/intake/form", **form(b"text=a%00b")), "text")
    check_named(client.post("/intake/form", **form(b"text=a\x00b")), "text")
    check_named(client.post("/intake/multipart", **multipart("text", b"a\0b")), "text")
    # Not NUL, but six characters that spell it.
    assert client.post("/intake/json", content=rb'{"text":"\\u0000"}').json()["text"] == r"\u0000"


@pytest.mark.parametrize("escape", [r"\ud800", r"\uDBFFx", r"\udc00", r"\ud83d\ud83d", r"\ude00\ud83d", r"a\uDFFF"])
def test_point_2_half_a_surrogate_pair_is_refused_by_name(client: httpx.Client, escape: str) -> None:
    check_named(client.post("/intake/json", content=f'{{"text":"{escape}"}}'.encode()), "text")
    answer = client.post("/intake/json", content=f'{{"{escape}":1}}'.encode())
    assert answer.status_code == 400
    twice = client.post("/intake/json", content=f'{{"{escape}":1,"{escape}":1}}'.encode())
    assert twice.status_code == 400


def test_point_2_a_whole_surrogate_pair_is_text(client: httpx.Client) -> None:
    assert client.post("/intake/json", content=rb'{"text":"\ud83d\ude00"}').json()["text"] == "😀"


JSON_CASES: Mapping[str, tuple[bytes, str]] = {
    "1,000 levels of lists": (b"[" * 1000 + b"]" * 1000, "body"),
    "1,000 levels of objects": (b'{"a":' * 1000 + b"1" + b"}" * 1000, "body"),
    "100,000 levels": (b"[" * 100_000 + b"]" * 100_000, "body"),
    "100,000 levels, never closed": (b"[" * 100_000, "body"),
    "65 levels": (b'{"text":' + b"[" * 64 + b"]" * 64 + b"}", "body"),
    "10,000 fields": (json.dumps({f"a{number}": 1 for number in range(10_000)}).encode(), "body"),
    "duplicate keys": (b'{"text":"a","text":"b"}', "text"),
    "duplicate keys, spelled differently": (rb'{"text":"a","\u0074ext":"b"}', "text"),
    "duplicate keys inside": (b'{"tags":[{"x":1,"x":2}]}', "x"),
    "NaN": (b'{"ratio":NaN}', "body"),
    "Infinity": (b'{"ratio":Infinity}', "body"),
    "-Infinity": (b'{"ratio":-Infinity}', "body"),
    "a number beyond floats": (b'{"ratio":1e999}', "ratio"),
    "a number of 400 digits": (b'{"ratio":' + b"9" * 400 + b".0}", "ratio"),
    "an integer beyond 64 bits": (b'{"large":9223372036854775808}', "large"),
    "an integer of 5,000 digits": (b'{"large":' + b"9" * 5000 + b"}", "body"),
    "a list": (b"[]", "body"),
    "a text": (b'"text"', "body"),
    "a number": (b"1", "body"),
    "null": (b"null", "body"),
    "cut off": (b'{"text":"a', "body"),
    "two documents": (b"{}{}", "body"),
    "a trailing comma": (b'{"text":"a",}', "body"),
    "a comment": (b'{"text":"a"} // x', "body"),
    "single quotes": (b"{'text':'a'}", "body"),
    "a control character": (b'{"text":"a\nb"}', "body"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "body"),
    "UTF-16": ('{"text":"a"}'.encode("utf-16"), "body"),
    "a wrong type": (b'{"number":"x"}', "number"),
    "out of bounds": (b'{"number":1001}', "number"),
}


@pytest.mark.parametrize("case", JSON_CASES)
def test_point_2_bad_json_is_refused_by_name(client: httpx.Client, case: str) -> None:
    body, field = JSON_CASES[case]
    check_named(client.post("/intake/json", content=body, headers={"Content-Type": "application/json"}), field)
    if case != "null":
        check_named(client.post("/intake/merged", content=body), field)


def test_point_2_json_of_64_levels_is_taken(client: httpx.Client) -> None:
    body = b'{"text":"[[[[{{{{","other":' + b"[" * 63 + b"]" * 63 + b"," + b'"more":[' + b"[]," * 500 + b"[]]}"
    assert client.post("/intake/json", content=body).json()["text"] == "[[[[{{{{"


@pytest.mark.parametrize("charset", ["utf-16", "gbk", "latin-1", "bogus"])
def test_point_2_a_charset_that_is_not_utf_8_is_refused(client: httpx.Client, charset: str) -> None:
    headers = {"Content-Type": f"application/json; charset={charset}"}
    check_named(client.post("/intake/json", content=b"{}", headers=headers), "body", 415)
    check_named(client.post("/intake/form", **form(b"text=a", f"; charset={charset}")), "body", 415)
    part = multipart("text", b"a", f"Content-Type: text/plain; charset={charset}\r\n")
    check_named(client.post("/intake/multipart", **part), "text", 415)


def test_point_2_json_where_a_form_is_declared_is_refused(client: httpx.Client) -> None:
    check_named(client.post("/intake/form", json={"text": "a"}), "body", 415)


BROKEN_FORMS: Mapping[str, bytes] = {
    "cut off in a value": b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nabc',
    "cut off in a head": b"--b\r\nContent-Dispos",
    "cut off after a part": b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\na\r\n--b\r\n',
    "no part at all": b"nothing",
    "empty": b"",
    "no disposition": b"--b\r\nX: y\r\n\r\na\r\n--b--\r\n",
    "no name": b"--b\r\nContent-Disposition: form-data\r\n\r\na\r\n--b--\r\n",
    "a name of no text": b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\na\r\n--b--\r\n',
    "a head without an end": b"--b\r\nX: " + b"y" * 10_000,
    "10,000 fields": b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 10_000 + b"--b--\r\n",
}


@pytest.mark.parametrize("path", ["multipart", "body", "merged", "file"])
@pytest.mark.parametrize("case", BROKEN_FORMS)
def test_point_2_a_broken_multipart_form_is_refused(client: httpx.Client, path: str, case: str) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post(f"/intake/{path}", content=BROKEN_FORMS[case], headers=headers)
    check_named(answer, "body")


@pytest.mark.parametrize("content_type", ["multipart/form-data", 'multipart/form-data; boundary=""'])
def test_point_2_a_multipart_form_without_a_boundary_is_refused(client: httpx.Client, content_type: str) -> None:
    for path in ("multipart", "body"):
        answer = client.post(f"/intake/{path}", content=b"x", headers={"Content-Type": content_type})
        check_named(answer, "body")


def test_point_2_more_fields_than_the_bound_are_refused(client: httpx.Client) -> None:
    check_named(client.get("/intake/query?" + "a&" * 1500), "query")
    check_named(client.post("/intake/form", **form(b"a=1&" * 10_000)), "body")
    check_named(client.post("/intake/body", **form(b"a=1&" * 10_000)), "body")
    assert client.get("/intake/query?" + "a=1&" * 10_000).status_code == 414


@pytest.mark.parametrize("broken", ["%", "%4", "%zz", "a%", "%%", "%u1234", "100%25%"])
def test_point_2_broken_percent_encoding_is_refused_by_name(
    client: httpx.Client, api_site: TestSite, broken: str
) -> None:
    for target, field in (
        (f"/intake/query?text={broken}", "text"),
        (f"/intake/query?{broken}=text", "query"),
        (f"/intake/path/1?{broken}", "query"),
    ):
        answer = _raw_get(api_site, target)
        assert answer.startswith("HTTP/1.1 400 ")
        assert f'"detail":"{field}: broken percent-encoding"' in answer
    for body in (f"text={broken}", f"text=a&text={broken}"):
        check_named(client.post("/intake/form", **form(body.encode())), "text")
    in_path = _raw_get(api_site, f"/intake/{broken}")
    assert in_path.startswith("HTTP/1.1 400 ")
    assert '"status":400,"detail":"Bad Request"' in in_path


def _raw_get(site: TestSite, target: str) -> str:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def test_point_2_the_same_query_is_not_read_in_two_ways(client: httpx.Client) -> None:
    check_named(client.get("/intake/query?number=1&number=2"), "number")
    check_named(client.get("/intake/query?number=1;number=2"), "number")


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 200])
def test_point_2_a_number_in_the_path_beyond_64_bits_is_refused(client: httpx.Client, number: str) -> None:
    check_named(client.get(f"/intake/path/{number}"), "number")


def test_point_2_a_wrong_field_that_is_called_like_a_dependency_is_refused_by_name(client: httpx.Client) -> None:
    check_named(client.post("/intake/signed", json={"token": 1}), "token")
    assert client.post("/intake/signed", json={"token": "a"}).text == "a"


def test_point_2_a_body_that_is_already_read_is_a_parameter_error(client: httpx.Client) -> None:
    check_named(client.post("/intake/twice", **multipart("a", b"x")), "body")


def test_point_2_ten_megabytes_are_refused_in_little_memory(client: httpx.Client, api_site: TestSite) -> None:
    """And so is what is just within bounds and takes most room when it is read."""
    (worker,) = api_site.pids("app", "worker")
    client.post("/intake/json", json={})
    Path(f"/proc/{worker}/clear_refs").write_text("5")
    idle = _peak(worker)
    large = b'{"text":"' + b"x" * (10 * _MEGABYTE) + b'"}'
    many = b"[" + b"{}," * 3_000_000 + b"{}]"
    for path in ("json", "body", "merged", "found"):
        for body in (large, many):
            check_named(client.post(f"/intake/{path}", content=body), "body", 413)
    check_named(client.post("/intake/form", **form(b"text=" + b"x" * (10 * _MEGABYTE))), "body", 413)
    check_named(client.post("/intake/multipart", **multipart("text", b"x" * (10 * _MEGABYTE))), "text", 413)
    for number in range(20):
        # Litestar's own reader of forms would keep each of them.
        filler = f"{number:x}".encode() * 900_000
        assert client.post("/intake/form", **form(b"other=" + filler[:900_000])).status_code == 200
    for body in (b"[" + b"{}," * 300_000 + b"{}]", b"[" + b"[]," * 300_000 + b"[]]", b"[" * 500_000 + b"]" * 500_000):
        check_named(client.post("/intake/json", content=body), "body")
    assert _peak(worker) - idle <= 64 * _MEGABYTE


def _peak(pid: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


def test_point_2_a_handler_may_take_more(client: httpx.Client) -> None:
    body = {"text": "x" * 2 * _MEGABYTE}
    assert client.post("/intake/roomy", json=body).json() == 1
    check_named(client.post("/intake/roomy", json={"text": "x" * 5 * _MEGABYTE}), "body", 413)


def test_point_2_files_of_any_size_beside_texts(client: httpx.Client) -> None:
    answer = client.post("/intake/file", data={"title": "t"}, files={"file": ("a", bytes(5 * _MEGABYTE))})
    assert answer.json() == {"title": "t", "size": 5 * _MEGABYTE}
