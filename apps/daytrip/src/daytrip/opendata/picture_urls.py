from __future__ import annotations

import re

_BEGINNING = re.compile(r"(?=https?://)", re.IGNORECASE)
# Nothing in it that could end an attribute or a line of ours.
_PICTURE = re.compile(r"https?://[^\s\x00-\x1f\x7f\"'<>\\^`{|}]{1,480}\.(?:jpe?g|png|gif|webp)", re.IGNORECASE)


def picture_urls(glued: str) -> tuple[list[str], int]:
    """Of URLs without anything between them those of pictures, in their order, and how many other things there were:
    sound, films, whatever has another ending."""
    parts = [part.strip() for part in _BEGINNING.split(glued) if part.strip()]
    pictures = [part for part in parts if _PICTURE.fullmatch(part)]
    return pictures, len(parts) - len(pictures)
