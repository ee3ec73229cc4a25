"""What every other package may use: the error tree, ids and time. Standard library only."""

from banyan.base.breaker import Breaker
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
    "UserError",
    "new_request_id",
    "new_token",
    "utc_now",
]
