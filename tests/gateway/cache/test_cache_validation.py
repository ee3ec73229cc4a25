"""Conditions, validation and ranges: RFC 9110 sections 13 and 14, RFC 9111 sections 3.2 and 4.3."""

from __future__ import annotations

import pytest
from cached_origin import CachedOrigin
from scripted_origin import Reply

HOUR = ("Cache-Control", "max-age=3600")
ETAG = ("ETag", '"v1"')
LONG_AGO, LATER = "Wed, 01 Jan 2020 00:00:00 GMT", "Wed, 01 Jan 2020 00:00:01 GMT"
EARLIER = "Tue, 31 Dec 2019 23:59:59 GMT"
# Fresh for no time at all.
STALE = (("Cache-Control", "max-age=60"), ("Age", "100"))


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (("If-None-Match", '"v1"'), 304),
        (("If-None-Match", 'W/"v1"'), 304),
        (("If-None-Match", '"a,b", "v1"'), 304),
        (("If-None-Match", "*"), 304),
        (("If-None-Match", '"v2"'), 200),
        (("If-None-Match", '"x, "v1"'), 200),
        (("If-Modified-Since", LONG_AGO), 304),
        (("If-Modified-Since", LATER), 304),
        (("If-Modified-Since", "Wednesday, 01-Jan-20 00:00:00 GMT"), 304),
        (("If-Modified-Since", EARLIER), 200),
        (("If-Modified-Since", "yesterday"), 200),
        (("If-Modified-Since", LATER.replace("GMT", "PST")), 200),
    ],
)
def test_4_3_2_a_client_that_has_it_is_told_so(front: CachedOrigin, condition: tuple[str, str], status: int) -> None:
    target = front.script(Reply(headers=(HOUR, ETAG, ("Last-Modified", LONG_AGO), ("X-Other", "1"))))
    front.ask(target)
    answer = front.ask(target, headers=[condition])
    assert answer.status == status
    assert (answer.header("ETag"), answer.header("Cache-Control"), answer.header("X-Other")) == (ETAG[1], HOUR[1], "1")
    assert bool(answer.body) is (status == 200)
    assert len(front.seen(target)) == 1


def test_4_3_2_an_entity_tag_goes_before_a_date(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR, ETAG, ("Last-Modified", LONG_AGO))))
    front.ask(target)
    assert front.ask(target, headers=[("If-None-Match", '"v1"'), ("If-Modified-Since", EARLIER)]).status == 304
    assert front.ask(target, headers=[("If-None-Match", '"v2"'), ("If-Modified-Since", LATER)]).status == 200


def test_4_3_1_what_is_stale_is_validated_by_both_validators(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(*STALE, ETAG, ("Last-Modified", LONG_AGO))), Reply(304, (HOUR,)))
    body = front.ask(target).body
    second = front.ask(target)
    assert (second.status, second.body) == (200, body)
    assert second.header("Cache-Status") == "banyan; fwd=stale; fwd-status=304; stored"
    assert front.seen(target)[1].headers["if-none-match"] == '"v1"'
    assert front.seen(target)[1].headers["if-modified-since"] == LONG_AGO
    assert front.ask(target).body == body
    assert len(front.seen(target)) == 2


def test_3_2_a_304_brings_new_fields_and_leaves_those_of_the_content(front: CachedOrigin) -> None:
    first = (*STALE, ETAG, ("X-A", "1"), ("X-B", "1"), ("Content-Type", "text/a"), ("Content-Encoding", "x"))
    fresh = (HOUR, ("X-A", "2"), ("Content-Type", "text/b"), ("Content-Encoding", "y"), ("X-C", "3"))
    target = front.script(Reply(headers=first), Reply(304, fresh))
    front.ask(target)
    for _ in range(2):
        answer = front.ask(target)
        wanted = {"X-A": "2", "X-B": "1", "X-C": "3", "Content-Type": "text/b", "Content-Encoding": "x", "ETag": '"v1"'}
        assert {name: answer.header(name) for name in wanted} == wanted


