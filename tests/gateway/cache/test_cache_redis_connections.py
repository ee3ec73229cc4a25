"""How the gateway's Lua speaks with Redis: passwords, databases, sockets, TLS, and servers that are none."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from scripted_origin import Reply
from sharing_gateway import HOUR, Scene

from banyan.server.local_ca import LocalAuthority
from tests.load import wait_until
from tests.ports import free_port
from tests.servers.process import server_folder
from tests.servers.redis import RedisTestServer, redis_server


@contextmanager
def shared_by(server: RedisTestServer, url: str) -> Iterator[Scene]:
    """Two gateways that know this Redis by that address."""
    scene = Scene(server)
    try:
        scene.one, scene.other = scene.gateway(url).knows(1000), scene.gateway(url).knows(1000)
        yield scene
    finally:
        scene.close()


def check_shared(scene: Scene, database: int = 0) -> None:
    """Again and again: by new connections and by kept ones."""
    for _ in range(5):
        target = scene.script(Reply(headers=(HOUR,)))
        scene.fetch(target, database=database)
        assert not scene.is_asked(scene.other, target)


def test_as_a_user_who_may_little_in_another_database() -> None:
    with redis_server() as server:
        with server.client() as client:
            client.execute_command(
                "ACL", "SETUSER", "gateway", "on", ">a@b:c/d", "~banyan:http:*", "+get", "+set", "+del", "+select"
            )
        url = server.url.replace("redis://", "redis://gateway:a%40b%3Ac%2Fd@").replace("/0", "/3")
        with shared_by(server, url) as scene:
            check_shared(scene, database=3)
        with server.client() as client:
            assert client.dbsize() == 0


def test_with_a_password() -> None:
    with redis_server() as server, shared_by(server, server.url.replace("redis://", "redis://:word@")) as scene:
        admin = server.client()
        admin.config_set("requirepass", "word")
        target = scene.script(Reply(headers=(HOUR,)))
        scene.one.ask(target)
        wait_until(lambda: admin.dbsize() > 0)
        assert not scene.is_asked(scene.other, target)


def test_by_a_unix_socket() -> None:
    with server_folder() as folder:
        path = folder / "a redis.sock"
        with redis_server("--unixsocket", str(path), "--unixsocketperm", "777") as server:
            url = f"unix://{str(path).replace(' ', '%20')}?db=2"
            with shared_by(server, url) as scene:
                check_shared(scene, database=2)


def test_by_tls_only_if_the_certificate_is_good() -> None:
    with server_folder() as folder:
        authority = LocalAuthority(folder)
        authority.issue(["localhost"], folder / "redis.pem", folder / "redis-key.pem")
        # nginx' workers read it.
        authority.certificate_file.chmod(0o644)
        port = free_port()
        options = [
            "--tls-port", str(port), "--tls-cert-file", str(folder / "redis.pem"), "--tls-auth-clients", "no",
            "--tls-key-file", str(folder / "redis-key.pem"), "--tls-ca-cert-file", str(authority.certificate_file),
        ]  # fmt: skip
        with redis_server(*options) as server:
            trusting = f"rediss://localhost:{port}/0?ssl_ca_certs={authority.certificate_file}"
            with shared_by(server, trusting) as scene:
                check_shared(scene)
                kept = scene.kept()
                stranger = scene.gateway(f"rediss://localhost:{port}/0").knows(1000)
                for _ in range(5):
                    assert stranger.ask(scene.script(Reply(headers=(HOUR,)))).status == 200
                time.sleep(0.1)
                assert scene.kept() == kept


Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A byte every 20 ms, so that none is late by itself."""
    await reader.read(10)
    for byte in b"$1000\r\n" + bytes(1000):
        await asyncio.sleep(0.02)
        writer.write(bytes([byte]))


async def _endless_line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"+" * 65536)
        await writer.drain()


async def _endless_value(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.write(b"$999999999999\r\n")
    await _endless_line(reader, writer)


async def _http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


async def _half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.write(b"$500\r\nhalf")
    writer.close()


async def _close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _too_many(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.write(b"$-1\r\n$-1\r\n+OK\r\n")


async def _no_length(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.write(b"$what\r\n*2\r\n")


@contextmanager
def strange_server(behaviour: Behaviour) -> Iterator[int]:
    loop, ready, ports = asyncio.new_event_loop(), threading.Event(), list[int]()
    stopped = asyncio.Event()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await behaviour(reader, writer)
            await reader.read()
        except OSError:
            pass
        finally:
            writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await stopped.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    try:
        assert ready.wait(10)
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(10)


@pytest.mark.parametrize(
    "behaviour", [_drip, _endless_line, _endless_value, _http, _half, _close, _too_many, _no_length]
)
def test_reads_go_on_with_what_is_no_redis(redis_test_server: RedisTestServer, behaviour: Behaviour) -> None:
    scene = Scene(redis_test_server)
    with strange_server(behaviour) as port:
        try:
            gateway = scene.gateway(f"redis://127.0.0.1:{port}/0").knows(1000)
            began = time.monotonic()
            for _ in range(12):
                assert gateway.ask(scene.script(Reply(headers=(HOUR,)))).status == 200
            # Each would take 20 s, or would not end.
            assert time.monotonic() - began < 15
        finally:
            scene.close()


def test_the_password_is_for_the_owner_only(tmp_path: Path, redis_test_server: RedisTestServer) -> None:
    scene = Scene(redis_test_server)
    try:
        gateway = scene.gateway(redis_test_server.url.replace("redis://", "redis://:top-word@"))
        conf = gateway.running.folder.gateway / "live" / "conf"
        holding = [file for file in conf.rglob("*") if file.is_file() and "top-word" in file.read_text()]
        assert {file.name: file.stat().st_mode & 0o777 for file in holding} == {"resources.json": 0o600}
    finally:
        scene.close()
