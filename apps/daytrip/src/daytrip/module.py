from __future__ import annotations

from banyan.api import Module
from daytrip.errors import ERRORS
from daytrip.settings import DaytripSettings

module = Module(
    name="daytrip",
    controllers=[],
    owns=("/api", "/attraction", "/booking", "/member", "/thankyou", "/thanks"),
    errors=ERRORS,
    settings=DaytripSettings,
    loggers=("daytrip",),
)
