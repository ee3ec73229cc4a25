from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from banyan.base import LONGEST_TTL

_LONGEST_FOR_ERRORS = 7 * 24 * 3600
# What says more of who asks, or when, than of what is asked for.
_OF_THE_ASKER = frozenset({206, 304, 401, 403, 407, 408, 421, 425, 429})
_FIELD = re.compile(r"[A-Za-z0-9-]{1,60}")
_COOKIE = re.compile(r"[A-Za-z0-9_-]{1,60}")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_TAG_TEXT = re.compile(r"[A-Za-z0-9_.:/@-]*")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""In a tag: the name of a parameter."""
CREDENTIALS = ("authorization", "cookie")
"""The request fields by which clients say who they are."""


@dataclass(frozen=True)
class Cache:
    """A handler's answers are kept at the outermost tier and served from there, until a write invalidates one of their
    tags or they are too old (RFC 9111). All times in seconds.

    `ttl`: how long an answer is fresh. `stale`: for how long after that it is still shown while a new one is fetched
    (RFC 5861 section 3). `stale_if_error`: for how long while none can be had (section 4), also when it was
    invalidated.

    `tags`: what invalidates it, `sight:{number}`, where `{names}` are parameters of the handler's path or query; a
    query parameter that did not come is nothing. An answer with a parameter that no tag can carry is not kept.

    `key`: the query parameters that make a difference, all if None; the handler gets no other, sorted by name. `vary`:
    the request's fields that do.

    `cookies`: the names of the cookies that do; the handler gets no other, and requests with cookies no more go past
    the cache for that.

    `public`: the answers are the same whoever asks. Otherwise requests with Cookie or Authorization go past the cache,
    unless `vary` names that field; here they are answered from it, and the handler does not get these fields.

    `includes`: the answer is a page, and each `<!--# include virtual="/path?query" -->` in it is replaced by the answer
    of that cached route.

    `statuses`: answers other than 200 that are kept, and for how long: `{404: 5}`.

    `name`: of its switches and counters; by default `<module>.<function>`.
    """

    ttl: int
    stale: int = 0
    stale_if_error: int = 0
    tags: tuple[str, ...] = ()
    vary: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    key: tuple[str, ...] | None = None
    statuses: Mapping[int, int] = field(default_factory=dict)
    public: bool = False
    includes: bool = False
    name: str = ""

    @property
    def varies_by(self) -> tuple[str, ...]:
        """The request's fields, in small letters."""
        return tuple(sorted({name.lower() for name in self.vary}))

    def passes_by(self) -> tuple[str, ...]:
        """The fields with which a request goes past the cache."""
        return () if self.public else self._unnamed()

    def hides(self) -> tuple[str, ...]:
        """The fields that the handler does not get: what it does not see makes no difference."""
        return self._unnamed() if self.public else ()

    def _unnamed(self) -> tuple[str, ...]:
        named = (*self.varies_by, "cookie") if self.cookies else self.varies_by
        return tuple(name for name in CREDENTIALS if name not in named)

    def seconds(self, status: int) -> int | None:
        """For which an answer of that status is fresh; None: it is not kept."""
        return self.ttl if status == 200 else self.statuses.get(status)

    def faults(self, parameters: Collection[str], methods: Collection[str]) -> Iterator[str]:
        """What is wrong with it on a handler of these, each with the mend; a site with any does not start."""
        yield from self._faults_of_times()
        yield from self._faults_of_names(parameters)
        unsafe = sorted(set(methods) - {"GET", "HEAD"})
        if unsafe:
            yield f"{', '.join(unsafe)} cannot be cached; take Cache(…) off, or make it a @get"

    def _faults_of_times(self) -> Iterator[str]:
        if not 0 < self.ttl <= LONGEST_TTL:
            yield f"ttl={self.ttl}: write seconds, 1 to {LONGEST_TTL:.0f}; tags make longer ones needless"
        if not 0 <= self.stale <= LONGEST_TTL:
            yield f"stale={self.stale}: write seconds, 0 to {LONGEST_TTL:.0f}"
        if not 0 <= self.stale_if_error <= _LONGEST_FOR_ERRORS:
            yield f"stale_if_error={self.stale_if_error}: write seconds, 0 to {_LONGEST_FOR_ERRORS}"
        for status, seconds in self.statuses.items():
            if not 200 < status < 500 or status in _OF_THE_ASKER:
                yield f"statuses: {status} is not one to keep; leave it out (200 is `ttl`'s)"
            if not 0 < seconds <= self.ttl:
                yield f"statuses: {status} for {seconds}; write seconds, 1 to ttl={self.ttl}"

    def _faults_of_names(self, parameters: Collection[str]) -> Iterator[str]:
        known = ", ".join(sorted(parameters)) or "none"
        for tag in self.tags:
            if not tag or not _TAG_TEXT.fullmatch(PLACEHOLDER.sub("", tag)):
                yield f"tags: {tag!r}; write letters, digits and _.:/@- around the {{names}}"
            for name in PLACEHOLDER.findall(tag):
                if name not in parameters:
                    yield f"tags: {{{name}}} in {tag!r} is no parameter of the path or query; there are: {known}"
        for name in self.key or ():
            if name not in parameters:
                yield f"key: {name!r} is no parameter of the path or query; there are: {known}"
        for name in self.vary:
            if not _FIELD.fullmatch(name):
                yield f"vary: {name!r} is no field of a request; write names such as Accept-Language"
        for name in self.cookies:
            if not _COOKIE.fullmatch(name):
                yield f"cookies: {name!r} is no cookie's name; write letters, digits, _ and -"
        if self.cookies and "cookie" in self.varies_by:
            yield "vary: Cookie is all cookies, beside cookies=(…) that names some; leave one"
        if self.name and not _NAME.fullmatch(self.name):
            yield f"name={self.name!r}: write it like shop.list"
