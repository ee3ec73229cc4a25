"""What clients send, declared once. What is empty is as if it was not sent: forms and old clients send all fields."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Nothing = Literal[""]
# A database counts its way to a page, row by row; no list of sights is as long as that.
LAST_PAGE = 1_000_000
PageNumber = Annotated[int, Meta(ge=0, le=LAST_PAGE)]
PageSize = Annotated[int, Meta(ge=1, le=100)]


class Search(msgspec.Struct, frozen=True):
    page: Annotated[PageNumber | Nothing, Meta(description="From 0 to 1,000,000.")] = 0
    keyword: str = ""
    category: str = ""
    page_size: Annotated[PageSize | Nothing, Meta(description="From 1 to 100; empty: what the site is set to.")] = ""
    lang: Annotated[str, Meta(description="`en`: names and texts in English, where a sight has them.")] = ""
