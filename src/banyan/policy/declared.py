from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def policy_of(options: Mapping[str, Any], kind: type[T]) -> T | None:
    """The policy of that kind among a handler's options: `@get("/x", policies=[Degrade(…)])`."""
    for policy in options.get("policies", ()):
        if isinstance(policy, kind):
            return policy
    return None
