"""api-layer 10: where the user gave the URL it leads to public addresses only, after redirects and DNS answers too."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from banyan.outbound import (
    BreakerOpen,
    ConnectTimeout,
    Guard,
    Outbound,
    OutboundFault,
    RefusedAddress,
    TooManyRedirects,
    Unreachable,
    UpstreamFailed,
)
from banyan.outbound.public_addresses import is_public
from banyan.server.local_ca import LocalAuthority
from tests.outbound.scene import ROOMY, TLS, run
from tests.outbound.scripted_server import ScriptedServer, full_backlog, scripted_server, whole
from tests.ports import free_port

# It stands for the public Internet; the rest of 127.0.0.0/8 does not.
_PUBLIC = "127.0.0.2"


class Names:
    """DNS as a test wants it: for a name, one answer after the other, the last again and again."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host not in self.answers:
            return [host]
        left = self.answers[host]
        answer = left.pop(0) if len(left) > 1 else left[0]
        if not answer:
            raise OSError("no such name")
        return answer


def guarded(names: Names, *ports: int) -> Guard:
    return Guard(frozenset(ports), (ip_network(f"{_PUBLIC}/32"),), names)


def play(scene, names: Names) -> None:
    """A scene with a server at the "public" address and one at a private one, on the same port."""

    async def within() -> None:
        port = free_port()
        async with scripted_server(_PUBLIC, port=port) as public, scripted_server(port=port) as private:
            private.script("/", whole(body=b"secret"))
            guard = guarded(names, public.port)
            outbound = Outbound(ROOMY, guard=guard, tls=TLS)
            try:
                await scene(outbound.for_user_urls(), public, private)
            finally:
                await outbound.close()
                assert private.received == []

    asyncio.run(within())


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b::808:808]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
        "http://10.0.0.1/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://100.64.0.1/",
        "http://100.100.100.200/latest/meta-data/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://192.0.0.192/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "https://127.0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
    ],
)
def test_point_10_a_users_url_to_a_private_place_is_refused(url: str) -> None:
    """With the machine's own resolver."""

    async def scene(outbound: Outbound, _: ScriptedServer) -> None:
        with pytest.raises(RefusedAddress):
            await outbound.for_user_urls().get(url)

    run(scene)


@pytest.mark.parametrize(
    "url",
    [
        "http://user@example.test/",
        "http://user:word@example.test/",
        "http://:word@example.test/",
        "http://example.test:22/",
        "http://example.test:8000/",
        "https://example.test:0/",
        "ftp://example.test/",
        "file://example.test/etc/passwd",
        "file:///etc/passwd",
        "//example.test/",
        "/etc/passwd",
        "",
        "http://",
        "http:///",
        "http://example.test:port/",
        "http://example.test:99999/",
        f"http://{'a.' * 30_000}test/",
    ],
)
def test_point_10_a_users_url_of_an_unusual_form_is_refused(url: str) -> None:
    async def scene(outbound: Outbound, _: ScriptedServer) -> None:
        with pytest.raises(RefusedAddress):
            await outbound.for_user_urls().get(url)

    run(scene, guard=Guard(networks=(ip_network(f"{_PUBLIC}/32"),), resolve=Names(**{"example.test": [[_PUBLIC]]})))


def test_point_10_an_allowed_address_is_served_by_name_with_redirects() -> None:
    names = Names(**{"example.test": [[_PUBLIC]]})

    async def scene(outbound: Outbound, public: ScriptedServer, private: ScriptedServer) -> None:
        public.script("/", whole(302, Location="/there"))
        public.script("/there", whole(body=b"hello"))
        url = public.url(host="example.test")
        assert (await outbound.under(redirects=1).get(url)).text == "hello"
        assert public.received[0].headers["host"] == f"example.test:{public.port}"
        with pytest.raises(TooManyRedirects):
            await outbound.get(url)

    play(scene, names)


