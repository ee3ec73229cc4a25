from __future__ import annotations


def member_tag(account_id: int) -> str:
    """The tag of whatever shows who is logged in: invalidated when the account says something else of its owner, and
    when any of its sessions ends before its time."""
    return f"member:{account_id}"
