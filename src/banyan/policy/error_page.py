from __future__ import annotations

import html

from banyan.policy.error_shape import RenderedError, status_phrase

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{status} {title}</title>
<style>
body {{ font: 1rem/1.6 system-ui, sans-serif; color: #1f2a24; background: #f6f7f4; margin: 0;
  min-height: 100vh; display: grid; place-items: center; }}
main {{ padding: 2rem; max-width: 32rem; }}
h1 {{ font-size: 1.5rem; margin: 0 0 .5rem; }}
small {{ color: #5a665f; overflow-wrap: anywhere; }}
</style>
</head>
<body><main>
<h1>{status} {title}</h1><p>{message}</p><p><a href="/">Home</a></p><small>{request_id}</small>
</main></body>
</html>
"""

_MESSAGES = {
    404: "There is no page at this address.",
    413: "What was sent is too large.",
    429: "Too many requests; please wait a moment.",
    502: "The site is being restarted; please try again in a moment.",
    503: "The site is busy; please try again in a moment.",
    504: "The site took too long to answer; please try again.",
}


def error_page(status: int, request_id: str) -> RenderedError:
    """The HTML page for an error of HTTP itself, shown where people rather than programs look."""
    title = status_phrase(status)
    message = _MESSAGES.get(status, "The request could not be served.")
    body = _PAGE.format(status=status, title=html.escape(title), message=message, request_id=html.escape(request_id))
    return RenderedError(status, "text/html; charset=utf-8", body.encode())