@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}/", "http://inside.test:{port}/", "//127.0.0.1:{port}/"])
def test_point_10_a_redirect_to_a_private_address_is_refused(target: str) -> None:
    names = Names(**{"example.test": [[_PUBLIC]], "inside.test": [["127.0.0.1"]]})

    async def scene(outbound: Outbound, public: ScriptedServer, private: ScriptedServer) -> None:
        for status in (301, 302, 303, 307, 308):
            public.script("/", whole(status, Location=target.format(port=public.port)))
            with pytest.raises(RefusedAddress):
                await outbound.under(redirects=5).get(public.url(host="example.test"))

    play(scene, names)


@pytest.mark.parametrize(
    "target", ["ftp://example.test/", "file:///etc/passwd", "http://u:p@example.test/", "http://example.test:22/"]
)
def test_point_10_a_redirect_to_what_no_user_may_name_is_refused(target: str) -> None:
    names = Names(**{"example.test": [[_PUBLIC]]})

    async def scene(outbound: Outbound, public: ScriptedServer, private: ScriptedServer) -> None:
        public.script("/", whole(302, Location=target))
        with pytest.raises(RefusedAddress):
            await outbound.under(redirects=5).get(public.url(host="example.test"))

    play(scene, names)


def test_point_10_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to() -> None:
    names = Names(**{"rebinding.test": [[_PUBLIC], ["127.0.0.1"]]})

    async def scene(outbound: Outbound, public: ScriptedServer, private: ScriptedServer) -> None:
        public.script("/", whole(body=b"hello", Connection="close"))
        url = public.url(host="rebinding.test")
        assert (await outbound.get(url)).text == "hello"
        assert names.asked == ["rebinding.test"]
        with pytest.raises(RefusedAddress):
            await outbound.get(url)
        assert names.asked == ["rebinding.test"] * 2

    play(scene, names)


def test_point_10_of_mixed_answers_only_the_public_addresses_are_tried() -> None:
    names = Names(**{"mixed.test": [["127.0.0.1", "::1", "10.0.0.1", _PUBLIC]]})

    async def scene(outbound: Outbound, public: ScriptedServer, private: ScriptedServer) -> None:
        public.script("/", whole(body=b"hello"))
        assert (await outbound.get(public.url(host="mixed.test"))).text == "hello"

    play(scene, names)


def test_point_10_an_address_that_does_not_answer_leaves_time_for_the_next() -> None:
    async def scene() -> None:
        with full_backlog(_PUBLIC) as port:
            async with scripted_server("127.0.0.3", port=port) as server:
                names = Names(**{"two.test": [[_PUBLIC, "127.0.0.3"]], "one.test": [[_PUBLIC]]})
                guard = Guard(frozenset({port}), (ip_network("127.0.0.2/31"),), names)
                outbound = Outbound(ROOMY, guard=guard, tls=TLS)
                server.script("/", whole(body=b"hello"))
                try:
                    both = outbound.for_user_urls().under(connect_timeout=2)
                    assert (await both.get(f"http://two.test:{port}/")).text == "hello"
                    with pytest.raises(ConnectTimeout):
                        await outbound.for_user_urls().under(connect_timeout=0.1).get(f"http://one.test:{port}/")
                finally:
                    await outbound.close()

    asyncio.run(scene())


def test_point_10_a_name_that_does_not_resolve_or_not_in_time() -> None:
    class Late(Names):
        async def __call__(self, host: str, port: int) -> Sequence[str]:
            if host == "late.test":
                await asyncio.Event().wait()
            return await super().__call__(host, port)

    async def scene(outbound: Outbound, public: ScriptedServer, private: ScriptedServer) -> None:
        with pytest.raises(ConnectTimeout):
            await outbound.under(connect_timeout=0.05).get(public.url(host="late.test"))
        with pytest.raises(Unreachable):
            await outbound.get(public.url(host="none.test"))

    play(scene, Late(**{"none.test": [[]]}))


