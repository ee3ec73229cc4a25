"""What makes one answer another, and what messages say about caching."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.edge.cache_control import Lifetime, directives, lifetime
from banyan.edge.cache_key import canonical_query
from banyan.policy import Cache

_FIELDS = st.sampled_from([b"a=1", b"a=2", b"b=1", b"%61=3", b"c", b"c=", b"=x", b"", b"a=%26b=2", b"d=+"])


@given(st.lists(_FIELDS).map(b"&".join))
def test_a_canonical_query_says_the_same_and_is_its_own(query: bytes) -> None:
    policy = Cache(ttl=1)
    canonical = canonical_query(query, policy)
    assert canonical_query(canonical, policy) == canonical

    def told(query: bytes) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in parse_qsl(query.decode(), keep_blank_values=True):
            found.setdefault(name, []).append(value)
        return found

    assert told(canonical) == told(query)


@given(st.lists(_FIELDS))
def test_what_the_key_does_not_name_is_gone_however_it_is_spelt(fields: list[bytes]) -> None:
    canonical = canonical_query(b"&".join(fields), Cache(ttl=1, key=("a",)))
    assert {name for name, _ in parse_qsl(canonical.decode(), keep_blank_values=True)} <= {"a"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no-store", {"no-store": ""}),
        ("Max-Age=60 , PRIVATE", {"max-age": "60", "private": ""}),
        ('private="a, max-age=1", max-age="7"', {"private": "a, max-age=1", "max-age": "7"}),
        ("max-age=1, max-age=2", {"max-age": "1"}),
        ('ext="\\"max-age=9, no-store\\"", s-maxage=3', {"ext": '\\"max-age=9, no-store\\"', "s-maxage": "3"}),
        (",, ,max-age=1,", {"max-age": "1"}),
        ("max-age =1", {"max-age": "1"}),
        ("", {}),
    ],
)
def test_directives(text: str, found: dict[str, str]) -> None:
    assert directives(text) == found


@given(st.text(max_size=60))
def test_directives_of_anything(text: str) -> None:
    directives(text)


@pytest.mark.parametrize(
    ("said", "life"),
    [
        ("max-age=60", Lifetime(60, 0, 0)),
        ("max-age=60, s-maxage=9", Lifetime(9, 0, 0)),
        ("max-age=999999", Lifetime(3600, 0, 0)),
        ("max-age=6, stale-while-revalidate=5, stale-if-error=4", Lifetime(6, 5, 4)),
        ("max-age=6, stale-while-revalidate=5, must-revalidate", Lifetime(6, 0, 0)),
        ("max-age=60, private", None),
        ("max-age=60, no-cache", None),
        ("max-age=-1", None),
        ("max-age=1.5", None),
        ("max-age=²", None),
        ("public", None),
        ("", None),
    ],
)
def test_the_lifetime_that_an_answer_gives_itself(said: str, life: Lifetime | None) -> None:
    assert lifetime([(b"cache-control", said.encode("utf-8"))]) == life
    assert lifetime([(b"cache-control", b"no-store"), (b"cdn-cache-control", said.encode("utf-8"))]) == (
        life if said else None
    )
