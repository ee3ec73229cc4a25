from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from banyan.policy.cache import Cache

T = TypeVar("T")


def policy_of(options: Mapping[str, Any], kind: type[T]) -> T | None:
    """The policy of that kind among a handler's options: `@get("/x", policies=[Degrade(…)])`."""
    for policy in options.get("policies", ()):
        if isinstance(policy, kind):
            return policy
    return None


def route_name(module: str, function: str, options: Mapping[str, Any]) -> str:
    """Of a handler's switches and counters: what its Cache calls it, by default `<module>.<function>`."""
    cache = policy_of(options, Cache)
    return (cache.name if cache else "") or f"{module}.{function.lower()}"
