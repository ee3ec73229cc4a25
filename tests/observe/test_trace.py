"""W3C Trace Context: which trace the calls belong to that are made for a request."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.observe import Envelope, current_request_id, outgoing_traceparent

_TRACE, _PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
_FORM = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-(00|01)")


def outgoing(*headers: tuple[bytes, bytes], behind_gateway: bool = True) -> tuple[str, str, str, str]:
    """The request id, and what goes out with a call, of a request that came with these headers."""
    seen: list[str] = []

    async def app(scope, receive, send) -> None:
        seen.extend((current_request_id(), outgoing_traceparent(), outgoing_traceparent()))

    scope = {"type": "http", "method": "GET", "raw_path": b"/", "headers": list(headers)}
    asyncio.run(Envelope(app, None, behind_gateway=behind_gateway)(scope, None, None))
    request_id, first, second = seen
    (trace, span, flags), (again, other_span, _) = (_FORM.fullmatch(text).groups() for text in (first, second))
    assert trace == again
    assert span != other_span
    return request_id, trace, span, flags


@pytest.mark.parametrize("behind_gateway", [True, False])
@pytest.mark.parametrize("flags", ["00", "01"])
def test_point_10_a_request_that_is_part_of_a_trace_keeps_its_id(behind_gateway: bool, flags: str) -> None:
    came = f"00-{_TRACE}-{_PARENT}-{flags}".encode()
    request_id, trace, span, sampled = outgoing((b"traceparent", came), behind_gateway=behind_gateway)
    assert (trace, sampled) == (_TRACE, flags)
    assert span != _PARENT
    assert request_id != _TRACE


def test_point_10_without_one_the_trace_is_the_requests_own_id() -> None:
    for behind_gateway in (True, False):
        request_id, trace, _, flags = outgoing(behind_gateway=behind_gateway)
        assert (trace, flags) == (request_id, "00")
    given_id = "a" * 32
    assert outgoing((b"x-request-id", given_id.encode()))[:2] == (given_id, given_id)


@pytest.mark.parametrize(
    "came",
    [
        f"ff-{_TRACE}-{_PARENT}-01",
        f"00-{_TRACE}-{_PARENT}-01-more",
        f"00-{_TRACE}-{_PARENT}-1",
        f"00-{_TRACE}-{_PARENT}",
        f"00-{_TRACE.upper()}-{_PARENT}-01",
        f"00-{'0' * 32}-{_PARENT}-01",
        f"00-{_TRACE}-{'0' * 16}-01",
        f" 00-{_TRACE}-{_PARENT}-01",
        f"00-{_TRACE}-{_PARENT}-01\n",
        f"01-{_TRACE}-{_PARENT}-01more",
        "",
    ],
)
def test_point_10_one_that_is_not_valid_is_passed_over(came: str) -> None:
    request_id, trace, _, flags = outgoing((b"traceparent", came.encode()))
    assert (trace, flags) == (request_id, "00")


def test_point_10_a_later_version_is_read_as_far_as_it_is_known() -> None:
    for came in (f"cc-{_TRACE}-{_PARENT}-ff", f"cc-{_TRACE}-{_PARENT}-01-more"):
        assert outgoing((b"traceparent", came.encode()))[1::2] == (_TRACE, "01")


@settings(deadline=None)
@given(st.binary(max_size=80), st.binary(max_size=40))
def test_point_10_whatever_comes_what_goes_out_is_valid(came: bytes, request_id: bytes) -> None:
    assert all(outgoing((b"traceparent", came), (b"x-request-id", request_id)))


def test_point_10_outside_of_a_request_each_call_is_a_trace_of_its_own() -> None:
    traces = {_FORM.fullmatch(outgoing_traceparent()).group(1) for _ in range(10)}
    assert len(traces) == 10
