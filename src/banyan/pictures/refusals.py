from __future__ import annotations

from banyan.base import UserError


class NotAPicture(UserError):
    name = "not_a_picture"
    message = "These bytes are not a picture of an accepted kind."


class PictureTooLarge(UserError):
    name = "picture_too_large"
    status = 413
    message = "The picture is too large."
