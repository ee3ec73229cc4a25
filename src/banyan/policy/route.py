from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeAlias

from banyan.policy.cache import Cache
from banyan.policy.degrade import Degrade

Policy: TypeAlias = Cache | Degrade
"""Whatever may stand in a handler's `policies`."""


@dataclass(frozen=True)
class Route:
    """A handler of the site at one of its paths. `path` as it is declared, `/api/attraction/{number:str}`; `name`: of
    its switches and counters, `<module>.<function>` unless its Cache has another; `handler`: where it is written."""

    path: str
    methods: tuple[str, ...]
    name: str
    module: str
    handler: str
    policies: tuple[Policy, ...] = ()

    @property
    def cache(self) -> Cache | None:
        return next((policy for policy in self.policies if isinstance(policy, Cache)), None)

    def as_json(self) -> dict[str, Any]:
        """Of each policy its kind, and what is not as it is by default."""
        own = {name: value for name, value in vars(self).items() if name != "policies"}
        return own | {"policies": [{"policy": type(policy).__name__, **declared(policy)} for policy in self.policies]}


def declared(policy: Policy) -> Mapping[str, Any]:
    """The fields that its author gave."""
    return {each.name: value for each in fields(policy) if (value := getattr(policy, each.name)) != _default(each)}


def _default(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()
