"""RFC 9111 as tables: what is kept and what is not; the numbers are its sections."""

from __future__ import annotations

import email.utils
import time

import pytest
from cached_origin import CachedOrigin
from scripted_origin import Reply

Fields = tuple[tuple[str, str], ...]
HOUR = ("Cache-Control", "max-age=3600")


def http_date(seconds: float) -> str:
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


def fields(*values: str, **named: str) -> Fields:
    """Cache-Control, and others by their names."""
    pairs = [("Cache-Control", value) for value in values]
    return (*pairs, *((name.replace("_", "-"), value) for name, value in named.items()))


REUSED: dict[str, tuple[Fields, Fields, Fields]] = {
    # name: (the answer's fields, the first request's, the second's)
    "4.2.1 max-age": (fields("max-age=60"), (), ()),
    "4.2.1 s-maxage goes before max-age": (fields("max-age=0, s-maxage=60"), (), ()),
    "4.2.1 max-age goes before Expires": (fields("max-age=60", Expires=http_date(-600)), (), ()),
    "4.2.1 Expires": (fields(Expires=http_date(86400)), (), ()),
    "4.2.1 Expires counts from Date": (fields(Expires=http_date(20_000), Date=http_date(10_000), Age="5000"), (), ()),
    "4.2.1 of two directives the first counts": (fields("max-age=60, max-age=0"), (), ()),
    "1.2.2 more seconds than fit": (fields("max-age=99999999999"), (), ()),
    "5.2 directives in capitals": (fields("MAX-AGE=60"), (), ()),
    "5.2 a quoted number": (fields('max-age="60"'), (), ()),
    "5.2 a directive in a quoted string is none": (fields('x="no-store, private", max-age=60'), (), ()),
    "5.2 unknown directives": (fields("immutable, x=1, max-age=60"), (), ()),
    "4.2.2 a tenth of its age by Last-Modified": (fields(Last_Modified=http_date(-86400)), (), ()),
    "4.2 dates in another case": (fields(Expires="THU, 18 JAN 2170 02:01:18 gmt"), (), ()),
    "9110 5.6.7 RFC 850's dates": (fields(Expires="Thursday, 18-Aug-50 02:01:18 GMT"), (), ()),
    "9110 5.6.7 asctime's dates": (fields(Expires="Thu Aug  8 02:01:18 2150"), (), ()),
    "5.1 of several Ages the first counts": (fields("max-age=60", Age="0, 7200"), (), ()),
    "5.1 an Age that is no number is none": (fields("max-age=60", Age="7200.5"), (), ()),
    "4.1 the same variant": (fields("max-age=60", Vary="Foo, Bar"), (("Foo", "1"),), (("Foo", "1"),)),
    "4.1 whitespace in lists": (fields("max-age=60", Vary="Foo"), (("Foo", "1,2"),), (("Foo", " 1,  2 "),)),
    "4.1 lines of a list": (fields("max-age=60", Vary="Foo"), (("Foo", "1, 2"),), (("Foo", "1"), ("Foo", "2"))),
    "4.1 languages in another order": (
        fields("max-age=60", Vary="Accept-Language"),
        (("Accept-Language", "en, de;q=0.5"),),
        (("Accept-Language", "de\t; q=0.5,EN "),),
    ),
    "3.5 Authorization and public": (fields("public, max-age=60"), (("Authorization", "a"),), ()),
    "3.5 Authorization and s-maxage": (fields("s-maxage=60"), (("Authorization", "a"),), ()),
    "3.5 Authorization and must-revalidate": (fields("max-age=60, must-revalidate"), (("Authorization", "a"),), ()),
    "a cookie with what is for all": (fields("public, max-age=60"), (("Cookie", "a=1"),), ()),
    "a cookie that comes later": (fields("max-age=60"), (), (("Cookie", "a=1"),)),
    "Vary: Cookie": (fields("max-age=60", Vary="Cookie"), (("Cookie", "a=1"),), (("Cookie", "a=1"),)),
    "Set-Cookie that is said to be for all": (fields("public, max-age=60", Set_Cookie="a=b"), (), ()),
    "5.2.2.7 private fields of what is public": (fields('private="X-Mine", max-age=60', X_Mine="a"), (), ()),
    "5.2.1.1 a request's max-age that it has": (fields("max-age=60"), (), fields("max-age=30")),
    "5.2.1.2 a request's max-stale": (fields("max-age=60", Age="70", ETag='"a"'), (), fields("max-stale=20")),
    "5.2.2.3 must-understand with a known status": (fields("max-age=60, no-store, must-understand"), (), ()),
    "RFC 9213 CDN-Cache-Control goes first": (fields("no-store", CDN_Cache_Control="max-age=60"), (), ()),
    "RFC 9213 what cannot be read is not there": (fields("max-age=60", CDN_Cache_Control="max-age = 0"), (), ()),
    "RFC 9213 parameters mean nothing": (fields("no-store", CDN_Cache_Control="max-age=60;x=1, y=(a b);z"), (), ()),
}

