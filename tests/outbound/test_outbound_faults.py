"""api-layer 10: whatever another server does, a call ends in time, and in an answer or an error of our own tree."""

from __future__ import annotations

import asyncio
import gzip
import time
from http import HTTPStatus

import httpx
import pytest
from litestar import Litestar, get
from litestar.di import NamedDependency, Provide

from banyan.api import exception_handlers
from banyan.base import SystemFault
from banyan.outbound import (
    AnswerTooLarge,
    BrokenAnswer,
    ConnectTimeout,
    DeadlineExceeded,
    NoConnectionFree,
    Outbound,
    OutboundFault,
    ReadTimeout,
    RefusedAddress,
    Terms,
    TooManyRedirects,
    Unreachable,
    UpstreamFailed,
    UpstreamRefused,
)
from banyan.policy import SiteTable
from tests.outbound.scene import HASTY, ROOMY, run
from tests.outbound.scripted_server import (
    Answer,
    ScriptedServer,
    broken_off,
    endless,
    full_backlog,
    raw,
    silent,
    trickling,
    whole,
)
from tests.ports import free_port


def test_point_10_defaults_are_1_s_to_connect_3_s_to_read_and_no_redirects() -> None:
    terms = Terms()
    assert (terms.connect_timeout, terms.read_timeout, terms.redirects) == (1.0, 3.0, 0)


def test_point_10_an_answer_is_httpx_own_read_whole() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/a", whole(201, b'{"a": 1}', Content_Type="application/json"))
        answer = await outbound.post(url, json={"b": 2}, params={"c": "3"}, auth=("me", "word"))
        assert (answer.status_code, answer.json(), answer.url) == (201, {"a": 1}, f"{url}?c=3")
        received = server.received[0]
        assert (received.method, received.target, received.body) == ("POST", "/a?c=3", b'{"b":2}')
        assert received.headers["authorization"] == "Basic bWU6d29yZA=="

    run(scene)


