"""Picnic spots that people share."""

from pathlib import Path

from banyan.api import Module
from banyan.data import Branch
from picnic import rows as rows
from picnic.errors import ERRORS
from picnic.members import MemberController
from picnic.pages import spots_page
from picnic.spots import SpotController
from picnic.weather import PicnicSettings

_HERE = Path(__file__).parent

module = Module(
    name="picnic",
    controllers=[SpotController, MemberController, spots_page],
    owns=("/spots", "/members", "/picnic"),
    pages=("/picnic",),
    home="/picnic",
    templates=_HERE / "templates",
    static=_HERE / "static",
    locales=_HERE / "locales",
    errors=ERRORS,
    settings=PicnicSettings,
    migrations=Branch("picnic", _HERE / "migrations"),
)
