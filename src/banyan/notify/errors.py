from __future__ import annotations

from banyan.base import SystemFault


class NotSent(SystemFault):
    """Nobody took the message over. Says why, and nothing of what stands in it or whom it is for."""

    name = "not_sent"
    status = 503
    message = "The message could not be sent."
