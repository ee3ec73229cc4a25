from __future__ import annotations

from banyan.api import Module
from daytrip.errors import ERRORS
from daytrip.settings import DaytripSettings
from daytrip.user_passwords import UserPasswordController
from daytrip.users import UserController

module = Module(
    name="daytrip",
    controllers=[UserController, UserPasswordController],
    owns=("/api", "/attraction", "/booking", "/member", "/thankyou", "/thanks"),
    errors=ERRORS,
    settings=DaytripSettings,
    loggers=("daytrip",),
)
