from __future__ import annotations

import re
from urllib.parse import urlencode

from markupsafe import Markup

# What both executors find (edge/including.py).
_TARGET = re.compile(r"/[!#-;=?-~]{0,8000}")


def include(path: str, **parameters: object) -> Markup:
    """In a page whose handler has `Cache(…, includes=True)`: the answer of the cached route at that path, with these
    parameters of the query, which may be anybody's words."""
    target = f"{path}?{urlencode(parameters)}" if parameters else path
    if not _TARGET.fullmatch(target):
        raise ValueError(f"include({path!r}): write a path of the site's, and what varies as parameters of the query")
    return Markup(f'<!--# include virtual="{target}" -->')  # noqa: S704  there is no quote or angle in it
