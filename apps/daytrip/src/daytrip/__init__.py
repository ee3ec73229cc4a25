"""Day trip: browse sights, and plan a half-day tour."""

from daytrip.module import module

__all__ = ["module"]