def test_4_3_4_a_304_about_another_representation_changes_nothing(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(*STALE, ETAG)), Reply(304, (HOUR, ("ETag", '"v2"'))))
    body = front.ask(target).body
    for number in (2, 3):
        answer = front.ask(target)
        assert (answer.body, answer.header("ETag")) == (body, '"v1"')
        assert len(front.seen(target)) == number


def test_4_3_3_what_has_changed_takes_its_place(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(*STALE, ETAG)), Reply(headers=(HOUR, ("ETag", '"v2"'))))
    first, second, third = (front.ask(target) for _ in range(3))
    assert first.body != second.body == third.body
    assert third.header("ETag") == '"v2"'


def test_a_client_that_has_what_the_origin_confirms_gets_a_304(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(*STALE, ETAG)), Reply(304, STALE))
    front.ask(target)
    assert front.ask(target, headers=[("If-None-Match", '"v1"')]).status == 304
    assert front.ask(target, headers=[("If-None-Match", '"old"')]).status == 200
    assert [seen.headers.get("if-none-match") for seen in front.seen(target)] == [None, '"v1"', '"v1"']


def test_no_cache_is_kept_and_validated_each_time(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(("Cache-Control", "no-cache"), ETAG)), Reply(304))
    body = front.ask(target).body
    assert [front.ask(target).body for _ in range(2)] == [body, body]
    assert len(front.seen(target)) == 3


def test_a_condition_goes_to_the_origin_where_nothing_is_kept(front: CachedOrigin) -> None:
    target = front.script(Reply(304, (ETAG,)), Reply(headers=(HOUR, ETAG)))
    assert front.ask(target, headers=[("If-None-Match", '"v1"')]).status == 304
    assert front.ask(target).status == 200


def test_preconditions_of_writes_are_the_origins_to_judge(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR, ETAG)), Reply(412))
    front.ask(target)
    assert front.ask(target, headers=[("If-Match", '"v2"')]).status == 412
    assert front.ask(target, headers=[("If-Unmodified-Since", EARLIER)]).status == 412


@pytest.mark.parametrize(
    ("asked", "status", "body", "where"),
    [
        ("bytes=0-1", 206, b"01", "bytes 0-1/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-30", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=5-50", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-2", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=0-1", 200, b"0123456789", None),
    ],
)
def test_14_ranges_are_cut_from_what_is_kept(
    front: CachedOrigin, asked: str, status: int, body: bytes, where: str | None
) -> None:
    target = front.script(Reply(headers=(HOUR, ETAG), body=b"0123456789"))
    front.ask(target)
    answer = front.ask(target, headers=[("Range", asked)])
    assert (answer.status, answer.body, answer.header("Content-Range")) == (status, body, where)
    assert len(front.seen(target)) == 1


@pytest.mark.parametrize(
    ("condition", "status"), [('"v1"', 206), ('W/"v1"', 200), ('"v2"', 200), (LONG_AGO, 206), (LATER, 200)]
)
def test_13_1_5_if_range(front: CachedOrigin, condition: str, status: int) -> None:
    target = front.script(Reply(headers=(HOUR, ETAG, ("Last-Modified", LONG_AGO)), body=b"0123456789"))
    front.ask(target)
    assert front.ask(target, headers=[("Range", "bytes=0-1"), ("If-Range", condition)]).status == status


def test_a_part_is_not_kept(front: CachedOrigin) -> None:
    part = Reply(206, (HOUR, ("Content-Range", "bytes 0-1/10")), body=b"01")
    target = front.script(part, Reply(headers=(HOUR,), body=b"0123456789"))
    assert front.ask(target, headers=[("Range", "bytes=0-1")]).body == b"01"
    assert front.ask(target).body == b"0123456789"
