"""The shipped set in the database: what a fresh site shows until the city's data come."""

from __future__ import annotations

SHIPPED = "shipped"
DRAWN = "drawn:"
"""Before the name of a picture that is a file of this module, `static/sights/<name>.svg`."""
