"""Which trace a request belongs to (W3C Trace Context)."""

from __future__ import annotations

import hashlib
import os
import re

from banyan.base import current_request, new_request_id
from banyan.observe.context import current_request_id

_HEADER = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_TRACE_ID = re.compile(r"[0-9a-f]{32}")
_SAMPLED = 1


def outgoing_traceparent() -> str:
    """The header for a call made now: in the trace that the request being served came with, or in one whose id is the
    request's own; not marked as sampled then, for nothing of it is recorded here."""
    trace_id, sampled = _incoming() or (_own_id(), False)
    return f"00-{trace_id}-{os.urandom(8).hex()}-{int(sampled):02x}"


def _incoming() -> tuple[str, bool] | None:
    """Section 3.2: None for what is to be passed over."""
    request = current_request()
    found = _HEADER.fullmatch(request.traceparent.decode("latin-1")) if request else None
    if found is None:
        return None
    version, trace_id, parent_id, flags, more = found.groups()
    # Of version 00 there is no more, and ff is none; all zeros are no id.
    if version == "ff" or (version == "00" and more) or not trace_id.strip("0") or not parent_id.strip("0"):
        return None
    return trace_id, bool(int(flags, 16) & _SAMPLED)


def _own_id() -> str:
    own = current_request_id()
    if _TRACE_ID.fullmatch(own) and own.strip("0"):
        return own
    # An id of another form, from a balancer in front: all calls of its request are one trace still.
    return hashlib.blake2b(own.encode(), digest_size=16).hexdigest() if own else new_request_id()
