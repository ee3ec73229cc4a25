from __future__ import annotations

from banyan.base import current_request


def current_request_id() -> str:
    """The id of the request being served, or "" outside of one."""
    request = current_request()
    return request.id if request else ""
