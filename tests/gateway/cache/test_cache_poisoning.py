"""What one client sends changes nothing that others get."""

from __future__ import annotations

import pytest
from cached_origin import CachedOrigin
from scripted_origin import Reply

HOUR = ("Cache-Control", "max-age=3600")


@pytest.mark.parametrize(
    "field",
    [
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Forwarded-Server",
        "X-Forwarded-Scheme",
        "X-Forwarded-Ssl",
        "X-Host",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "Forwarded",
        "Front-End-Https",
        "Banyan-Position",
    ],
)
def test_fields_that_are_in_no_key_do_not_reach_the_origin(front: CachedOrigin, field: str) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    front.ask(target, headers=[(field, "evil")])
    assert "evil" not in front.seen(target)[0].headers.values()


def test_who_asks_is_not_what_the_client_says(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    front.ask(target, headers=[("X-Forwarded-For", "evil"), ("X-Forwarded-Proto", "https"), ("X-Real-IP", "evil")])
    seen = front.seen(target)[0].headers
    assert (seen["x-forwarded-for"], seen["x-real-ip"], seen["x-forwarded-proto"]) == ("127.0.0.1", "127.0.0.1", "http")


@pytest.mark.parametrize(
    "vary", ["X-Forwarded-For", "X-REAL-IP", "Foo, X-Request-ID", "Banyan-Position", "Banyan-Token"]
)
def test_what_varies_by_what_the_gateway_says_of_who_asks_is_nobody_elses(front: CachedOrigin, vary: str) -> None:
    target = front.script(Reply(headers=(HOUR, ("Vary", vary))))
    assert front.ask(target).body != front.ask(target).body


def test_hosts_are_apart_with_their_ports(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    hosts = ("a.test", "b.test", "a.test:81")
    bodies = {front.ask(target, headers=[("Host", host)]).body for host in hosts}
    assert len(bodies) == 3
    assert front.ask(target, headers=[("Host", "A.test")]).body in bodies
    assert [seen.headers["host"] for seen in front.seen(target)] == list(hosts)


@pytest.mark.parametrize("more", ["?a=1&b=2", "?b=2&a=1", "?a=1;b=2", "?a=1&a=2", "?", "?a=%31"])
def test_queries_are_apart_as_they_are_written(front: CachedOrigin, more: str) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    body = front.ask(target).body
    front.script(Reply(headers=(HOUR,)), target=target + more)
    assert front.ask(target + more).body != body
    assert [seen.target for seen in front.seen(target + more)] == [target + more]


def test_encoded_paths_are_apart(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    encoded = target.replace("/page", "/%70age")
    front.script(Reply(404, (HOUR,)), target=encoded)
    assert front.ask(encoded).status in (400, 404)
    assert front.ask(target).status == 200


def test_a_get_with_a_body_neither_gets_what_is_kept_nor_makes_it(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    fat = front.ask(target, body=b"evil").body
    kept = front.ask(target).body
    assert len({fat, kept, front.ask(target, body=b"evil").body}) == 3
    assert front.ask(target).body == kept


def test_an_answer_to_a_post_is_not_kept(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    posted = front.ask(target, method="POST", body=b"evil").body
    assert front.ask(target).body != posted


def test_a_range_or_a_condition_makes_no_entry_for_others(front: CachedOrigin) -> None:
    target = front.script(Reply(416, (HOUR,)), Reply(412, (HOUR,)), Reply(headers=(HOUR,)))
    assert front.ask(target, headers=[("Range", "bytes=900-")]).status == 416
    assert front.ask(target, headers=[("If-Match", '"evil"')]).status == 412
    assert front.ask(target).status == 200


def test_a_refusal_of_what_was_too_large_is_not_kept(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR,)))
    assert front.ask(target, headers=[("X-Large", "x" * 70_000)]).status in (400, 431)
    assert front.ask(target).status == 200


def test_a_refresh_cannot_be_asked_for(front: CachedOrigin) -> None:
    target = front.script(Reply(404), target="/.banyan/refresh")
    assert front.ask(target).status == 404
    assert not front.seen(target)
