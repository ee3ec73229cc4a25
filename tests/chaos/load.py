"""Fifty clients that register, log in, look at themselves, read pages, upload pictures and fetch them."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.chaos.tally import Answer, Record

_PASSWORD = "demo123456"
_MIX = {"me": 40, "home": 20, "fetch": 15, "login": 6, "upload": 8, "register": 4}
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@contextmanager
def under_load(url: str, clients: int = 50) -> Iterator[Record]:
    record, stop = Record(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_run(url, clients, record, stop)))
    thread.start()
    try:
        yield record
    finally:
        stop.set()
        thread.join()


async def _run(url: str, clients: int, record: Record, stop: threading.Event) -> None:
    numbers = itertools.count(int(time.time()) % 100_000 * 1000)
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits) as http:
        await asyncio.gather(*(_Visitor(http, record, numbers).live(stop) for _ in range(clients)))


class _Visitor:
    def __init__(self, http: httpx.AsyncClient, record: Record, numbers: Iterator[int]) -> None:
        self._http = http
        self._record = record
        self._numbers = numbers
        self._phone = ""
        self._token = ""
        self._picture = ""

    async def live(self, stop: threading.Event) -> None:
        while not stop.is_set():
            (operation,) = random.choices(list(_MIX), list(_MIX.values()))
            await getattr(self, f"_{operation}")()
            await asyncio.sleep(random.uniform(0.1, 0.5))

    async def _register(self) -> None:
        phone = f"13{next(self._numbers):09d}"
        body = {"phone": phone, "password": _PASSWORD, "code": "123456"}
        if await self._ask("register", "POST", "/users/regist", json=body) is not None:
            self._record.acknowledged.phones.append(phone)
            self._phone = phone

    async def _login(self) -> None:
        if not self._phone:
            return
        body = {"phone": self._phone, "password": _PASSWORD}
        message = await self._ask("login", "POST", "/users/login", json=body)
        if isinstance(message, dict):
            self._token = message["token"]
            self._record.acknowledged.tokens.append(self._token)

    async def _me(self) -> None:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        await self._ask("me", "GET", "/users/me", headers=headers)

    async def _home(self) -> None:
        await self._ask("home", "GET", "/users/home")

    async def _upload(self) -> None:
        content = _PIXEL + os.urandom(2000)
        message = await self._ask("upload", "POST", "/upload/file", files={"image": ("a.png", content)})
        if isinstance(message, dict):
            self._picture = "/" + message["imageUrl"][0].split("/", 3)[3]
            self._record.acknowledged.uploads.append((self._picture, hashlib.sha256(content).hexdigest()))

    async def _fetch(self) -> None:
        if self._picture:
            await self._ask("fetch", "GET", self._picture)

    async def _ask(self, operation: str, method: str, path: str, **options: object) -> object:
        """What the answer says when it says yes, else None."""
        began, status, retry_after, message = time.monotonic(), 0, False, None
        try:
            answer = await self._http.request(method, path, **options)  # type: ignore[arg-type]
            status, retry_after = answer.status_code, "retry-after" in answer.headers
            if answer.headers.get("content-type", "").startswith("application/json") and status == 200:
                data = answer.json()["data"]
                message = data["msg"] if data["code"] == 0 else None
        except httpx.TransportError:
            pass
        self._record.note(Answer(operation, method == "GET", began, time.monotonic(), status, retry_after))
        return message
