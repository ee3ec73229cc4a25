"""A real Redis; its data are gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import redis

from tests.ports import free_port
from tests.servers.process import Server


@dataclass(frozen=True)
class RedisTestServer:
    server: Server
    url: str

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)


@contextmanager
def redis_server(*options: str) -> Iterator[RedisTestServer]:
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", *options]

    def answers() -> bool:
        try:
            with redis.Redis.from_url(url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    server = Server(command, answers)
    try:
        server.start()
        yield RedisTestServer(server, url)
    finally:
        server.kill()


@pytest.fixture(scope="session")
def redis_test_server() -> Iterator[RedisTestServer]:
    with redis_server() as server:
        yield server
