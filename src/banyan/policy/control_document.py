from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from banyan.policy.degrade import Position

CONTROL_TAG = "banyan:control"
"""What a change of the control document invalidates: followers fetch it anew."""


@dataclass(frozen=True)
class ControlDocument:
    """All that is turned at run time. `version`: a position of the invalidation log, of which it is at least."""

    version: int = 0
    switches: Mapping[str, Position] = field(default_factory=dict)
