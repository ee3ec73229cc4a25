from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Device = Literal["phone app", "mini program", "mobile web", "desktop", "crawler", "other"]

# In this order: a mini program's User-Agent also looks like a phone's browser, a crawler's like anything. Case does not
# matter. The gateway's access log goes by the same expressions, so they keep to what Python and PCRE read alike.
DEVICE_SIGNS: tuple[tuple[Device, str], ...] = (
    ("crawler", r"bot\b|spider|crawl|slurp|facebookexternalhit|headlesschrome"),
    ("mini program", r"miniprogram|miniprogramenv"),
    ("phone app", r"okhttp|cfnetwork|dalvik|alamofire|dart/"),
    ("mobile web", r"mobile|android|iphone|ipad|micromessenger"),
    ("desktop", r"windows nt|macintosh|x11|linux"),
)
_SIGNS = tuple((device, re.compile(sign, re.IGNORECASE)) for device, sign in DEVICE_SIGNS)


@lru_cache(maxsize=4096)
def device_type(user_agent: str) -> Device:
    """What a User-Agent (RFC 9110 section 10.1.5) says it is; a hint for logs, never a ground for trust."""
    return next((device for device, sign in _SIGNS if sign.search(user_agent)), "other")
