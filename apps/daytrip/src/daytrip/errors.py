"""The words for all that is refused, in one place (contract "Day trip", API)."""

from __future__ import annotations

from banyan.policy import ErrorShape, Wording
from daytrip.user_errors import WORDINGS as OF_USERS

_NAMED = {
    "parameter": Wording(400, "輸入不正確", 400),
    **OF_USERS,
}

ERRORS = ErrorShape({"error": True, "message": "{message}"}, named=_NAMED)
