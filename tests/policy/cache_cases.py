"""What the policy `Cache` means: requests in, answers out, for whoever carries it out.

`@` in a target is an item of the case's own, `$etag` in a field the last ETag that came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Ask:
    """`n`: which answer of the origin's it is; `cache`: what Cache-Status says, `hit` or why it was forwarded; `seen`:
    what the handler saw; `shows`: the page; `has`: fields of the answer, None for one that is not there. `in_time`:
    asked until it is."""

    target: str
    fields: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes | None = None
    status: int = 200
    n: int | None = None
    cache: str | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)
    shows: str | None = None
    has: Mapping[str, str | None] = field(default_factory=dict)
    in_time: bool = False


@dataclass(frozen=True)
class Tell:
    """The origin what to answer from here on. In a `page` {n} is its number."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raises: bool = False
    page: str | None = None
    item: str = "@"


@dataclass(frozen=True)
class Write:
    """What invalidates the item's tag, or another's."""

    item: str = "@"


Step = Ask | Tell | Write
_LONG, _BRIEF, _KEY, _LANGUAGE = "/kept/long/@", "/kept/brief/@", "/kept/key/@", "/kept/language/@"


_PAGE = "/kept/page/@"


def _frame(*targets: str, **more: Any) -> Tell:
    """A page that is put together of these."""
    return Tell(page="<p>{n}</p>" + "".join(f'<!--# include virtual="{target}" -->' for target in targets), **more)


def _aged(seconds: int, **more: str) -> Tell:
    return Tell(headers={"Age": str(seconds), **more})


def _says(**fields: str) -> Tell:
    return Tell(headers={name.replace("_", "-"): value for name, value in fields.items()})


