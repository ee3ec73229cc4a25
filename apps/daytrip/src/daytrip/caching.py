from __future__ import annotations

from collections.abc import Mapping

from banyan.accounts import SESSION_COOKIE
from banyan.pages import LANGUAGE_COOKIE
from banyan.policy import Cache
from daytrip.sights import CHANGED


def of_sights(*, key: tuple[str, ...] = (), statuses: Mapping[int, int] | None = None) -> Cache:
    """Sights are the same for everybody, and whoever changes any of them says so."""
    return Cache(
        ttl=300,
        stale=60,
        stale_if_error=24 * 3600,
        tags=(CHANGED,),
        key=key,
        statuses=statuses or {},
        public=True,
    )


def of_frame(
    name: str = "",
    *,
    key: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    statuses: Mapping[int, int] | None = None,
) -> Cache:
    """A page without what differs from visitor to visitor: the same for all who read one language."""
    return Cache(
        ttl=300,
        stale=60,
        stale_if_error=24 * 3600,
        tags=tags,
        key=(*key, "lang"),
        vary=("Accept-Language",),
        cookies=(LANGUAGE_COOKIE,),
        statuses=statuses or {},
        public=True,
        includes=True,
        name=name,
    )


def of_visitor(*, key: tuple[str, ...] = ()) -> Cache:
    """For each session its own; one that ends in its time is shown for as long as that."""
    return Cache(ttl=300, stale_if_error=3600, key=key, vary=("Authorization",), cookies=(SESSION_COOKIE,))