def test_point_10_tls_checks_the_name_of_the_url(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path)
    authority.issue(["example.test"], tmp_path / "c.pem", tmp_path / "k.pem")
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "c.pem", tmp_path / "k.pem")
    trusting = ssl.create_default_context(cafile=authority.certificate_file)
    names = Names(**{"example.test": [[_PUBLIC]], "other.test": [[_PUBLIC]]})

    async def scene() -> None:
        async with scripted_server(_PUBLIC, serving) as server:
            outbound = Outbound(ROOMY, guard=guarded(names, server.port), tls=trusting)
            server.script("/", whole(body=b"hello"))
            try:
                urls = outbound.for_user_urls()
                assert (await urls.get(server.url(host="example.test", scheme="https"))).text == "hello"
                with pytest.raises(Unreachable):
                    await urls.get(server.url(host="other.test", scheme="https"))
            finally:
                await outbound.close()

    asyncio.run(scene())


def test_point_10_strangers_hosts_learn_no_ids_and_open_no_breaker_of_ours() -> None:
    names = Names(**{"example.test": [[_PUBLIC]]})

    async def scene(urls: Outbound, public: ScriptedServer, private: ScriptedServer) -> None:
        public.script("/", whole(500))
        for _ in range(5):
            with pytest.raises(UpstreamFailed):
                await urls.get(public.url())
        with pytest.raises(BreakerOpen):
            await urls.get(public.url())
        assert not {"traceparent", "x-request-id"} & set(public.received[0].headers)

    play(scene, names)


def test_point_10_the_breaker_of_a_users_host_is_not_that_of_our_own_calls() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        urls = outbound.for_user_urls()
        assert urls.upstream("a") is not outbound.upstream("a")
        assert urls.under(redirects=1).upstream("a") is urls.upstream("a")

    run(scene)


_V4 = st.ip_addresses(v=4)
_V6 = st.ip_addresses(v=6) | st.ip_addresses(network="2000::/3")
_PRIVATE_V4 = st.sampled_from(
    [
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "0.0.0.0/8",
        "192.0.0.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ]
).flatmap(lambda network: st.ip_addresses(network=network))


@settings(deadline=None)
@given(_V4 | _V6)
@example(IPv4Address("168.63.129.16"))
def test_point_10_what_counts_as_public_is_global_unicast_and_wraps_nothing(address: IPv4Address | IPv6Address) -> None:
    if is_public(address):
        assert address.is_global
        kinds = (address.is_multicast, address.is_reserved, address.is_loopback, address.is_link_local)
        assert not any(kinds)
        if isinstance(address, IPv6Address):
            assert (address.ipv4_mapped, address.sixtofour, address.teredo) == (None, None, None)


@settings(deadline=None)
@given(_PRIVATE_V4)
def test_point_10_no_private_address_passes_in_any_wrapping(address: IPv4Address) -> None:
    number = int(address)
    wrapped = [
        f"::ffff:{address}",
        f"::{address}",
        f"64:ff9b::{address}",
        str(IPv6Address((0x2002 << 112) | number << 80)),
    ]
    assert not is_public(address)
    assert not any(is_public(ip_address(text)) for text in wrapped)


@pytest.mark.parametrize(
    "text", ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001::200e"]
)
def test_point_10_ordinary_public_addresses_pass(text: str) -> None:
    assert is_public(ip_address(text))


@settings(deadline=None)
@given(st.lists(_V4 | _V6, min_size=1, max_size=6))
def test_point_10_only_addresses_that_were_checked_are_ever_connected_to(addresses: list[IPv4Address]) -> None:
    async def scene() -> None:
        async def resolve(host: str, port: int) -> Sequence[str]:
            return [str(address) for address in addresses]

        public = [str(address) for address in addresses if is_public(address)]
        try:
            assert await Guard(resolve=resolve).addresses("any.test", 80) == public[:4]
        except RefusedAddress:
            assert not public

    asyncio.run(scene())


@settings(deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"https?://[^/]{0,20}(/.{0,10})?", fullmatch=True))
def test_point_10_whatever_a_user_calls_a_url_the_answer_is_one_of_our_errors(text: str) -> None:
    async def nowhere(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async def scene() -> None:
        with pytest.raises(OutboundFault):
            await outbound.for_user_urls().get(text)

    outbound = Outbound(ROOMY, guard=Guard(resolve=nowhere), tls=TLS)
    asyncio.run(scene())
