"""The words for all that is refused, in one place (contract "Day trip", API)."""

from __future__ import annotations

from banyan.policy import ErrorShape

ERRORS = ErrorShape({"error": True, "message": "{message}"})