CASES: Mapping[str, Sequence[Step]] = {
    "an answer is kept, and says how old it is": [
        Ask(_LONG, n=1, cache="miss", has={"age": None}),
        Ask(_LONG, n=1, cache="hit", has={"age": "0", "content-type": "application/json"}),
    ],
    "its labels are for the gateway, and browsers ask each time": [
        Ask(_LONG, has={"cdn-cache-control": None, "cache-tag": None, "cache-control": "no-cache"}),
        Ask(_LONG, has={"cdn-cache-control": None, "cache-tag": None, "cache-control": "no-cache"}, cache="hit"),
    ],
    "HEAD is answered by what GET has kept": [
        Ask(_LONG, n=1),
        Ask(_LONG, method="HEAD", cache="hit"),
    ],
    "another route below it is not it": [
        Ask("/kept/long/uncached", has={"cache-control": None}),
        Ask("/kept/long/uncached", has={"age": None}),
    ],
    # Writes.
    "after a write it is fetched anew": [
        Ask(_LONG, n=1),
        Write(),
        Ask(_LONG, n=2, cache="stale"),
        Ask(_LONG, n=2, cache="hit"),
    ],
    "each of a request's transactions counts": [Ask(_LONG, n=1), Write("@/last"), Ask(_LONG, n=2, cache="stale")],
    "another's write does not matter": [Ask(_LONG, n=1), Write("another"), Ask(_LONG, n=1, cache="hit")],
    "what a request read that wrote is nobody else's": [
        Ask("/kept/writes/@", n=1, has={"cache-control": "no-store"}),
        Ask("/kept/writes/@", n=2),
    ],
    "a parameter that no tag can carry keeps it out": [
        Ask("/kept/key/@?word=%E5%8F%B0", n=1),
        Ask("/kept/key/@?word=%E5%8F%B0", n=2),
        Ask("/kept/key/@?word=taipei", n=3),
        Ask("/kept/key/@?word=taipei", n=3, cache="hit"),
    ],
    # Times.
    "what is too old is fetched anew": [_aged(61), Ask(_BRIEF, n=1), Ask(_BRIEF, n=2, cache="stale")],
    "what came half old is fresh for the rest": [
        _aged(30),
        Ask(_BRIEF, n=1, has={"age": "30"}),
        Ask(_BRIEF, n=1, cache="hit", has={"age": "30"}),
    ],
    "a stale one is shown while it is fetched": [
        _aged(61),
        Ask(_LONG, n=1),
        Tell(),
        Ask(_LONG, n=1, cache="hit"),
        Ask(_LONG, n=2, cache="hit", in_time=True),
    ],
    "and not for longer than that": [_aged(121), Ask(_LONG, n=1), Ask(_LONG, n=2, cache="stale")],
    "and not after a write": [_aged(61), Ask(_LONG, n=1), Write(), Tell(), Ask(_LONG, n=2, cache="stale")],
    # Failures.
    "a stale one stands in for a failure": [
        _aged(121),
        Ask(_LONG, n=1),
        Tell(status=503),
        Ask(_LONG, n=1, cache="stale"),
        Tell(),
        Ask(_LONG, n=3, cache="stale"),
    ],
    "so does an invalidated one": [Ask(_LONG, n=1), Write(), Tell(status=500), Ask(_LONG, n=1, cache="stale")],
    "not where none may": [Ask(_BRIEF, n=1), Write(), Tell(status=500), Ask(_BRIEF, status=500, n=2)],
    "not one that is older than that": [_aged(661), Ask(_LONG, n=1), Tell(status=500), Ask(_LONG, status=500, n=2)],
    "nor one that says must-revalidate": [
        _says(Cache_Control="max-age=60, stale-if-error=600, must-revalidate", Age="61"),
        Ask(_LONG, n=1),
        Tell(status=503),
        Ask(_LONG, status=503),
    ],
    "nor for an answer that is none of the server's failures": [
        _aged(121),
        Ask(_LONG, n=1),
        Tell(status=410),
        Ask(_LONG, status=410, n=2),
    ],
    "a failure is not kept": [
        Tell(status=500),
        Ask(_LONG, status=500, n=1),
        Ask(_LONG, status=500, n=2),
        Tell(),
        Ask(_LONG, n=3),
    ],
    "a declared status is kept": [
        Tell(status=404),
        Ask(_LONG, status=404, n=1, cache="miss"),
        Ask(_LONG, status=404, n=1, cache="hit"),
        Write(),
        Tell(),
        Ask(_LONG, n=2),
    ],
    "a declared error is kept, in the module's shape": [
        Tell(raises=True),
        Ask(_LONG, status=404),
        Tell(),
        Ask(_LONG, status=404, cache="hit", has={"content-type": "application/problem+json"}),
    ],
    "an undeclared status is not": [Tell(status=410), Ask(_LONG, status=410, n=1), Ask(_LONG, status=410, n=2)],
    "a stand-in is not kept": [
        Tell(status=500),
        Ask("/kept/part/@", n=0, has={"cache-control": "no-store", "banyan-degraded": "kept.part"}),
        Tell(),
        Ask("/kept/part/@", n=2, has={"banyan-degraded": None}),
    ],
    "cache_only: what is kept stands in": [
        _aged(61),
        Ask("/kept/only/@", n=1),
        Tell(status=500),
        Ask("/kept/only/@", n=1, cache="stale"),
    ],
    # What an answer says itself.
    "no-store": [_says(Cache_Control="no-store"), Ask(_LONG, n=1), Ask(_LONG, n=2, has={"cache-control": "no-store"})],
    "private": [_says(Cache_Control="private, max-age=60"), Ask(_LONG, n=1), Ask(_LONG, n=2)],
    "quoted, in capitals": [
        _says(Cache_Control='PRIVATE="x, max-age=9", max-age=60'),
        Ask(_LONG, n=1),
        Ask(_LONG, n=2),
    ],
    "s-maxage before max-age": [
        _says(Cache_Control="max-age=0, s-maxage=60"),
        Ask(_LONG, n=1),
        Ask(_LONG, n=1, cache="hit", has={"cache-control": "max-age=0, s-maxage=60"}),
    ],
    "CDN-Cache-Control before Cache-Control": [
        _says(Cache_Control="no-store", CDN_Cache_Control="max-age=60"),
        Ask(_LONG, n=1),
        Ask(_LONG, n=1, cache="hit", has={"cdn-cache-control": None}),
    ],
    "a tag of its own": [
        _says(Cache_Tag="item:at-@, item:of-@"),
        Ask(_LONG, n=1),
        Write("of-@"),
        Ask(_LONG, n=2, cache="stale"),
    ],
    "Set-Cookie": [_says(Set_Cookie="a=1"), Ask(_LONG, n=1, has={"set-cookie": "a=1"}), Ask(_LONG, n=2)],
    "Set-Cookie with an own word": [
        _says(Set_Cookie="a=1", Cache_Control="public, max-age=60"),
        Ask(_LONG, n=1),
        Ask(_LONG, n=2),
    ],
    # Who asks.
    "who says who asks goes past it": [
        Ask(_BRIEF, {"Cookie": "a=1"}, n=1, cache="bypass", has={"cache-control": "private, no-cache"}),
        Ask(_BRIEF, n=2, cache="miss"),
        Ask(_BRIEF, {"Cookie": "a=1"}, n=3, cache="bypass"),
        Ask(_BRIEF, {"Authorization": "Bearer x"}, n=4, cache="bypass"),
        Ask(_BRIEF, n=2, cache="hit"),
    ],
    "a public one is the same for all, and its handler does not see who asks": [
        Ask(_LONG, {"Cookie": "a=1", "Authorization": "Bearer x"}, n=1, seen={"cookie": None, "credentials": None}),
        Ask(_LONG, n=1, cache="hit"),
        Ask(_LONG, {"Cookie": "b=1"}, n=1, cache="hit"),
    ],
    "nor where the cache has no part in it": [
        Ask(f"{_KEY}?page=1&utm=a", {"Cookie": "a=1"}, body=b"x", cache="bypass", seen={"query": "page=1"}),
        Ask(_LONG, {"Cookie": "a=1"}, body=b"x", cache="bypass", seen={"cookie": None}),
    ],
    "one that varies by them is kept for each": [
        Ask("/kept/cookie/@", {"Cookie": "a=1"}, n=1, seen={"cookie": "a=1"}),
        Ask("/kept/cookie/@", {"Cookie": "b=1"}, n=2, seen={"cookie": "b=1"}),
        Ask("/kept/cookie/@", n=3, seen={"cookie": None}),
        Ask("/kept/cookie/@", {"Cookie": "a=1"}, n=1, cache="hit"),
    ],
    # What makes it another.
    "by a field that the policy names": [
        Ask(_LANGUAGE, {"Accept-Language": "en"}, n=1, has={"vary": "Accept-Language"}),
        Ask(_LANGUAGE, {"Accept-Language": "zh"}, n=2),
        Ask(_LANGUAGE, {"Accept-Language": "en"}, n=1, cache="hit", has={"vary": "Accept-Language"}),
    ],
    "by a field that the answer names": [
        _says(Vary="X-Kind"),
        Ask(_LONG, {"X-Kind": "a"}, n=1),
        Ask(_LONG, {"X-Kind": "b"}, n=2),
        Ask(_LONG, {"X-Kind": "a"}, n=1, cache="hit"),
    ],
    "Vary: *": [_says(Vary="*"), Ask(_LONG, n=1), Ask(_LONG, n=2)],
    "by parameters, in whichever order": [
        Ask(f"{_KEY}?word=x&page=1", n=1, seen={"query": "page=1&word=x"}),
        Ask(f"{_KEY}?page=1&word=x", n=1, cache="hit"),
        Ask(f"{_KEY}?page=2&word=x", n=2),
    ],
    "not by those that the key does not name, which the handler does not get": [
        Ask(f"{_KEY}?page=1&utm=a", n=1, seen={"query": "page=1"}),
        Ask(f"{_KEY}?utm=b&page=1&", n=1, cache="hit"),
    ],
    "by all where it names none": [
        Ask(f"{_LONG}?a=1", n=1),
        Ask(f"{_LONG}?a=2", n=2),
        Ask(f"{_LONG}?a=1", n=1, cache="hit"),
    ],
    # Poison.
    "parameters that come twice keep their order": [
        Ask(f"{_KEY}?page=1&page=2", n=1, seen={"page": ["1", "2"]}),
        Ask(f"{_KEY}?page=2&page=1", n=2, seen={"page": ["2", "1"]}),
    ],
    "parameters in another spelling are not taken for others": [
        Ask(f"{_KEY}?page=1&%70age=2", n=1, seen={"page": ["1", "2"]}),
        Ask(f"{_KEY}?%70age=2&page=1", n=2, seen={"page": ["2", "1"]}),
        Ask(f"{_KEY}?page=1;word=x", n=3, seen={"page": ["1;word=x"]}),
        Ask(f"{_KEY}?page=1", n=4, seen={"page": ["1"]}),
    ],
    "a body makes GET no matter of the cache's": [
        Ask(_LONG, n=1),
        Ask(_LONG, body=b"word=x", n=2, cache="bypass"),
        Ask(_LONG, n=1, cache="hit"),
    ],
    "fields that claim another host, address or method change nothing": [
        Ask(_LONG, {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "x", "X-Original-URL": "/x"}, n=1),
        Ask(_LONG, {"X-HTTP-Method-Override": "POST", "X-Rewrite-URL": "/y"}, n=1, cache="hit"),
    ],
    "another Host is another answer": [
        Ask(_LONG, {"Host": "evil.test"}, n=1),
        Ask(_LONG, n=2),
        Ask(_LONG, n=2, cache="hit"),
    ],
    "an encoded path is not taken for another": [
        Ask("/kept/long/@%2Fx", status=400),
        Ask("/kept/long/@", n=1),
    ],
    # What the request says.
    "no-cache asks the origin, for all": [
        Ask(_LONG, n=1),
        Ask(_LONG, {"Cache-Control": "no-cache"}, n=2, cache="request"),
        Ask(_LONG, n=2, cache="hit"),
    ],
    "Pragma: no-cache, where there is no Cache-Control": [
        Ask(_LONG, n=1),
        Ask(_LONG, {"Pragma": "no-cache"}, n=2, cache="request"),
        Ask(_LONG, {"Pragma": "no-cache", "Cache-Control": "max-age=60"}, n=2, cache="hit"),
    ],
    "no-store keeps nothing": [
        Ask(_LONG, {"Cache-Control": "no-store"}, n=1),
        Ask(_LONG, n=2),
        Ask(_LONG, n=2, cache="hit"),
    ],
    "max-age": [
        _aged(30),
        Ask(_LONG, n=1),
        Ask(_LONG, {"Cache-Control": "max-age=40"}, n=1, cache="hit"),
        Ask(_LONG, {"Cache-Control": "max-age=20"}, n=2, cache="request"),
    ],
    "min-fresh": [
        _aged(30),
        Ask(_LONG, n=1),
        Ask(_LONG, {"Cache-Control": "min-fresh=20"}, n=1, cache="hit"),
        Ask(_LONG, {"Cache-Control": "min-fresh=40"}, n=2, cache="request"),
    ],
    "only-if-cached": [
        Ask(_LONG, {"Cache-Control": "only-if-cached"}, status=504),
        Ask(_LONG, n=1),
        Ask(_LONG, {"Cache-Control": "only-if-cached"}, n=1, cache="hit"),
    ],
    "If-None-Match, of what is kept": [
        Ask(_LONG, n=1),
        Ask(_LONG, {"If-None-Match": "$etag"}, status=304, cache="hit", has={"content-length": None, "etag": "$etag"}),
        Ask(_LONG, {"If-None-Match": 'W/"x", W/$etag'}, status=304),
        Ask(_LONG, {"If-None-Match": "*"}, status=304),
        Ask(_LONG, {"If-None-Match": '"x"'}, n=1),
    ],
    "If-None-Match, of what is not kept yet": [
        _says(ETag='"a"'),
        Ask(_LONG, {"If-None-Match": '"a"'}, status=304),
        Ask(_LONG, n=1, cache="hit", has={"etag": '"a"'}),
    ],
    "If-Modified-Since": [
        _says(Last_Modified="Wed, 01 Jan 2025 00:00:00 GMT"),
        Ask(_LONG, n=1),
        Ask(_LONG, {"If-Modified-Since": "Wed, 01 Jan 2025 00:00:00 GMT"}, status=304, cache="hit"),
        Ask(_LONG, {"If-Modified-Since": "Tue, 31 Dec 2024 00:00:00 GMT"}, n=1),
        Ask(_LONG, {"If-Modified-Since": "tomorrow"}, n=1),
    ],
    # Cookies by their names.
    "by the cookies that the policy names, which are all that the handler gets": [
        Ask("/kept/named/@", {"Cookie": "x=0; b=2; a=1; a=3"}, n=1, cache="miss", seen={"cookie": "a=1; b=2"}),
        Ask("/kept/named/@", {"Cookie": "a=1;b=2; y=0"}, n=1, cache="hit", has={"vary": "Cookie"}),
        Ask("/kept/named/@", {"Cookie": "x=0; b=2"}, n=2, seen={"cookie": "b=2"}),
        Ask("/kept/named/@", {"Cookie": "x=0", "Authorization": "x"}, n=3, seen={"cookie": None, "credentials": None}),
        Ask("/kept/named/@", n=3, cache="hit"),
        Ask("/kept/named/@", {"Cookie": "aa=1; A"}, n=3, cache="hit"),
    ],
    # Pages of a frame and fragments.
    "a page is put together of its frame and its fragments": [
        _frame("/kept/fragment/@-a?x=1", "/kept/fragment/@-b"),
        Ask(_PAGE, shows="<p>1</p>[1][1]", cache="miss", has={"cache-control": "no-cache", "content-length": "14"}),
        Ask(_PAGE, shows="<p>1</p>[1][1]", cache="hit", has={"age": "0", "banyan-degraded": None}),
        Ask(_PAGE, method="HEAD", shows="", cache="hit", has={"content-length": "14", "etag": "$etag"}),
        Ask("/kept/fragment/@-b", shows="[1]", cache="hit"),
    ],
    "of the parts only that is fetched anew which a write has changed": [
        _frame("/kept/fragment/@-a", "/kept/fragment/@-b"),
        Ask(_PAGE, shows="<p>1</p>[1][1]"),
        Write("@-a"),
        Ask(_PAGE, shows="<p>1</p>[2][1]", cache="hit"),
        Write(),
        Ask(_PAGE, shows="<p>2</p>[2][1]", cache="stale"),
    ],
    "a page that is asked for again and again shows a write at once": [
        _frame("/kept/fragment/@-a", "/kept/fragment/@-b"),
        *[Ask(_PAGE, shows="<p>1</p>[1][1]")] * 4,
        Write("@-b"),
        *[Ask(_PAGE, shows="<p>1</p>[1][2]", cache="hit")] * 4,
        Write(),
        *[Ask(_PAGE, shows="<p>2</p>[1][2]")] * 4,
        Ask(_PAGE, {"Cache-Control": "no-cache"}, shows="<p>3</p>[1][2]", cache="request"),
        *[Ask(_PAGE, shows="<p>3</p>[1][2]", cache="hit")] * 2,
        Ask(_PAGE, {"If-None-Match": "$etag"}, status=304, shows="", cache="hit"),
        Write("another"),
        Ask(_PAGE, shows="<p>3</p>[1][2]", cache="hit"),
    ],
    "and is no older than each of its parts may be": [
        Tell(item="@-a", headers={"Age": "57"}),
        _frame("/kept/fragment/@-a", "/kept/fragment/@-b"),
        *[Ask(_PAGE, shows="<p>1</p>[1][1]")] * 4,
        Ask(_PAGE, shows="<p>1</p>[2][1]", in_time=True),
    ],
    "and every visitor goes on getting his own": [
        Tell(item="@-a", page="[{n}{cookie}]"),
        _frame("/kept/mine/@-a", "/kept/fragment/@-b", headers={"Vary": "X-Kind"}),
        *[Ask(_PAGE, shows="<p>1</p>[1][1]")] * 4,
        *[Ask(_PAGE, {"Cookie": "a=1; x=0"}, shows="<p>1</p>[2a=1][1]")] * 4,
        *[Ask(_PAGE, {"Cookie": "a=2", "X-Kind": "1"}, shows="<p>2</p>[3a=2][1]")] * 4,
        *[Ask(_PAGE, {"X-Kind": "1"}, shows="<p>2</p>[1][1]", cache="hit")] * 4,
        Ask(_PAGE, {"Authorization": "x"}, shows="<p>1</p>[4][1]"),
        *[Ask(_PAGE, {"Cookie": "x=1; a=1"}, shows="<p>1</p>[2a=1][1]", cache="hit")] * 2,
        *[Ask(_PAGE, {"Cookie": "x=1"}, shows="<p>1</p>[1][1]", cache="hit")] * 2,
    ],
    "and the variant of a page without his part leads to no other's page": [
        Tell(item="@-a", page="[{n}{cookie}]"),
        _frame("/kept/mine/@-a", headers={"Vary": "X-Kind"}),
        Ask(_PAGE, {"X-Kind": "1"}, shows="<p>1</p>[1]"),
        # As many fields as his part varies by.
        Tell(item="@-b", headers={"Vary": "X-Else"}),
        _frame("/kept/fragment/@-b", headers={"Vary": "X-Kind"}),
        Ask(_PAGE, {"X-Kind": "2"}, shows="<p>2</p>[1]"),
        *[
            Ask(_PAGE, {"X-Kind": "1"}, shows="<p>1</p>[1]", cache="hit"),
            Ask(_PAGE, {"X-Kind": "2"}, shows="<p>2</p>[1]", cache="hit"),
            Ask(_PAGE, {"X-Kind": "1", "Cookie": "a=1"}, shows="<p>1</p>[2a=1]"),
        ]
        * 4,
    ],
    "also where only some answers say what they vary by": [
        _frame("/kept/fragment/@-a", headers={"Vary": "X-Kind"}),
        Ask(_PAGE, {"X-Kind": "1"}, shows="<p>1</p>[1]"),
        _frame("/kept/fragment/@-a"),
        *[Ask(_PAGE, shows="<p>2</p>[1]"), Ask(_PAGE, {"X-Kind": "1"}, shows="<p>1</p>[1]", cache="hit")] * 4,
    ],
    "whoever has the page is told so until one of its parts is another": [
        _frame("/kept/fragment/@-a", headers={"Last-Modified": "Wed, 01 Jan 2025 00:00:00 GMT"}),
        Ask(_PAGE, shows="<p>1</p>[1]", has={"last-modified": None}),
        Ask(_PAGE, {"If-None-Match": "$etag"}, status=304, has={"content-length": None, "etag": "$etag"}, shows=""),
        Ask(_PAGE, {"If-Modified-Since": "Wed, 01 Jan 2025 00:00:00 GMT"}, shows="<p>1</p>[1]"),
        Write("@-a"),
        Ask(_PAGE, {"If-None-Match": "$etag", "Range": "bytes=0-1"}, shows="<p>1</p>[2]"),
        Ask(_PAGE, {"If-None-Match": "$etag"}, status=304),
        Write(),
        Ask(_PAGE, {"If-None-Match": "$etag"}, shows="<p>2</p>[2]"),
    ],
    "a page has no validator where a part has none": [
        Tell(item="@-a", headers={"ETag": 'W/"x"'}),
        _frame("/kept/fragment/@-a"),
        Ask(_PAGE, shows="<p>1</p>[1]", has={"etag": None}),
    ],
    "a part that fails is left out, and the page is not one to keep": [
        _frame("/kept/fragment/@-a", "/kept/fragment/@-b"),
        Tell(item="@-a", status=500),
        Ask(
            _PAGE,
            shows="<p>1</p>[1]",
            has={"cache-control": "no-store", "etag": None, "banyan-degraded": "kept.fragment", "content-length": "11"},
        ),
        Tell(item="@-a"),
        Ask(_PAGE, shows="<p>1</p>[2][1]", cache="hit", has={"cache-control": "no-cache", "banyan-degraded": None}),
        Write("@-a"),
        Tell(item="@-a", status=503),
        # What is kept stands in, as for whoever asks for it.
        Ask(_PAGE, shows="<p>1</p>[2][1]", has={"cache-control": "no-cache", "banyan-degraded": None}),
    ],
    "so is one that raises, and one that says so itself": [
        _frame("/kept/mine/@-a", "/kept/left/@-b"),
        Tell(item="@-a", raises=True),
        Tell(item="@-b", status=500),
        Ask(
            _PAGE,
            shows="<p>1</p>",
            has={"cache-control": "no-store", "etag": None, "banyan-degraded": "kept.mine, kept.left"},
        ),
    ],
    "a part that nobody may keep makes a page that nobody may": [
        _frame("/kept/fragment/@-a", "/kept/fragment/@-a"),
        Tell(item="@-a", headers={"Cache-Control": "no-store"}),
        Ask(_PAGE, shows="<p>1</p>[1][1]", has={"cache-control": "no-store", "banyan-degraded": None}),
    ],
    "a part that is one visitor's makes a page that is": [
        Tell(item="@-a", page="[{n}{cookie}]"),
        _frame("/kept/mine/@-a", "/kept/fragment/@-b", headers={"Vary": "X-Kind"}),
        Ask(
            _PAGE,
            {"Cookie": "a=1; x=0"},
            shows="<p>1</p>[1a=1][1]",
            has={"cache-control": "private, no-cache", "vary": "X-Kind, Authorization, Cookie"},
        ),
        Ask(_PAGE, {"Cookie": "a=2"}, shows="<p>1</p>[2a=2][1]", cache="hit"),
        Ask(_PAGE, {"Cookie": "a=1"}, shows="<p>1</p>[1a=1][1]", cache="hit"),
        Ask(_PAGE, {"Authorization": "x"}, shows="<p>1</p>[3][1]", has={"cache-control": "private, no-cache"}),
        Ask(_PAGE, {"Cookie": "a=1", "If-None-Match": "$etag"}, shows="<p>1</p>[1a=1][1]"),
    ],
    "a part's cookie goes to nobody": [
        Tell(item="@-a", headers={"Set-Cookie": "a=1"}),
        _frame("/kept/fragment/@-a"),
        Ask(_PAGE, shows="<p>1</p>[1]", has={"cache-control": "private, no-cache", "set-cookie": None}),
        Ask(_PAGE, shows="<p>1</p>[2]"),
    ],
    "what is no cached page of the site's is not put in": [
        _frame(
            "/kept/long/@",
            "/kept/long/uncached",
            "/origin/asked/@",
            "/kept/nothing",
            "/kept/page/@-a",
            "//kept/fragment/@",
            "/kept/../kept/fragment/@",
            "/metrics",
            "/kept/fragment/@-b",
        ),
        Ask(_PAGE, shows="<p>1</p>[1]", has={"cache-control": "no-store"}),
        Ask("/kept/page/@-a", shows="[1]"),
        Ask("/kept/long/uncached", has={"etag": None}),
    ],
    "nor is more than a page may have": [
        _frame(*(f"/kept/fragment/@-{number}" for number in (*range(32), 32, 0))),
        Ask(_PAGE, shows="<p>1</p>" + "[1]" * 33, has={"cache-control": "no-store", "banyan-degraded": "kept.page"}),
        Ask("/kept/fragment/@-32", shows="[1]", cache="miss"),
    ],
    "what a part names stays as it is": [
        Tell(item="@-a", page='<!--# include virtual="/kept/fragment/@-b" -->'),
        _frame("/kept/fragment/@-a"),
        Ask(_PAGE, shows='<p>1</p><!--# include virtual="/kept/fragment/@-b" -->'),
        Ask("/kept/fragment/@-b", shows="[1]", cache="miss"),
    ],
    "and so does whatever else looks like it": [
        Tell(
            page='<!--# echo var="cookie_a" --><!--# include virtual="/kept/fragment/@-b" wait="yes" -->'
            '<!--#include virtual="/kept/fragment/@-b"--><!--# include virtual="http://evil.test/" -->'
            "&lt;!--# include virtual=&#34;/kept/fragment/@-b&#34; --&gt;"
        ),
        Ask(
            _PAGE,
            shows='<!--# echo var="cookie_a" --><!--# include virtual="/kept/fragment/@-b" wait="yes" -->'
            '<!--#include virtual="/kept/fragment/@-b"--><!--# include virtual="http://evil.test/" -->'
            "&lt;!--# include virtual=&#34;/kept/fragment/@-b&#34; --&gt;",
        ),
        Ask("/kept/fragment/@-b", shows="[1]", cache="miss"),
    ],
    "a route that is no frame is not looked through": [
        Tell(page='<!--# include virtual="/kept/fragment/@-b" -->'),
        Ask("/kept/fragment/@", shows='<!--# include virtual="/kept/fragment/@-b" -->'),
    ],
    "a frame that is no success is put together as well": [
        _frame("/kept/fragment/@-a", status=404),
        Ask(_PAGE, status=404, shows="<p>1</p>[1]", has={"cache-control": "no-store", "etag": None}),
    ],
}
