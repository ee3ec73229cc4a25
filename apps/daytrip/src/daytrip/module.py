from __future__ import annotations

from pathlib import Path

from litestar.di import Provide

from banyan.api import Module
from banyan.data import Branch
from daytrip.attractions import AttractionController
from daytrip.errors import ERRORS
from daytrip.settings import DaytripSettings
from daytrip.sights import provide_sights

_HERE = Path(__file__).parent

module = Module(
    name="daytrip",
    controllers=[AttractionController],
    owns=("/api", "/attraction", "/booking", "/member", "/thankyou", "/thanks"),
    errors=ERRORS,
    settings=DaytripSettings,
    dependencies={"sights": Provide(provide_sights, sync_to_thread=False)},
    migrations=Branch("daytrip", _HERE / "migrations"),
    static=_HERE / "static",
    loggers=("daytrip",),
    commands="daytrip.commands:daytrip",
)