NOT_REUSED: dict[str, tuple[Fields, Fields, Fields]] = {
    "3 nothing tells how long": ((), (), ()),
    "3 no-store": (fields("no-store, max-age=60"), (), ()),
    "3 private": (fields("private, max-age=60"), (), ()),
    "3 private, and fields of it": (fields('max-age=60, private="X-A", private'), (), ()),
    "3 private fields in two lines": (fields('public, max-age=60, private="X-A"', 'private="X-B"'), (), ()),
    "5.2.2.4 no-cache, and fields of it": (fields('max-age=60, no-cache="set-cookie", no-cache'), (), ()),
    "3 no-store in a second line": (fields("max-age=60", "no-store"), (), ()),
    "5.2.1.5 a request's no-store": (fields("max-age=60"), fields("no-store"), ()),
    "5.2.2.4 no-cache": (fields("no-cache, max-age=60"), (), ()),
    "4.2.1 max-age=0": (fields("max-age=0"), (), ()),
    "4.2.1 a negative max-age": (fields("max-age=-60"), (), ()),
    "4.2.1 a fraction": (fields("max-age=60.5"), (), ()),
    "4.2.1 single quotes are none": (fields("max-age='60'"), (), ()),
    "4.2.1 s-maxage=0 goes before max-age": (fields("max-age=60, s-maxage=0"), (), ()),
    "4.2.1 an Expires that is no date": (fields(Expires="0"), (), ()),
    "4.2 an Expires in another zone": (fields(Expires="Thu, 18 Aug 2150 02:01:18 UTC"), (), ()),
    "5.3 an Expires with something behind it": (fields(Expires="Thu, 18 Aug 2150 02:01:18 GMT+8"), (), ()),
    "4.2.2 a Last-Modified in another zone": (fields(Last_Modified="Thu, 18 Aug 2005 02:01:18 CET"), (), ()),
    "4.2.3 Age": (fields("max-age=60", Age="61"), (), ()),
    "4.2.3 Date": (fields("max-age=60", Date=http_date(-100)), (), ()),
    "4.2.3 Age by Expires": (fields(Expires=http_date(10_000), Date=http_date(-10_000), Age="25000"), (), ()),
    "4.2.2 Last-Modified of just now": (fields(Last_Modified=http_date(3600)), (), ()),
    "4.1 another variant": (fields("max-age=60", Vary="Foo"), (("Foo", "1"),), (("Foo", "2"),)),
    "4.1 a field that is not there": (fields("max-age=60", Vary="Foo"), (("Foo", "1"),), ()),
    "4.1 a field in two lines": (fields("max-age=60", Vary="Foo"), (("Foo", "1"),), (("Foo", "1"), ("Foo", "2"))),
    "4.1 Vary: *": (fields("max-age=60", Vary="*"), (), ()),
    "4.1 a * among others": (fields("max-age=60", Vary="Foo, *"), (), ()),
    "4.1 quoted whitespace": (fields("max-age=60", Vary="Foo"), (("Foo", '"a, b"'),), (("Foo", '"a,b"'),)),
    "4.1 whitespace in a language": (
        fields("max-age=60", Vary="Accept-Language"),
        (("Accept-Language", "d e"),),
        (("Accept-Language", "de"),),
    ),
    "4.1 whitespace in a weight": (
        fields("max-age=60", Vary="Accept-Encoding"),
        (("Accept-Encoding", "gzip;q=0. 5"),),
        (("Accept-Encoding", "gzip;q=0.5"),),
    ),
    "3.5 Authorization": (fields("max-age=60"), (("Authorization", "a"),), ()),
    "Authorization is not answered by what was for others": (fields("max-age=60"), (), (("Authorization", "a"),)),
    "a cookie made it": (fields("max-age=60"), (("Cookie", "a=1"),), ()),
    "another's cookie": (fields("max-age=60", Vary="Cookie"), (("Cookie", "a=1"),), (("Cookie", "a=2"),)),
    "Set-Cookie": (fields("max-age=60", Set_Cookie="a=b"), (), ()),
    "5.2.1.4 a request's no-cache": (fields("max-age=60"), (), fields("no-cache")),
    "5.2.1.1 a request's max-age": (fields("max-age=60", Age="40"), (), fields("max-age=30")),
    "5.2.1.3 a request's min-fresh": (fields("max-age=60"), (), fields("min-fresh=90")),
    "4.2.4 max-stale against must-revalidate": (
        fields("max-age=60, must-revalidate", Age="70", ETag='"a"'),
        (),
        fields("max-stale=20"),
    ),
    "4.2.4 max-stale against s-maxage": (fields("s-maxage=60", Age="70", ETag='"a"'), (), fields("max-stale=20")),
    "RFC 9213 CDN-Cache-Control goes first": (fields("max-age=60", CDN_Cache_Control="no-store"), (), ()),
    "RFC 9213 and leaves no Expires": (fields(Expires=http_date(60), CDN_Cache_Control="no-cache"), (), ()),
    "RFC 9213 a number is no string": (fields("max-age=60", CDN_Cache_Control='max-age="60"'), (), ()),
}


