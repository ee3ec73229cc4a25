"""What every other package may use: the error tree, ids, time, breakers, what a site has at hand. Standard library only."""

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

__all__ = [
    "BanyanError",
    "BodyTooLarge",
    "Breaker",
    "MalformedPath",
    "ParameterError",
    "SettingsError",
    "SystemFault",
    "TooManyRequests",
    "Trip",
    "UserError",
    "ambient",
    "new_request_id",
    "new_token",
    "reach",
    "reach_or",
    "set_ambient",
    "utc_now",
]
