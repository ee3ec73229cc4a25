"""Answers of the database kept at hand, coherent with every write."""

from banyan.cache.horizon import Horizon

LONGEST_TTL = 3600.0
"""Seconds. Whoever caches must know what was invalidated within them."""

__all__ = ["LONGEST_TTL", "Horizon"]
