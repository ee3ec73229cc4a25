"""Members as a client in the field sees it."""

from __future__ import annotations

import io
import itertools
import os
from typing import Any

import httpx
import pyvips

from tests.sites import TestSite

_numbers = itertools.count(os.getpid() * 1000 % 90_000_000)


def new_phone() -> str:
    return f"138{next(_numbers):08d}"


def envelope(message: Any, code: int) -> dict[str, Any]:
    return {"data": {"msg": message, "code": code}}


REFUSALS = {
    1001: "入参非法",
    1002: "用户已注册，请直接登录",
    1003: "用户尚未注册，请先注册",
    1004: "密码错误",
    1005: "验证码错误或已过期",
    1006: "操作过于频繁，请稍后再试",
    1007: "未登录或登录已过期",
    2001: "上传图片不能为空",
    2002: "图片格式不支持",
    2003: "图片过大",
}
STATUSES = {1007: 401, 2003: 413}


def check_refusal(response: httpx.Response, code: int) -> None:
    """To the letter: status, type, body; with a request id and nothing of our insides."""
    assert response.json() == envelope(REFUSALS[code], code)
    assert response.status_code == STATUSES.get(code, 200)
    check_json(response)


def check_json(response: httpx.Response) -> None:
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert len(response.headers["x-request-id"]) == 32


def register(site: TestSite, client: httpx.Client, phone: str | None = None, password: str = "demo123456") -> str:
    """A new member, by the whole way: a code is asked for, read and sent."""
    phone = phone or new_phone()
    assert client.post("/users/code", json={"phone": phone}).json() == envelope("ok", 0)
    body = {"phone": phone, "password": password, "code": site.code_for(phone)}
    assert client.post("/users/regist", json=body).json() == envelope("ok", 0)
    return phone


def picture(kind: str = "png", width: int = 300, height: int = 200) -> bytes:
    """A real picture with something in it, every one a little different."""
    seed = next(_numbers) % 1_000_000
    image = pyvips.Image.gaussnoise(width, height, seed=seed, mean=120, sigma=40).cast("uchar")
    image = image.bandjoin([image.rot180(), image.fliphor()]).copy(interpretation="srgb")
    return bytes(image.write_to_buffer(f".{kind}"))


def upload(client: httpx.Client, *contents: bytes, field: str = "image", name: str = "a.png") -> httpx.Response:
    return client.post("/upload/file", files=[(field, (name, io.BytesIO(content))) for content in contents])
