"""Small worlds, each with room for what one part of the protocol is there for."""

from __future__ import annotations

from tests.cache.protocol.plan import Plan

_LOG, _REDIS, _STREAM = frozenset({"log"}), frozenset({"redis"}), frozenset({"stream"})

SMALL = {
    "readers and a writer in one process": Plan(
        {"Ann": ["read x at A", "read x at A"], "Bob": ["write x at A", "read x at A"]}, faults={"evict": 1}
    ),
    "a flight whose leader gives up": Plan(
        {"Ann": ["read x at A"], "Bob": ["write x at A"], "Cid": ["read x at A"]}, faults={"give up": 1}
    ),
    "a load that sees what was committed when it reads": Plan(
        {"Ann": ["read x at A", "read x at A"], "Bob": ["write x at A"]}, early_snapshots=False
    ),
    "who writes reads its own": Plan(
        {"Ann": ["read x at A"], "Bob": ["edit x at A"], "Cid": ["drop x at A", "read x at A"]}
    ),
    "what is rolled back was never there": Plan(
        {"Ann": ["read x at A"], "Bob": ["dropedit x at A", "read x at A"]}, faults={"give up": 1}
    ),
    "two processes": Plan(
        {"Ann": ["read x at A", "read x at A"], "Bob": ["write x at B", "read x at B"]}, apps="AB"
    ),
    "two processes and Redis": Plan(
        {"Ann": ["read x at A"], "Bob": ["write x at B", "read x at B"]}, apps="AB", redis=True
    ),
    "the first to begin commits last": Plan(
        {"Ann": ["read x at A"], "Bob": ["write x at B"], "Cid": ["write y at B"]}, apps="AB"
    ),
    "tags forgotten": Plan(
        {"Ann": ["read x at A", "read x at A"], "Bob": ["write x at A", "write y at A"]}, most_tags=1
    ),
    "a log that was swept": Plan(
        {"Ann": ["read x at A", "read x at A"], "Bob": ["write x at B"]}, apps="AB", faults={"sweep": 1}
    ),
    "a process that starts anew beside Redis": Plan(
        {"Ann": ["read x at A", "write x at B", "read x at A"]},
        apps="AB", redis=True, slow=_LOG, faults={"restart": 1, "log away": 1},
    ),
    "Redis late, silent, emptied": Plan(
        {"Ann": ["read x at A"], "Bob": ["write x at B", "read x at B"]},
        apps="AB", redis=True, slow=_REDIS, faults={"redis away": 1, "redis emptied": 1},
    ),
    "a replica": Plan(
        {"Ann": ["read x at A"], "Bob": ["write x at A", "read x at A"]}, replica=True
    ),
    "a replica and a write of another process": Plan(
        {"Ann": ["write x at A", "read x at A"], "Bob": ["write y at B"]}, apps="AB", replica=True
    ),
    "one gateway": Plan({"Ann": ["read x at G/A"] * 2, "Bob": ["write x at G/A"]}, gateways={"G": "A"}),
    "one gateway before two processes": Plan(
        {"Ann": ["read x at B", "read x at G/B"], "Bob": ["write x at G/A"]}, apps="AB", gateways={"G": "A"}
    ),
    "news that cannot be caught up with": Plan(
        {"Ann": ["read x at B", "write x at G/A", "read x at G/B", "read x at G/B"]},
        apps="AB", gateways={"G": "A"}, slow=_LOG, faults={"log away": 1, "hint": 1},
    ),
    "two gateways": Plan(
        {"Ann": ["read x at G/A", "read x at G/A"], "Bob": ["write x at H/A"]}, gateways={"G": "A", "H": "A"}
    ),
    "a gateway that starts anew beside Redis": Plan(
        {"Ann": ["read x at G/A", "write x at A", "read x at G/A"]},
        gateways={"G": "A"}, redis=True, slow=_STREAM, faults={"restart": 1},
    ),
}  # fmt: skip

ALL_AT_ONCE = {
    "apps": Plan(
        {
            "Ann": ["read x at A", "read y at A", "read x at A", "read x at B"],
            "Bob": ["write x at A", "edit y at B", "read x at B"],
            "Cid": ["read x at B", "drop x at B", "write x at B", "read y at A"],
            "Dan": ["read x at A", "dropedit y at A", "write y at A", "read y at B"],
        },
        apps="AB", redis=True, replica=True, slow=_LOG | _REDIS, most_tags=2,
        faults={
            "evict": 2, "restart": 2, "sweep": 1, "log away": 2, "redis away": 2, "redis emptied": 1, "give up": 2,
            "hint": 2,
        },
    ),
    "gateways": Plan(
        {
            "Ann": ["read x at G/A", "read x at G/B", "read y at H/B", "read x at G/A"],
            "Bob": ["write x at G/A", "read x at H/B", "write y at H/A", "read x at G/B"],
            "Cid": ["read x at H/B", "edit x at H/B", "read x at G/A", "read x at H/B"],
        },
        apps="AB", gateways={"G": "A", "H": "B"}, redis=True, slow=_LOG | _STREAM, most_tags=2,
        faults={"evict": 2, "restart": 2, "sweep": 1, "log away": 2, "redis emptied": 1, "give up": 2, "hint": 2},
    ),
    "gateways without Redis": Plan(
        {
            "Ann": ["read x at G/A", "read x at G/B", "read x at G/A"],
            "Bob": ["write x at G/A", "read x at H/B", "write x at H/B", "read x at G/B"],
            "Cid": ["read x at H/B", "read x at G/A", "read x at H/A"],
        },
        apps="AB", gateways={"G": "A", "H": "B"}, replica=True, early_snapshots=False, slow=_LOG | _STREAM,
        faults={"evict": 2, "restart": 2, "log away": 2, "give up": 1},
    ),
}  # fmt: skip
