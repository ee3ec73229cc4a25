"""The shipped set in the database: what a fresh site shows until the city's data come."""

from __future__ import annotations

from typing import Any

from daytrip.offline import ShippedSight
from daytrip.texts import label, tidy

SHIPPED = "shipped"
DRAWN = "drawn:"
"""Before the name of a picture that is a file of this module, `static/sights/<name>.svg`."""


def as_values(sight: ShippedSight) -> dict[str, Any]:
    """For a row of sights, all but its key."""
    return {
        "origin": f"{SHIPPED}:{sight.slug}",
        "name": label(sight.name),
        "category": label(sight.category),
        "mrt": label(sight.mrt) if sight.mrt else None,
        "address": tidy(sight.address),
        "transport": sight.transport.zh,
        "description": sight.description.zh,
        "name_en": sight.name_en,
        "transport_en": sight.transport.en,
        "description_en": sight.description.en,
        "lat": sight.lat,
        "lng": sight.lng,
        "pictures": [f"{DRAWN}{name}" for name in sight.pictures],
    }