def is_reused(front: CachedOrigin, reply: Reply, first: Fields = (), second: Fields = ()) -> bool:
    target = front.script(reply)
    one, other = front.ask(target, headers=first), front.ask(target, headers=second)
    assert one.status == other.status == reply.status
    assert len(front.seen(target)) == (1 if one.body == other.body else 2)
    return one.body == other.body


@pytest.mark.parametrize("name", REUSED)
def test_is_reused(front: CachedOrigin, name: str) -> None:
    answer, first, second = REUSED[name]
    assert is_reused(front, Reply(headers=answer), first, second)


@pytest.mark.parametrize("name", NOT_REUSED)
def test_is_not_reused(front: CachedOrigin, name: str) -> None:
    answer, first, second = NOT_REUSED[name]
    assert not is_reused(front, Reply(headers=answer), first, second)


@pytest.mark.parametrize("status", [200, 203, 299, 301, 302, 307, 308, 400, 404, 410, 451, 500, 503, 599])
def test_3_any_final_status_is_kept_if_it_says_for_how_long(front: CachedOrigin, status: int) -> None:
    assert is_reused(front, Reply(status, (HOUR,)))


@pytest.mark.parametrize(
    ("status", "is_heuristic"), [(200, True), (404, True), (501, True), (201, False), (500, False)]
)
def test_4_2_2_the_statuses_that_are_kept_on_a_guess(front: CachedOrigin, status: int, is_heuristic: bool) -> None:
    assert is_reused(front, Reply(status, fields(Last_Modified=http_date(-86400)))) is is_heuristic


