from __future__ import annotations

from banyan.base import UserError
from banyan.policy import ErrorShape, Wording


class NoSuchSpot(UserError):
    name = "no_such_spot"
    status = 404
    message = "There is no such spot."


class NotYours(UserError):
    name = "not_yours"
    status = 403
    message = "Somebody else added that spot."


ERRORS = ErrorShape(
    {"error": "{message}", "code": "{code}"},
    named={
        "not_logged_in": Wording(1001, "Log in first.", 401),
        "wrong_password": Wording(1002, "That is not the address or not the password.", 401),
        "parameter.seats": Wording(1003, "Between 1 and 500 people fit.", 400),
        "not_yours": Wording(1004, NotYours.message, 403),
    },
    statuses={404: Wording(404, "There is nothing here.", 404)},
)
