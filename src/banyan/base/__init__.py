"""What every other package may use: errors, ids, time, breakers, what a site has at hand. Standard library only."""

from banyan.base.alone import alone
from banyan.base.ambient import ambient, reach, reach_or, set_ambient
from banyan.base.breaker import Breaker, Trip
from banyan.base.clock import utc_now
from banyan.base.errors import (
    BanyanError,
    BodyTooLarge,
    MalformedPath,
    ParameterError,
    SettingsError,
    SystemFault,
    TooManyRequests,
    UserError,
)
from banyan.base.ids import new_request_id, new_token
from banyan.base.invalidation import EVERYTHING, LONGEST_TTL, Invalidation, InvalidationLog, LogPart
from banyan.base.request_context import RequestContext, current_request, enter_request, inside_request

__all__ = [
    "EVERYTHING",
    "LONGEST_TTL",
    "BanyanError",
    "BodyTooLarge",
    "Breaker",
    "Invalidation",
    "InvalidationLog",
    "LogPart",
    "MalformedPath",
    "ParameterError",
    "RequestContext",
    "SettingsError",
    "SystemFault",
    "TooManyRequests",
    "Trip",
    "UserError",
    "alone",
    "ambient",
    "current_request",
    "enter_request",
    "inside_request",
    "new_request_id",
    "new_token",
    "reach",
    "reach_or",
    "set_ambient",
    "utc_now",
]
