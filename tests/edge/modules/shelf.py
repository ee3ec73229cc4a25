"""Static files from where the test put them, and a page that names them."""

from __future__ import annotations

import os
from pathlib import Path

from litestar import MediaType, get
from litestar.di import NamedDependency
from litestar.response import Template

from banyan.api import Module
from banyan.pages import Pages

_FOLDER = Path(os.environ["SHELF"])


@get("/shelf", media_type=MediaType.HTML)
async def shelf(pages: NamedDependency[Pages]) -> Template:
    return pages.render("shelf/page.html.j2")


module = Module(
    name="shelf", controllers=[shelf], owns=("/shelf",), static=_FOLDER / "static", templates=_FOLDER / "templates"
)
