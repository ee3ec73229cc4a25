from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import MediaType, Request
from litestar.datastructures import Cookie
from litestar.response import Template

from banyan.api import is_secure
from banyan.pages.languages import LANGUAGE_COOKIE, PARAMETER, Language, choose_language

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
        self._asked = request.query_params.get(PARAMETER)
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
        query: Mapping[str, str] | None = None,
        only_in: str = "",
        **context: Any,
    ) -> Template:
        """`query`: what of the query belongs to the page's address; whatever else is in it makes no page of its own.
        `only_in`: the page is written in this language alone, the same for all: any cache may keep it."""
        language = Language(only_in) if only_in else self.language
        fixed = {"Content-Language": language.tag, "Content-Security-Policy": _POLICY}
        if not only_in:
            # What is shown depends on who reads; a browser may keep it if it asks.
            fixed |= {"Vary": "Accept-Language, Cookie", "Cache-Control": "private, no-cache"}
            cookies = (*cookies, *self._kept())
        return Template(
            template,
            context={"language": language, "page": self._links(query or {}, only_in), **context},
            status_code=status_code,
            headers={**fixed, **(headers or {})},
            cookies=list(cookies),
            media_type=MediaType.HTML,
        )

    def _links(self, query: Mapping[str, str], only_in: str) -> dict[str, Any]:
        """Where this page is for search engines, and where it is in the other languages."""
        path = self._request.scope["raw_path"].decode("latin-1").partition("?")[0]
        in_language = {} if only_in else {tag: _url(path, {**query, PARAMETER: tag}) for tag in self._offered}
        here = in_language[self.language.tag] if self._asked and in_language else _url(path, query)
        return {
            "canonical": self._public_url + here,
            "in_language": {Language(tag): (url, self._public_url + url) for tag, url in in_language.items()},
        }

    def _kept(self) -> Sequence[Cookie]:
        if self._asked != self.language.tag:
            return ()
        secure = is_secure(self._request)
        return (
            Cookie(LANGUAGE_COOKIE, value=self._asked, max_age=_YEAR, samesite="lax", httponly=True, secure=secure),
        )


def _url(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
