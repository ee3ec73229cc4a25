from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import MediaType, Request
from litestar.datastructures import Cookie
from litestar.response import Template

from banyan.api import is_secure
from banyan.pages.languages import LANGUAGE_COOKIE, LANGUAGE_PARAMETER, Language, choose_language
from banyan.policy import Cache, policy_of

_YEAR = 365 * 24 * 3600
# Pictures may come from a bucket, a CDN or the open data's own hosts; everything else is the site's.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src * data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


class Pages:
    """What a handler makes a page with: it knows the reader's language and where the page is. A dependency, `pages`."""

    def __init__(self, request: Request[Any, Any, Any], languages: Sequence[str], public_url: str) -> None:
        self._request = request
        self._offered = languages
        self._public_url = public_url
        self._is_cached = policy_of(request.route_handler.opt, Cache) is not None
        self._asked = request.query_params.get(LANGUAGE_PARAMETER)
        self.language = choose_language(
            languages,
            asked=self._asked,
            kept=request.cookies.get(LANGUAGE_COOKIE),
            accepted=request.headers.get("accept-language", ""),
        )

    def render(
        self,
        template: str,
        *,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        cookies: Sequence[Cookie] = (),
        path: str = "",
        query: Mapping[str, str] | None = None,
        only_in: str = "",
        **context: Any,
    ) -> Template:
        """`path`: the page's own, where others show it too; else that of the request. `query`: what of the query
        belongs to the page's address; whatever else is in it makes no page of its own.
        `only_in`: the page is written in this language alone, the same for all: any cache may keep it. Where the
        handler has a Cache, that says who may."""
        language = Language(only_in) if only_in else self.language
        fixed = {"Content-Language": language.tag, "Content-Security-Policy": _POLICY}
        if not only_in:
            if not self._is_cached:
                # What is shown depends on who reads; a browser may keep it if it asks.
                fixed |= {"Vary": "Accept-Language, Cookie", "Cache-Control": "private, no-cache"}
            cookies = (*cookies, *self._kept())
        return Template(
            template,
            context={"language": language, "page": self._links(path, query or {}, only_in), **context},
            status_code=status_code,
            headers={**fixed, **(headers or {})},
            cookies=list(cookies),
            media_type=MediaType.HTML,
        )

    def _links(self, path: str, query: Mapping[str, str], only_in: str) -> dict[str, Any]:
        """Where this page is for search engines, and in each language; and the links by which a reader changes it. In
        the site's own language its address says nothing of languages, and a link to it does."""
        path = path or self._request.scope["raw_path"].decode("latin-1").partition("?")[0]
        offered = () if only_in else self._offered
        links = {tag: _url(path, {**query, LANGUAGE_PARAMETER: tag}) for tag in offered}
        own = self._public_url + _url(path, query)
        places = {tag: own if tag == offered[0] else self._public_url + link for tag, link in links.items()}
        return {
            "canonical": places.get(self.language.tag, own),
            "own": own,
            "in_language": {Language(tag): (link, places[tag]) for tag, link in links.items()},
        }

    def _kept(self) -> Sequence[Cookie]:
        if self._asked != self.language.tag:
            return ()
        secure = is_secure(self._request)
        return (
            Cookie(LANGUAGE_COOKIE, value=self._asked, max_age=_YEAR, samesite="lax", httponly=True, secure=secure),
        )


def fragment(template: str, language: str, *, headers: Mapping[str, str] | None = None, **context: Any) -> Template:
    """A part of pages, which name it by `include("/path", lang=language.tag)`. What it is in depends on its address
    alone, so that pages in one language share it."""
    fixed = {"Content-Security-Policy": _POLICY, "X-Robots-Tag": "noindex"}
    context = {"language": Language(language), **context}
    return Template(template, context=context, headers={**fixed, **(headers or {})}, media_type=MediaType.HTML)


def _url(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
