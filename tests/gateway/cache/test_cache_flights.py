"""One fetch for all who wait (RFC 9111 section 4), and stale answers (RFC 5861)."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cached_origin import CachedOrigin
from scripted_origin import Reply

from banyan.server.local_ca import LocalAuthority
from tests.load import wait_until
from tests.ports import free_port

HOUR = ("Cache-Control", "max-age=3600")


def stale(*more: str) -> tuple[tuple[str, str], ...]:
    return (("Cache-Control", ", ".join(["max-age=60", *more])), ("Age", "100"))


@pytest.fixture
def slow_front() -> Iterator[CachedOrigin]:
    gateway = CachedOrigin(cache_wait="0.5")
    try:
        yield gateway.start()
    finally:
        gateway.close()


async def ask_all(port: int, target: str, number: int, *lines: str) -> list[bytes]:
    """The bodies that so many clients get who ask at the same time."""

    async def ask() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write("\r\n".join([f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{port}", *lines, "", ""]).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        body = await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r")[0]))
        writer.close()
        return body

    return await asyncio.gather(*(ask() for _ in range(number)))


def ask_while_held(front: CachedOrigin, target: str, number: int, *lines: str) -> list[bytes]:
    """As above; the origin answers what it holds only when all of them wait."""
    threading.Timer(0.5, front.origin.release).start()
    return asyncio.run(ask_all(front.port, target, number, *lines))


def test_200_clients_of_a_cold_key_are_one_request_to_the_origin(own_front: CachedOrigin) -> None:
    target = own_front.script(Reply(headers=(HOUR,), held=True))
    bodies = ask_while_held(own_front, target, 200)
    assert len(bodies) == 200
    assert len(set(bodies)) == len(own_front.seen(target)) == 1


def test_200_clients_of_a_stale_key_are_one_validation(own_front: CachedOrigin) -> None:
    etag = ("ETag", '"a"')
    target = own_front.script(Reply(headers=(*stale(), etag)), Reply(304, (HOUR,), held=True))
    body = own_front.ask(target).body
    assert set(ask_while_held(own_front, target, 200)) == {body}
    assert len(own_front.seen(target)) == 2


def test_whoever_asks_for_it_to_be_validated_shares_a_flight_that_began_later(own_front: CachedOrigin) -> None:
    target = own_front.script(Reply(headers=(HOUR,)), Reply(headers=(HOUR,), held=True))
    first = own_front.ask(target).body
    bodies = ask_while_held(own_front, target, 50, "Cache-Control: no-cache")
    assert first not in bodies
    assert len(set(bodies)) == 1
    assert len(own_front.seen(target)) == 2


def test_nobody_waits_for_an_answer_that_is_for_one_client(own_front: CachedOrigin) -> None:
    target = own_front.script(Reply(headers=(("Cache-Control", "private"),), held=True))
    bodies = ask_while_held(own_front, target, 20)
    assert len(set(bodies)) == len(own_front.seen(target)) == 20
    began = time.monotonic()
    asyncio.run(ask_all(own_front.port, target, 20))
    assert time.monotonic() - began < 1


def test_a_leader_that_goes_away_leaves_the_flight_to_another(own_front: CachedOrigin) -> None:
    target = own_front.script(Reply(headers=(HOUR,), held=True))

    async def story() -> list[bytes]:
        _, leader = await asyncio.open_connection("127.0.0.1", own_front.port)
        leader.write(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        await asyncio.to_thread(wait_until, lambda: len(own_front.seen(target)) == 1)
        others = asyncio.create_task(ask_all(own_front.port, target, 10))
        leader.transport.abort()
        await asyncio.to_thread(wait_until, lambda: len(own_front.seen(target)) == 2)
        own_front.origin.release()
        return await others

    assert len(set(asyncio.run(story()))) == 1
    assert len(own_front.seen(target)) == 2


def test_3_stale_while_revalidate_answers_at_once_and_refreshes_behind(own_front: CachedOrigin) -> None:
    target = own_front.script(
        Reply(headers=stale("stale-while-revalidate=600")), Reply(headers=(HOUR,), held=True), Reply(404)
    )
    first = own_front.ask(target).body
    assert set(asyncio.run(asyncio.wait_for(ask_all(own_front.port, target, 20), 5))) == {first}
    own_front.origin.release()
    wait_until(lambda: own_front.ask(target).body != first)
    assert own_front.ask(target).status == 200
    assert len(own_front.seen(target)) == 2


def test_3_also_over_http_2(tmp_path: Path) -> None:
    tls = {"certificate": tmp_path / "certificate.pem", "key": tmp_path / "key.pem", "port": free_port()}
    authority = LocalAuthority(tmp_path)
    authority.issue(["127.0.0.1"], tmp_path / "certificate.pem", tmp_path / "key.pem")
    trust = ssl.create_default_context(cafile=str(authority.certificate_file))
    front = CachedOrigin(**{f"tls__{name}": str(value) for name, value in tls.items()})
    base = f"https://127.0.0.1:{tls['port']}"
    try:
        with httpx.Client(base_url=base, verify=trust, http2=True, timeout=20) as client:
            target = front.start().script(Reply(headers=stale("stale-while-revalidate=600")), Reply(headers=(HOUR,)))
            first = client.get(target)
            assert (first.http_version, client.get(target).content) == ("HTTP/2", first.content)
            wait_until(lambda: client.get(target).content != first.content)
            assert len(front.seen(target)) == 2
    finally:
        front.close()


def test_a_refresh_by_somebody_with_credentials_keeps_nothing_of_theirs(own_front: CachedOrigin) -> None:
    shared = stale("s-maxage=60", "stale-while-revalidate=600")
    target = own_front.script(Reply(headers=shared), Reply(headers=(HOUR,), body=b"mine"), Reply(headers=(HOUR,)))
    own_front.ask(target)
    own_front.ask(target, headers=[("Authorization", "a"), ("Range", "bytes=0-1"), ("If-None-Match", '"a"')])
    wait_until(lambda: len(own_front.seen(target)) > 1)
    refreshing = own_front.seen(target)[1].headers
    assert refreshing["authorization"] == "a"
    assert not {"range", "if-none-match"} & refreshing.keys()
    assert own_front.ask(target).body != b"mine"


def test_3_not_beyond_its_time_and_not_what_was_invalidated(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=stale("stale-while-revalidate=30")))
    assert front.ask(target).body != front.ask(target).body
    target = front.script(Reply(headers=(*stale("stale-while-revalidate=600"), ("Cache-Tag", "swr"))))
    first = front.ask(target).body
    front.ask(front.script(Reply(headers=(("Cache-Invalidate", "swr"),))), method="POST", body=b"")
    assert front.ask(target).body != first


def test_4_stale_if_error_when_the_origin_fails(front: CachedOrigin) -> None:
    for status in (500, 502, 503, 504):
        target = front.script(Reply(headers=stale("stale-if-error=600")), Reply(status))
        first, second = front.ask(target), front.ask(target)
        assert (second.status, second.body) == (200, first.body)
        assert second.header("Cache-Status") == f"banyan; fwd=stale; fwd-status={status}"


def test_4_not_for_what_the_client_did_wrong_nor_beyond_its_time(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=stale("stale-if-error=600")), Reply(404))
    assert [front.ask(target).status for _ in range(2)] == [200, 404]
    for words in ("stale-if-error=30", "must-revalidate, stale-if-error=600", "no-cache, stale-if-error=600"):
        target = front.script(Reply(headers=(*stale(words), ("ETag", '"a"'))), Reply(503))
        assert [front.ask(target).status for _ in range(2)] == [200, 503]


def test_4_stale_if_error_when_the_origin_is_killed(own_front: CachedOrigin) -> None:
    kept = own_front.script(Reply(headers=(*stale("stale-if-error=600"), ("X-A", "1"))))
    tagged = own_front.script(Reply(headers=(HOUR, ("Cache-Tag", "gone"))))
    plain = own_front.script(Reply(headers=stale()))
    known = own_front.script(Reply(headers=(*stale("stale-if-error=600"), ("ETag", '"a"'))))
    own_front.ask(known)
    bodies = [own_front.ask(target).body for target in (kept, tagged, plain)]
    own_front.origin.close()
    for _ in range(3):
        answer = own_front.ask(kept)
        assert (answer.status, answer.body, answer.header("X-A")) == (200, bodies[0], "1")
        assert answer.header("Cache-Status") == "banyan; fwd=stale; fwd-status=502"
        assert own_front.ask(tagged).body == bodies[1]
        assert own_front.ask(plain).status == 502
        # That it was asked about did not come from the client.
        assert own_front.ask(known).status == 200
        assert own_front.ask(known, headers=[("If-None-Match", '"b"')]).status == 200
    assert len(set(asyncio.run(ask_all(own_front.port, kept, 50)))) == 1


def test_4_stale_if_error_for_those_who_waited_long_enough_for_another(slow_front: CachedOrigin) -> None:
    target = slow_front.script(Reply(headers=stale("stale-if-error=600")), Reply(headers=(HOUR,), held=True))
    first = slow_front.ask(target).body
    threading.Timer(1.5, slow_front.origin.release).start()
    bodies = asyncio.run(ask_all(slow_front.port, target, 20))
    assert first in bodies
    assert len(slow_front.seen(target)) <= 4


def test_whoever_has_waited_long_enough_asks_the_origin_itself(slow_front: CachedOrigin) -> None:
    target = slow_front.script(Reply(headers=(HOUR,), held=True))
    threading.Timer(1.5, slow_front.origin.release).start()
    assert all(asyncio.run(ask_all(slow_front.port, target, 5)))
    assert 1 < len(slow_front.seen(target)) <= 5


def test_4_stale_if_error_for_all_who_waited_for_one_failure(own_front: CachedOrigin) -> None:
    for failure in (Reply(503, held=True), Reply(held=True, hangs_up=True)):
        target = own_front.script(Reply(headers=stale("stale-if-error=600")), failure)
        first = own_front.ask(target).body
        assert set(ask_while_held(own_front, target, 50)) == {first}
        # A connection that broke off is tried again by nginx.
        assert len(own_front.seen(target)) == 2 + failure.hangs_up
        own_front.origin.hold()


def test_each_of_several_answers_of_an_address_has_a_flight_of_its_own(own_front: CachedOrigin) -> None:
    varied = (HOUR, ("Vary", "X-Who"))
    target = own_front.script(Reply(headers=varied), Reply(headers=varied, held=True))
    own_front.ask(target, headers=[("X-Who", "known")])

    async def story() -> list[list[bytes]]:
        asked = [asyncio.create_task(ask_all(own_front.port, target, 5, f"X-Who: {who}")) for who in range(12)]
        await asyncio.to_thread(wait_until, lambda: len(own_front.seen(target)) == 13)
        own_front.origin.release()
        return await asyncio.gather(*asked)

    bodies = asyncio.run(story())
    assert [len(set(same)) for same in bodies] == [1] * 12
    assert len({same[0] for same in bodies}) == 12
    assert len(own_front.seen(target)) == 13


def test_whoever_waits_to_the_last_moment_stops_then(slow_front: CachedOrigin) -> None:
    """At many moments: where less than a millisecond was left, a worker asked its clock for ever."""
    known, unknown = Reply(headers=stale("stale-if-error=600")), Reply(headers=(HOUR,), held=True)
    targets = [slow_front.script(known, unknown) for _ in range(50)]
    for target in targets:
        slow_front.ask(target)

    async def story() -> list[list[bytes]]:
        asked = []
        for target in targets:
            asked.append(asyncio.create_task(ask_all(slow_front.port, target, 6)))
            await asyncio.sleep(0.003)
        return await asyncio.wait_for(asyncio.gather(*asked), 20)

    threading.Timer(1.5, slow_front.origin.release).start()
    assert [len(bodies) for bodies in asyncio.run(story())] == [6] * 50


def test_an_answer_is_passed_on_while_it_comes(own_front: CachedOrigin) -> None:
    target = own_front.script(Reply(headers=(HOUR,), body=b"x" * 100, broken=50, chunked=False))

    async def first_part() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", own_front.port)
        writer.write(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        part = await reader.read(10)
        writer.close()
        return part

    assert asyncio.run(asyncio.wait_for(first_part(), 5)) == b"x" * 10
