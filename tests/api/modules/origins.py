"""A module with paths that other origins may use, each under other conditions."""

from __future__ import annotations

from litestar import Response, get, post

from banyan.api import Module
from banyan.base import UserError
from banyan.policy import Cors

_PARTS = ("named", "open", "echo", "other")


@get([f"/origins/{part}" for part in _PARTS])
async def read() -> Response[str]:
    return Response("read", headers={"Vary": "Accept-Language"})


@post([f"/origins/{part}" for part in _PARTS], status_code=200)
async def write() -> str:
    return "written"


@get([f"/origins/{part}/broken" for part in _PARTS])
async def broken() -> str:
    raise RuntimeError("secret detail")


@get([f"/origins/{part}/refused" for part in _PARTS])
async def refused() -> str:
    raise UserError


module = Module(
    name="origins",
    controllers=[read, write, broken, refused],
    owns=("/origins",),
    cors=[
        Cors(("/origins/named",), ("https://a.test",), methods=("PUT",), headers=("X-Token",), expose=("ETag",)),
        Cors(("/origins/open",), ("*",)),
        Cors(("/origins/echo",), ("*",), credentials=True, echo_any_origin=True),
    ],
)
