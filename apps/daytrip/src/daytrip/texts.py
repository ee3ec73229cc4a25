"""How texts of the data, and what people search for, are written alike."""

from __future__ import annotations

import re

_BLANKS = re.compile(r"\s+")
# Ideographic blanks that only space a short label out: 其　　他.
_SPACED_OUT = re.compile("(?<=[\u3400-\u9fff])\u3000+(?=[\u3400-\u9fff])")


def tidy(text: str) -> str:
    """Runs of blanks, U+3000 among them, are one blank; none at the ends."""
    return _BLANKS.sub(" ", text).strip()


def label(text: str) -> str:
    """Of a name, a category, a station, and of what is compared with them."""
    return tidy(_SPACED_OUT.sub("", text))


def search_key(name: str) -> str:
    """As names are searched: in whichever case they are typed."""
    return label(name).casefold()