@pytest.mark.parametrize(
    ("answer", "fault", "status"),
    [
        (silent, ReadTimeout, 504),
        (trickling, DeadlineExceeded, 504),
        (broken_off(), BrokenAnswer, 502),
        (broken_off(b""), BrokenAnswer, 502),
        (raw(b"SMTP ready\r\n\r\n"), BrokenAnswer, 502),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000), BrokenAnswer, 502),
        (raw(b"HTTP/1.1 103 Early\r\n\r\n" * 1000), ReadTimeout, 504),
        (whole(404), UpstreamRefused, 502),
        (whole(429), UpstreamRefused, 502),
        (whole(500), UpstreamFailed, 502),
        (whole(503), UpstreamFailed, 502),
        (whole(302, Location="/"), TooManyRedirects, 502),
        (whole(302, Location="http://a:b/"), BrokenAnswer, 502),
        (endless, AnswerTooLarge, 502),
        (whole(body=b"x" * 100_001), AnswerTooLarge, 502),
        (whole(body=gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"), AnswerTooLarge, 502),
        (whole(body=gzip.compress(b"x")[:-9], Content_Encoding="gzip"), BrokenAnswer, 502),
        (whole(body=b"no gzip", Content_Encoding="gzip"), BrokenAnswer, 502),
        (whole(body=gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip"), BrokenAnswer, 502),
    ],
)
def test_point_10_each_trouble_is_a_named_error_in_time(
    answer: Answer, fault: type[OutboundFault], status: int
) -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", answer)
        began = time.monotonic()
        with pytest.raises(fault) as raised:
            await outbound.get(url)
        assert time.monotonic() - began < 10
        assert type(raised.value) is fault
        assert issubclass(fault, SystemFault)
        assert raised.value.status == status
        server.script("/", whole(body=b"fine"))
        assert (await outbound.under(read_timeout=10, deadline=10).get(url)).text == "fine"

    run(scene, HASTY if status == 504 else ROOMY)


def test_point_10_what_cannot_be_reached_is_named() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        for url in (f"http://127.0.0.1:{free_port()}/", f"http://{'a' * 70}.test/"):
            with pytest.raises(Unreachable):
                await outbound.get(url)
        for url in ("ftp://127.0.0.1/", "/path", "http://a:b/", "http://a\n/"):
            with pytest.raises(RefusedAddress):
                await outbound.get(url)
        with pytest.raises(ConnectTimeout):
            await outbound.under(connect_timeout=0.1).get(server.url(scheme="https"))

    run(scene)


def test_point_10_one_that_takes_no_connections_is_a_connect_timeout() -> None:
    async def scene(outbound: Outbound, _: ScriptedServer) -> None:
        with full_backlog() as port, pytest.raises(ConnectTimeout):
            await outbound.under(connect_timeout=0.1).get(f"http://127.0.0.1:{port}/")

    run(scene)


def test_point_10_every_fault_has_its_own_name_and_a_fitting_status() -> None:
    faults = [OutboundFault, *OutboundFault.__subclasses__()]
    assert len({fault.name for fault in faults}) == len(faults)
    assert {fault.status for fault in faults} == {502, 503, 504}


def test_point_10_the_answer_of_a_refusal_is_at_hand_for_the_caller() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        with pytest.raises(UpstreamRefused) as raised:
            await outbound.get(server.script("/", whole(422, b'{"why": "x"}')))
        assert raised.value.answer is not None
        assert raised.value.answer.json() == {"why": "x"}
        with pytest.raises(UpstreamFailed) as failed:
            await outbound.get(server.script("/", whole(500, b"x" * 200_000)))
        assert failed.value.answer is not None
        assert (failed.value.answer.status_code, failed.value.answer.content) == (500, b"")

    run(scene)


def test_point_10_a_sites_client_hears_a_general_message_and_never_the_upstreams_words() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        @get("/")
        async def handler(outbound: NamedDependency[Outbound]) -> str:
            return (await outbound.under(read_timeout=0.5).get(server.url("/internal-path"))).text

        app = Litestar(
            [handler],
            dependencies={"outbound": Provide(lambda: outbound, sync_to_thread=False)},
            exception_handlers=exception_handlers(SiteTable({}, ())),
        )
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site.test")
        for answer, status in ((whole(500, b"SECRET"), 502), (whole(401, b"SECRET"), 502), (silent, 504)):
            server.script("/internal-path", answer)
            said = await client.get("/")
            assert said.status_code == status
            assert said.json()["detail"] == HTTPStatus(status).phrase
            for word in ("SECRET", "127.0.0.1", "internal-path"):
                assert word not in said.text

    run(scene)


def test_point_10_gzip_is_read_and_bounded_as_it_reads() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        for encoding in ("gzip", "x-gzip"):
            body = gzip.compress(b"x" * 100_000)
            answer = await outbound.get(server.script("/", whole(body=body, Content_Encoding=encoding)))
            assert answer.content == b"x" * 100_000
        assert (await outbound.get(server.script("/", whole(204, Content_Encoding="gzip")))).content == b""
        large = server.script("/", whole(body=b"x" * 200_000))
        assert len((await outbound.under(max_answer=200_000).get(large)).content) == 200_000

    run(scene)


def test_point_10_redirects_are_followed_as_far_as_the_terms_say_and_take_no_secrets_elsewhere() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        other = server.url("/end", host="localhost")
        server.script("/1", whole(302, Location="/2"))
        server.script("/2", whole(307, b"x" * 1_000_000, Location=other))
        server.script("/end", whole(body=b"here"))
        secret = {"X-Api-Key": "a", "Authorization": "b", "Cookie": "c", "X-Plain": "d"}
        assert (await outbound.under(redirects=2).get(server.url("/1"), headers=secret)).text == "here"
        sent = [{name for name in secret if name.lower() in received.headers} for received in server.received]
        assert sent[0] == set(secret)
        assert sent[2] == {"X-Plain"}
        with pytest.raises(TooManyRedirects):
            await outbound.under(redirects=1).get(server.url("/1"))

    run(scene)


def test_point_10_a_cookie_for_one_is_not_sent_for_another() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", whole(Set_Cookie="session=abc; Path=/"))
        for _ in range(2):
            await outbound.get(url)
        assert "cookie" not in server.received[1].headers

    run(scene)


def test_point_10_calls_beyond_the_connections_wait_and_are_told_so_without_blame_for_the_host() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        silent_url = server.script("/silent", silent)
        patient = outbound.under(read_timeout=0.5)
        held = [asyncio.create_task(patient.get(silent_url)) for _ in range(2)]
        await server.has_connections(2)
        with pytest.raises(NoConnectionFree):
            await outbound.under(connect_timeout=0.05).get(server.script("/", whole()))
        await asyncio.gather(*held, return_exceptions=True)

    run(scene, connections=2)


def test_point_10_calls_that_were_given_up_leave_the_connections_to_others() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/silent", silent)
        for round_ in range(1, 11):
            calls = [asyncio.create_task(outbound.get(url)) for _ in range(4)]
            await server.has_connections(4 * round_)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
        fine = server.script("/", whole())
        answers = await asyncio.gather(*(outbound.get(fine) for _ in range(8)))
        assert [answer.status_code for answer in answers] == [200] * 8

    run(scene, connections=4)