def test_5_2_2_3_must_understand_with_an_unknown_status(front: CachedOrigin) -> None:
    assert not is_reused(front, Reply(599, fields("max-age=60, must-understand")))


def test_3_3_an_answer_that_broke_off_is_never_kept(front: CachedOrigin) -> None:
    for chunked in (False, True):
        target = front.script(Reply(headers=(HOUR,), body=b"x" * 1000, broken=300, chunked=chunked), Reply())
        with pytest.raises(Exception, match="IncompleteRead"):
            front.ask(target)
        assert front.ask(target).body.startswith(b"answer")


def test_5_1_age_is_said_and_goes_on(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=fields("max-age=60", Age="30", Date=http_date(0))))
    front.ask(target)
    assert front.ask(target).header("Age") in ("30", "31")


def test_3_1_fields_for_one_connection_are_not_kept(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR, ("Connection", "X-Mine"), ("X-Mine", "1"), ("X-Ours", "2"))))
    for _ in range(2):
        answer = front.ask(target)
        assert (answer.header("X-Mine"), answer.header("X-Ours")) == (None, "2")


def test_a_connection_that_changes_its_protocol_is_let_through(front: CachedOrigin) -> None:
    target = front.script(Reply(101, (("Connection", "Upgrade"), ("Upgrade", "websocket"))))
    answer = front.ask(target, headers=[("Connection", "Upgrade"), ("Upgrade", "websocket")])
    assert (answer.status, answer.header("Upgrade")) == (101, "websocket")


def test_several_lines_of_a_field_stay_several(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR, ("Link", "<a>"), ("Link", "<b>"))))
    assert front.ask(target).all("Link") == front.ask(target).all("Link") == ["<a>", "<b>"]


def test_5_2_1_7_only_if_cached(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    assert front.ask(target, headers=fields("only-if-cached")).status == 504
    front.ask(target)
    assert front.ask(target, headers=fields("only-if-cached")).status == 200


def test_4_1_variants_are_kept_side_by_side(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR, ("Vary", "Foo"))))
    bodies = {value: front.ask(target, headers=[("Foo", value)]).body for value in "abc"}
    assert {value: front.ask(target, headers=[("Foo", value)]).body for value in "abc"} == bodies
    assert len(front.seen(target)) == 3


def test_4_1_the_oldest_of_too_many_variants_makes_room(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR, ("Vary", "Foo"))))
    first = front.ask(target, headers=[("Foo", "0")]).body
    for number in range(1, 70):
        last = front.ask(target, headers=[("Foo", str(number))]).body
    assert front.ask(target, headers=[("Foo", "69")]).body == last
    assert front.ask(target, headers=[("Foo", "0")]).body != first


def test_head_is_answered_from_what_a_get_left(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    body = front.ask(target).body
    head = front.ask(target, method="HEAD")
    assert (head.status, head.header("Content-Length"), head.body) == (200, str(len(body)), b"")
    assert len(front.seen(target)) == 1


def test_a_head_leaves_nothing(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    front.ask(target, method="HEAD")
    assert front.ask(target).body
    assert [seen.method for seen in front.seen(target)] == ["HEAD", "GET"]


def test_what_is_too_large_is_passed_on_and_not_kept(own_front: CachedOrigin) -> None:
    for chunked in (False, True):
        target = own_front.script(Reply(headers=(HOUR,), body=b"x" * 300_000, chunked=chunked))
        assert [len(own_front.ask(target).body) for _ in range(2)] == [300_000, 300_000]
        assert len(own_front.seen(target)) == 2


def test_a_full_memory_evicts_and_never_fails(own_front: CachedOrigin) -> None:
    targets = [own_front.script(Reply(headers=(HOUR,), body=b"%d" % number * 50_000)) for number in range(100)]
    assert all(own_front.ask(target).status == 200 for target in targets)
    own_front.ask(targets[-1])
    assert len(own_front.seen(targets[-1])) == 1
