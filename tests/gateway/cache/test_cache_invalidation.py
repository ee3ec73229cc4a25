"""What writes make stale: by their address (RFC 9111 section 4.4) and by the tags that their answers name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from cached_origin import CachedOrigin
from scripted_origin import Reply

from tests.load import wait_until

HOUR = ("Cache-Control", "max-age=3600")


def is_kept(front: CachedOrigin, target: str) -> bool:
    before = len(front.seen(target))
    front.ask(target)
    return len(front.seen(target)) == before


def kept(front: CachedOrigin, *headers: tuple[str, str], target: str = "") -> str:
    target = front.script(Reply(headers=(HOUR, *headers)), target=target)
    front.ask(target)
    assert is_kept(front, target)
    return target


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "M-SEARCH"])
@pytest.mark.parametrize("status", [200, 204, 303, 404, 500])
def test_4_4_an_unsafe_method_that_succeeds_makes_its_address_stale(
    front: CachedOrigin, method: str, status: int
) -> None:
    target = kept(front)
    front.script(Reply(status), Reply(status), Reply(headers=(HOUR,)), target=target)
    front.ask(target, method=method, body=b"x")
    assert is_kept(front, target) is (status >= 400)


@pytest.mark.parametrize("method", ["OPTIONS", "PROPFIND"])
def test_4_4_a_safe_method_leaves_it(front: CachedOrigin, method: str) -> None:
    target = kept(front)
    front.ask(target, method=method)
    assert is_kept(front, target)


def test_4_4_all_variants_go(front: CachedOrigin) -> None:
    target = kept(front, ("Vary", "Foo"))
    front.ask(target, headers=[("Foo", "1")])
    front.ask(target, method="POST", body=b"")
    asked = len(front.seen(target))
    for value in ("1", "2"):
        front.ask(target, headers=[("Foo", value)])
    assert len(front.seen(target)) == asked + 2


@pytest.mark.parametrize("field", ["Location", "Content-Location"])
@pytest.mark.parametrize("form", ["{path}", "{name}?q=1", "http://127.0.0.1:{port}{path}"])
def test_4_4_location_and_content_location(front: CachedOrigin, field: str, form: str) -> None:
    path = front.script(Reply())
    target = f"{path}?q=1" if "?" in form else path
    kept(front, target=target)
    reference = form.format(path=path, name=path.rpartition("/")[2], port=front.port)
    writer = front.script(Reply(201, ((field, reference),)))
    front.ask(writer, method="POST", body=b"")
    assert not is_kept(front, target)


@pytest.mark.parametrize("form", ["http://other.test{path}", "//127.0.0.1{path}", "https://127.0.0.1:{port}{path}"])
def test_4_4_no_other_origin_is_touched(front: CachedOrigin, form: str) -> None:
    target = kept(front)
    writer = front.script(Reply(201, (("Location", form.format(path=target, port=front.port)),)))
    front.ask(writer, method="POST", body=b"")
    assert is_kept(front, target)


def test_an_answer_that_was_asked_for_before_the_write_is_not_kept(front: CachedOrigin) -> None:
    """It may show what was there before."""
    target = front.script(Reply(headers=(HOUR,), held=True), Reply(204), Reply(headers=(HOUR,)))
    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(front.ask, target)
        wait_until(lambda: bool(front.seen(target)))
        front.ask(target, method="POST", body=b"")
        front.origin.release()
        old = reader.result().body
    assert front.ask(target).body != old


def test_a_tag_makes_all_that_has_it_stale_before_the_writer_has_its_answer(front: CachedOrigin) -> None:
    one = kept(front, ("Cache-Tag", "item:1, items"))
    other = kept(front, ("Cache-Tag", "item:2, items"))
    untagged = kept(front)
    front.ask(front.script(Reply(headers=(("Cache-Invalidate", "item:1, shop"),))), method="POST", body=b"")
    assert (is_kept(front, one), is_kept(front, other), is_kept(front, untagged)) == (False, True, True)
    assert is_kept(front, one)
    front.ask(front.script(Reply(headers=(("Cache-Invalidate", "items"),))), method="POST", body=b"")
    assert (is_kept(front, one), is_kept(front, other), is_kept(front, untagged)) == (False, False, True)


def test_everything_has_the_tag_for_everything(front: CachedOrigin) -> None:
    target = kept(front)
    front.ask(front.script(Reply(headers=(("Cache-Invalidate", "*"),))), method="POST", body=b"")
    assert not is_kept(front, target)
    assert is_kept(front, target)


def test_positions_of_the_origin_are_taken(own_front: CachedOrigin) -> None:
    target = kept(own_front, ("Cache-Tag", "item:1"))
    note = own_front.script(Reply(headers=(("Cache-Invalidate", "item:1; position=1700000000000"),)))
    own_front.ask(note, method="POST", body=b"")
    assert not is_kept(own_front, target)
    assert is_kept(own_front, target)


def test_tags_and_invalidations_are_not_for_clients(front: CachedOrigin) -> None:
    target = front.script(Reply(headers=(HOUR, ("Cache-Tag", "a"), ("Cache-Invalidate", "b"))))
    for _ in range(2):
        answer = front.ask(target)
        assert (answer.header("Cache-Tag"), answer.header("Cache-Invalidate")) == (None, None)


def test_a_client_cannot_invalidate(front: CachedOrigin) -> None:
    target = kept(front, ("Cache-Tag", "item:9"))
    front.ask(front.script(Reply()), headers=[("Cache-Invalidate", "item:9")])
    assert is_kept(front, target)
