from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel import Locale

PARAMETER = "lang"
LANGUAGE_COOKIE = "banyan_language"
_RANGE = re.compile(r"(?P<tag>[A-Za-z0-9-]+)\s*(;\s*q=(?P<quality>[01](\.\d{0,3})?))?")


@dataclass(frozen=True)
class Language:
    tag: str
    """BCP 47, as `<html lang>` and Content-Language have it: `zh-Hant-TW`."""

    @property
    def name(self) -> str:
        """In its own words."""
        return Locale.parse(self.tag, sep="-").get_language_name() or self.tag


def choose_language(offered: Sequence[str], *, asked: str | None, kept: str | None, accepted: str) -> Language:
    """By `?lang=`, else the cookie, else Accept-Language, else the site's own, which is the first offered."""
    for wish in (asked, kept, *_by_preference(accepted)):
        if wish and (found := _matching(wish, offered)):
            return Language(found)
    return Language(offered[0])


def _matching(wish: str, offered: Iterable[str]) -> str | None:
    """Exactly, or by the language alone: who reads zh-HK reads zh-Hant-TW rather than English."""
    wish, offered = wish.lower(), list(offered)
    exact = [tag for tag in offered if tag.lower() == wish]
    near = [tag for tag in offered if tag.lower().partition("-")[0] == wish.partition("-")[0]]
    return next(iter(exact + near), None)


def _by_preference(accepted: str) -> list[str]:
    """RFC 9110 section 12.5.4; what cannot be read is left out."""
    weighed = []
    for part in accepted[:1000].split(","):
        if (found := _RANGE.fullmatch(part.strip())) and (quality := float(found["quality"] or 1)):
            weighed.append((-quality, found["tag"]))
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]
