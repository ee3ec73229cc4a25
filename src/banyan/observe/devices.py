from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Device = Literal["phone app", "mini program", "mobile web", "desktop", "crawler", "other"]

# In this order: a mini program's User-Agent also looks like a phone's browser, a crawler's like anything.
_SIGNS: tuple[tuple[Device, re.Pattern[str]], ...] = (
    ("crawler", re.compile(r"bot\b|spider|crawl|slurp|facebookexternalhit|headlesschrome", re.IGNORECASE)),
    ("mini program", re.compile(r"miniprogram|miniprogramenv", re.IGNORECASE)),
    ("phone app", re.compile(r"okhttp|cfnetwork|dalvik|alamofire|dart/", re.IGNORECASE)),
    ("mobile web", re.compile(r"mobile|android|iphone|ipad|micromessenger", re.IGNORECASE)),
    ("desktop", re.compile(r"windows nt|macintosh|x11|linux", re.IGNORECASE)),
)


@lru_cache(maxsize=4096)
def device_type(user_agent: str) -> Device:
    """What a User-Agent (RFC 9110 section 10.1.5) says it is; a hint for logs, never a ground for trust."""
    return next((device for device, sign in _SIGNS if sign.search(user_agent)), "other")
