from __future__ import annotations

from pathlib import Path

from banyan.api import Module
from banyan.data import Branch
from members.codes import ERRORS
from members.pictures import PICTURES, PictureController
from members.settings import MembersSettings
from members.uploads import UploadController
from members.users import UserController

_HERE = Path(__file__).parent

module = Module(
    name="members",
    controllers=[UserController, UploadController, PictureController],
    owns=("/users", "/upload", "/static/image"),
    pages=("/users/home",),
    home="/users/home",
    errors=ERRORS,
    settings=MembersSettings,
    migrations=Branch("members", _HERE / "migrations"),
    public_files=(PICTURES,),
    templates=_HERE / "templates",
    static=_HERE / "static",
    loggers=("users", "upload"),
)
