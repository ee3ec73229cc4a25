from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """Who does what, in each client's order, as `read x at A`; and how often each fault may come in between.

    `write x at A` commits, `drop x at A` rolls back, `edit x at A` reads its own row through the cache before it
    commits, `dropedit` does both. A place is an app process, or with `G/A` one behind a gateway.
    """

    clients: Mapping[str, Sequence[str]]
    apps: str = "A"
    gateways: Mapping[str, str] = field(default_factory=dict)
    """Each with the app process whose stream it follows."""
    redis: bool = False
    """Apps share a store, gateways another."""
    replica: bool = False
    early_snapshots: bool = True
    """A request's transaction sees what was committed when the request began (SQLite), or when it reads."""
    slow: frozenset[str] = frozenset()
    """Of `log`, `redis`, `stream`: whose answers take time."""
    most_tags: int = 100
    faults: Mapping[str, int] = field(default_factory=dict)
    """Of `evict`, `restart`, `sweep`, `log away`, `redis away`, `redis emptied`, `give up`, `hint`."""


@dataclass(frozen=True)
class Broken:
    """Rules of the protocol that the model carries out itself, switched off one at a time."""

    number_at_load: bool = False
    commit_not_noted: bool = False
    writing_not_noted: bool = False
    position_at_begin: bool = False
    position_not_sent: bool = False
    catch_up_not_needed: bool = False
    replica_always: bool = False
    replica_by_applied: bool = False
    header_after_answer: bool = False
    gateway_number_at_answer: bool = False
    gateway_open_at_once: bool = False
    hint_believed: bool = False
