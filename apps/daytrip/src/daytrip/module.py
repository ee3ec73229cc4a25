from __future__ import annotations

from pathlib import Path

from litestar.di import Provide

from banyan.api import Module
from banyan.data import Branch
from daytrip.attractions import AttractionController
from daytrip.avatars import AVATARS
from daytrip.booking import provide_booking
from daytrip.errors import ERRORS
from daytrip.fragments import FRAGMENTS, FragmentController
from daytrip.pages import PageController
from daytrip.settings import DaytripSettings
from daytrip.sights import provide_sights
from daytrip.sitemap import sitemap
from daytrip.user_avatars import AvatarController
from daytrip.user_passwords import UserPasswordController
from daytrip.users import UserController

_HERE = Path(__file__).parent

module = Module(
    name="daytrip",
    controllers=[
        AttractionController,
        UserController,
        UserPasswordController,
        AvatarController,
        PageController,
        FragmentController,
    ],
    owns=("/api", "/attraction", "/booking", "/member", "/thankyou", "/thanks", AVATARS.path, FRAGMENTS),
    pages=("/attraction", "/member"),
    errors=ERRORS,
    settings=DaytripSettings,
    dependencies={
        "sights": Provide(provide_sights, sync_to_thread=False),
        "booking": Provide(provide_booking, sync_to_thread=False),
    },
    migrations=Branch("daytrip", _HERE / "migrations"),
    public_files=(AVATARS,),
    templates=_HERE / "templates",
    static=_HERE / "static",
    locales=_HERE / "locales",
    sitemap=sitemap,
    loggers=("daytrip",),
    commands="daytrip.commands:daytrip",
)
