"""api-layer 10: what is logged of a call, and that no secret is."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.observe import configure_logging
from banyan.outbound import Outbound, OutboundFault
from banyan.outbound.masking import masked_body, masked_headers, masked_text
from tests.outbound.scene import run
from tests.outbound.scripted_server import ScriptedServer, broken_off, raw, silent, whole

_SECRET = "hunter2"


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name} {self.format(record)}")


@pytest.fixture
def log() -> Iterator[_Lines]:
    """Everything that a site logs when all is set to DEBUG."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    configure_logging(style="lines", timezone="UTC", level="DEBUG", levels={}, own_files=(), shipper=None)
    lines = _Lines()
    root.handlers[:] = [lines]
    try:
        yield lines
    finally:
        root.handlers[:] = before
        root.setLevel(logging.WARNING)


def test_point_10_each_answer_and_each_fault_is_a_line(log: _Lines) -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        await outbound.get(server.script("/a/b", whole(200)), params={"q": "x"})
        for answer in (whole(404), whole(500), silent):
            with pytest.raises(OutboundFault):
                await outbound.under(read_timeout=0.5).get(server.script("/a", answer))

    run(scene)
    lines = [line for line in log.lines if re.search(r" in [0-9.]+$", line)]
    place = r"outbound GET 127\.0\.0\.1:\d+"
    for line, pattern in zip(
        lines,
        [
            rf"INFO banyan.outbound {place}/a/b 200 in \d\.\d{{4}}",
            rf"WARNING banyan.outbound {place}/a 404 in \d\.\d{{4}}",
            rf"WARNING banyan.outbound {place}/a 500 in \d\.\d{{4}}",
            rf"WARNING banyan.outbound {place}/a outbound_read_timeout in \d\.\d{{4}}",
        ],
        strict=True,
    ):
        assert re.fullmatch(pattern, line), line


def test_point_10_no_secret_is_ever_logged_whatever_the_level_and_the_outcome(log: _Lines) -> None:
    secret_headers = {"Authorization": f"Bearer {_SECRET}", "Cookie": f"a={_SECRET}", "X-Api-Key": _SECRET}
    secret_json = {"password": _SECRET, "deep": [{"access_token": _SECRET}], "shown": "visible"}
    answers = [
        whole(200, json.dumps(secret_json).encode(), Content_Type="application/json", Set_Cookie=f"s={_SECRET}"),
        whole(302, Location=f"/?code={_SECRET}&state=1", Set_Cookie=f"s={_SECRET}"),
        whole(401, json.dumps(secret_json).encode(), Content_Type="application/problem+json"),
        whole(500, f"token={_SECRET}".encode(), Content_Type="application/x-www-form-urlencoded"),
        whole(503, _SECRET.encode(), Content_Type="text/plain"),
        whole(302, Location=f"http://a:b/?token={_SECRET}"),
        broken_off(f"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{_SECRET}".encode()),
        raw(f"{_SECRET}\r\n\r\n".encode()),
        silent,
    ]

    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        for answer in answers:
            url = server.script("/p", answer).replace("://", f"://user:{_SECRET}@")
            for sent in ({"json": secret_json}, {"data": {"code": _SECRET}}, {"files": {"a": _SECRET.encode()}}):
                for method in ("GET", "POST"):
                    try:
                        await outbound.under(retries=1, redirects=1, read_timeout=0.3).request(
                            method, url, params={"api_key": _SECRET, "q": "shown-too"}, headers=secret_headers, **sent
                        )
                    except OutboundFault as fault:
                        logging.getLogger("banyan").error("%s: %s", fault.name, fault)

    run(scene)
    text = "\n".join(log.lines)
    assert _SECRET not in text
    assert "aHVudGVyMg" not in text  # in Base64
    for shown in ("visible", "shown-too", "***", "'content-type': 'application/json'"):
        assert shown in text


def test_point_10_bodies_and_headers_are_not_logged_by_default(log: _Lines) -> None:
    logging.getLogger().setLevel(logging.INFO)

    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        await outbound.post(server.script("/", whole(200, b'{"a": "answered"}')), json={"b": "sent"})

    run(scene)
    assert "answered" not in "".join(log.lines)
    assert "sent" not in "".join(log.lines)


_NAMES = st.sampled_from(["password", "passwd", "accessToken", "client_secret", "apiKey", "code", "sessionid"])
_CLEAN = st.text(alphabet="bdfhjlm", max_size=5)


@st.composite
def secret_documents(draw: st.DrawFn) -> Any:
    value: Any = {draw(_CLEAN) + draw(_NAMES): draw(st.sampled_from([_SECRET, [_SECRET], {"x": _SECRET}]))}
    for _ in range(draw(st.integers(0, 5))):
        value = draw(st.sampled_from([[value], {"x": value}, {"x": [value, 1]}]))
    return value


@settings(deadline=None)
@given(secret_documents())
def test_point_10_json_is_masked_however_deep(document: Any) -> None:
    assert _SECRET not in masked_body(json.dumps(document).encode(), "application/json; charset=utf-8")


@settings(deadline=None)
@given(st.lists(st.tuples(_CLEAN, _CLEAN)), _NAMES)
def test_point_10_a_query_is_masked_wherever_the_secret_stands(others: list[tuple[str, str]], name: str) -> None:
    for at in range(len(others) + 1):
        text = str(httpx.QueryParams([*others[:at], (name, _SECRET), *others[at:]]))
        assert _SECRET not in masked_text(text)
        headers = httpx.Headers({"Location": f"https://a.test/?{text}", name: _SECRET})
        assert _SECRET not in str(masked_headers(headers))


@pytest.mark.parametrize("body", [b"[" * 10_000, b"{", b"\xff\xfe", b'{"a": ' * 2000])
def test_point_10_a_body_that_is_no_json_is_its_size_alone(body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded; charset=utf-8", "image/png", ""):
        assert masked_body(body * 2, kind) in (f"{len(body) * 2} bytes", (body * 2).decode("latin-1")[:2000])
