"""Gateways that share what they keep in Redis: nothing stale, and nobody waits for Redis."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from scripted_origin import Reply
from sharing_gateway import HOUR, Scene

from tests.load import wait_until
from tests.servers.redis import RedisTestServer, redis_server


@pytest.fixture(scope="module")
def scene(redis_test_server: RedisTestServer) -> Iterator[Scene]:
    """For tests that leave it as it is: each asks for targets of its own."""
    scene = Scene(redis_test_server)
    try:
        yield scene.start()
    finally:
        scene.close()


@pytest.fixture
def own_scene() -> Iterator[Scene]:
    """For tests that harm it."""
    with redis_server() as server:
        scene = Scene(server)
        try:
            yield scene.start()
        finally:
            scene.close()


def test_70_what_one_has_fetched_the_other_answers(scene: Scene) -> None:
    body = bytes(range(256)) * 300 + b"\r\n$5\r\n"
    target = scene.script(Reply(headers=(HOUR, ("ETag", '"a"'), ("X-Two", "1"), ("X-Two", "2")), body=body))
    first = scene.fetch(target)
    second, third = scene.other.ask(target), scene.other.ask(target)
    assert first.body == second.body == third.body == body
    assert second.all("X-Two") == ["1", "2"]
    assert second.header("ETag") == '"a"'
    assert (second.header("Cache-Status") or "").endswith("; detail=redis")
    # It has filled the memory before it.
    assert (third.header("Cache-Status") or "").startswith("banyan; hit; ttl=")
    assert "redis" not in (third.header("Cache-Status") or "")
    assert len(scene.origin.seen[target]) == 1


def test_70_its_age_goes_on(scene: Scene) -> None:
    target = scene.script(Reply(headers=(HOUR, ("Age", "1000"))))
    scene.fetch(target)
    assert 1000 <= int(scene.other.ask(target).header("Age") or 0) < 1010


def test_67_after_an_invalidation_it_does_not(scene: Scene) -> None:
    target = scene.script(Reply(headers=(HOUR, ("Cache-Tag", "item:1"))))
    first = scene.fetch(target).body
    assert scene.other.ask(target).body == first
    scene.other.apply("to=1001&tag=item:1")
    second = scene.other.ask(target).body
    assert second != first
    # What knows of the write answers whoever hears of it later; its old entry in memory does not.
    wait_until(lambda: scene.holds(second))
    scene.one.apply("to=1001&tag=item:1")
    assert scene.one.ask(target).body == second
    assert len(scene.origin.seen[target]) == 2


def test_67_not_from_memory_either_when_only_redis_has_the_old(scene: Scene) -> None:
    target = scene.script(Reply(headers=(HOUR, ("Cache-Tag", "item:2"))))
    first = scene.fetch(target).body
    scene.other.apply("to=1002&tag=item:2")
    assert scene.other.ask(target).body != first


def test_67_a_gap_rules_out_what_was_before(own_scene: Scene) -> None:
    target = own_scene.script(Reply(headers=(HOUR,)))
    first = own_scene.fetch(target).body
    own_scene.other.apply("to=1100&gap=yes")
    assert own_scene.other.ask(target).body != first


def test_67_a_gateway_that_starts_uses_it_when_the_log_has_nothing_more_to_tell(own_scene: Scene) -> None:
    """What came while it was away is told it in parts: after the first it does not know yet of the second."""
    target = own_scene.script(Reply(headers=(HOUR, ("Cache-Tag", "item:1"))))
    first = own_scene.fetch(target).body
    late = own_scene.gateway()
    late.apply("to=900&gap=yes")
    late.apply("to=1000&tag=item:9")
    assert late.ask(target).body != first
    untouched = own_scene.script(Reply(headers=(HOUR, ("Cache-Tag", "item:2"))))
    own_scene.fetch(untouched)
    late.apply("to=1001&tag=item:1")
    assert own_scene.is_asked(late, own_scene.script(Reply(headers=(HOUR,))))
    late.apply("to=1001")
    assert not own_scene.is_asked(late, untouched)


def test_67_nor_on_the_word_of_a_node_that_is_behind(own_scene: Scene) -> None:
    targets = [own_scene.script(Reply(headers=(HOUR,))) for _ in range(2)]
    for target in targets:
        own_scene.fetch(target)
    late = own_scene.gateway()
    late.apply("to=1000&gap=yes")
    late.apply("to=999")
    assert own_scene.is_asked(late, targets[0])
    late.apply("to=1000")
    assert not own_scene.is_asked(late, targets[1])


def test_variants_are_found_by_what_the_request_says(scene: Scene) -> None:
    english, german = ("Accept-Language", "en"), ("Accept-Language", "de")
    target = scene.script(Reply(headers=(HOUR, ("Vary", "Accept-Language"))))
    bodies = [scene.fetch(target, english, entries=2).body, scene.fetch(target, german).body]
    assert [scene.other.ask(target, said).body for said in (english, german)] == bodies
    assert scene.is_asked(scene.other, target, ("Accept-Language", "fr"))
    assert len(scene.origin.seen[target]) == 3


def test_variants_of_more_fields_are_another_generation(scene: Scene) -> None:
    target = scene.script(Reply(headers=(HOUR, ("Vary", "X-One"))), Reply(headers=(HOUR, ("Vary", "X-Two"))))
    first = scene.fetch(target, ("X-One", "1"), entries=2).body
    second = scene.fetch(target, ("X-One", "2"), ("X-Two", "2")).body
    assert scene.other.ask(target, ("X-One", "2"), ("X-Two", "2")).body == second
    assert scene.other.ask(target, ("X-One", "1"), ("X-Two", "1")).body not in (first, second)


def test_what_an_unsafe_method_made_stale_does_not_come_back_from_redis(scene: Scene) -> None:
    for vary in ((), (("Vary", "X-One"),)):
        target = scene.script(Reply(headers=(HOUR, *vary)))
        first = scene.fetch(target, ("X-One", "1"), entries=1 + len(vary)).body
        keys = scene.kept()
        scene.one.ask(target, method="POST")
        scene.one.forget_memory()
        wait_until(lambda keys=keys: len(scene.kept()) < len(keys))
        assert scene.one.ask(target, ("X-One", "1")).body != first
        # Nor its variants, when there is an index again.
        wait_until(lambda keys=keys: len(scene.kept()) >= len(keys))
        assert scene.other.ask(target, ("X-One", "1")).body != first


def test_conditions_and_ranges_are_answered_from_it(scene: Scene) -> None:
    validated = scene.script(Reply(headers=(HOUR, ("ETag", '"a"'))))
    ranged = scene.script(Reply(headers=(HOUR,), body=b"0123456789"))
    headed = scene.script(Reply(headers=(HOUR,), body=b"0123456789"))
    for target in (validated, ranged, headed):
        scene.fetch(target)
    assert scene.other.ask(validated, ("If-None-Match", '"a"')).status == 304
    assert scene.other.ask(ranged, ("Range", "bytes=2-4")).body == b"234"
    assert scene.other.ask(headed, method="HEAD").header("Content-Length") == "10"
    assert [len(scene.origin.seen[target]) for target in (validated, ranged, headed)] == [1, 1, 1]


def test_what_is_stale_there_is_validated_and_stands_in_for_errors(scene: Scene) -> None:
    old = (("Cache-Control", "public, max-age=60, stale-if-error=600"), ("Age", "100"), ("ETag", '"a"'))
    target = scene.script(Reply(headers=old), Reply(304, (HOUR, ("ETag", '"a"'))))
    first = scene.fetch(target).body
    assert scene.other.ask(target).body == first
    assert scene.origin.seen[target][1].headers["if-none-match"] == '"a"'
    target = scene.script(Reply(headers=old), Reply(503))
    first = scene.fetch(target).body
    assert scene.other.ask(target).body == first


def test_a_stale_answer_is_refreshed_from_there_first(scene: Scene) -> None:
    stale = (("Cache-Control", "public, max-age=60, stale-while-revalidate=600"), ("Age", "100"))
    target = scene.script(Reply(headers=stale), Reply(headers=(HOUR,)))
    first = scene.fetch(target).body
    assert scene.other.ask(target).body == first
    scene.one.ask(target)
    wait_until(lambda: len(scene.origin.seen[target]) == 2)
    second = scene.one.ask(target).body
    wait_until(lambda: scene.holds(second))
    wait_until(lambda: scene.other.ask(target).body == second)
    assert len(scene.origin.seen[target]) == 2


def test_what_is_for_requests_without_credentials_is_not_for_others(scene: Scene) -> None:
    target = scene.script(Reply(headers=(("Cache-Control", "max-age=3600"),)))
    first = scene.fetch(target).body
    assert scene.other.ask(target, ("Authorization", "a")).body != first
    assert scene.other.ask(target).body == first


def test_many_who_ask_at_once_are_one_look_up(own_scene: Scene) -> None:
    target = own_scene.script(Reply(headers=(HOUR,)))
    first = own_scene.fetch(target).body
    asked = own_scene.gateway(workers=2).knows(1000)
    with own_scene.redis.client() as client, ThreadPoolExecutor(30) as pool:
        before = client.info("commandstats")["cmdstat_get"]["calls"]
        bodies = set(pool.map(lambda _: asked.ask(target).body, range(60)))
        after = client.info("commandstats")["cmdstat_get"]["calls"]
    assert bodies == {first}
    assert after - before == 1


def test_it_outlives_the_gateway(own_scene: Scene) -> None:
    target = own_scene.script(Reply(headers=(HOUR,)))
    first = own_scene.fetch(target).body
    own_scene.one.restart()
    own_scene.one.knows(1000)
    assert own_scene.one.ask(target).body == first


def test_nothing_larger_than_a_gateway_keeps_is_read(own_scene: Scene) -> None:
    large = own_scene.script(Reply(headers=(HOUR,), body=b"x" * 500_000))
    small = own_scene.script(Reply(headers=(HOUR,)))
    for target in (large, small):
        own_scene.fetch(target)
    third = own_scene.gateway(cache_object="200k").knows(1000)
    assert [own_scene.is_asked(third, target) for target in (large, large, large, large, small)] == [True] * 4 + [False]


def test_entries_end_with_their_time(scene: Scene) -> None:
    scene.fetch(scene.script(Reply(headers=(("Cache-Control", "max-age=100000000, public"),))))
    with scene.redis.client() as client:
        assert all(0 < client.pttl(key) <= 3_600_000 for key in scene.kept())


def _fill_up(server: RedisTestServer) -> None:
    with server.client() as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1")


def _make_room(server: RedisTestServer) -> None:
    with server.client() as client:
        client.config_set("maxmemory", "0")


def _restart_empty(server: RedisTestServer) -> None:
    server.server.kill()
    server.server.start()


def _flush(server: RedisTestServer) -> None:
    with server.client() as client:
        client.flushall()


def _pause(server: RedisTestServer) -> None:
    with server.client() as client:
        client.execute_command("CLIENT", "PAUSE", "2000", "ALL")


def _forbid(server: RedisTestServer) -> None:
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "default", "-get", "-set")


def _permit(server: RedisTestServer) -> None:
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "default", "+@all")


def _nothing(server: RedisTestServer) -> None:
    pass


TROUBLE: dict[str, tuple[Callable[[RedisTestServer], None], Callable[[RedisTestServer], None]]] = {
    "flushed": (_flush, _nothing),
    "restarted empty": (_restart_empty, _nothing),
    "full": (_fill_up, _make_room),
    "paused": (_pause, _nothing),
    "frozen": (lambda server: server.server.freeze(), lambda server: server.server.thaw()),
    "killed": (lambda server: server.server.kill(), lambda server: server.server.start()),
    "closed to us": (_forbid, _permit),
}
"""How it comes about, and how it ends."""


@pytest.mark.alone
@pytest.mark.parametrize("what", TROUBLE)
def test_reads_go_on_while_redis_is(own_scene: Scene, what: str) -> None:
    begin, end = TROUBLE[what]
    kept = own_scene.script(Reply(headers=(HOUR, ("Cache-Tag", "item:1"))))
    first = own_scene.fetch(kept).body
    begin(own_scene.redis)
    own_scene.other.apply("to=1001&tag=item:1")
    times = []
    for _ in range(20):
        target = own_scene.script(Reply(headers=(HOUR,)))
        for gateway in (own_scene.one, own_scene.other):
            began = time.monotonic()
            assert gateway.ask(target).status == 200
            times.append(time.monotonic() - began)
    assert own_scene.other.ask(kept).body != first
    assert own_scene.one.ask(kept).body == first
    times.sort()
    # Three look-ups wait for 50 ms, then one a second does.
    assert times[-1] < 0.5, times
    assert times[len(times) // 2] < 0.05, times
    end(own_scene.redis)
    wait_until(lambda: is_shared_again(own_scene))


def is_shared_again(scene: Scene) -> bool:
    target, before = scene.script(Reply(headers=(HOUR,))), scene.kept()
    scene.one.ask(target)
    time.sleep(0.05)
    return scene.kept() > before and not scene.is_asked(scene.other, target)


def test_while_it_is_full_what_it_has_is_read(own_scene: Scene) -> None:
    targets = [own_scene.script(Reply(headers=(HOUR,))) for _ in range(5)]
    for target in targets:
        own_scene.fetch(target)
    _fill_up(own_scene.redis)
    for _ in range(10):
        own_scene.one.ask(own_scene.script(Reply(headers=(HOUR,))))
    assert not any(own_scene.is_asked(own_scene.other, target) for target in targets)


GARBAGE: dict[str, Callable[[redis.Redis, bytes], object]] = {
    "other bytes": lambda client, key: client.set(key, b"\x00\xff garbage\r\n$-1\r\n"),
    "nothing": lambda client, key: client.set(key, b""),
    "a part": lambda client, key: client.set(key, (client.get(key) or b"")[:-5]),
    "more": lambda client, key: client.append(key, b"more"),
    "another record": lambda client, key: client.set(key, (client.get(key) or b"").replace(b"200", b"404")),
    "another version": lambda client, key: client.set(key, (client.get(key) or b"").replace(b"banyan1", b"banyan0")),
    "an index to nowhere": lambda client, key: client.set(key, b"Vabc;accept"),
    "an index of everything": lambda client, key: client.set(key, b"Vabc;*"),
    "an index of too much": lambda client, key: client.set(key, b"Vabc;" + b",".join(b"f%d" % n for n in range(50))),
    "a list": lambda client, key: (client.delete(key), client.lpush(key, "a")),
}


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_in_a_key_is_nothing(scene: Scene, what: str) -> None:
    target = scene.script(Reply(headers=(HOUR,)))
    before = scene.kept()
    first = scene.fetch(target).body
    (key,) = scene.kept() - before
    with scene.redis.client() as client:
        GARBAGE[what](client, key)
    answer = scene.other.ask(target)
    assert (answer.status, answer.body == first) == (200, False)


def test_an_entry_of_another_address_is_nothing(scene: Scene) -> None:
    targets = [scene.script(Reply(headers=(HOUR,))) for _ in range(2)]
    keys = []
    for target in targets:
        before = scene.kept()
        scene.fetch(target)
        keys += scene.kept() - before
    with scene.redis.client() as client:
        client.set(keys[1], client.get(keys[0]) or b"")
    assert scene.is_asked(scene.other, targets[1])
