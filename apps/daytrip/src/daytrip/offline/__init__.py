"""The data set that the package ships: a fresh machine shows a full site with no network."""

from daytrip.offline.sights import InTwoLanguages, ShippedSight, shipped_sights

__all__ = ["InTwoLanguages", "ShippedSight", "shipped_sights"]
