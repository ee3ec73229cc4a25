"""All of members' codes, in one place (contract "members", Answers)."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import msgspec

from banyan.policy import ErrorShape, Wording

T = TypeVar("T")
OK: Literal[0] = 0
_TEMPLATE = {"data": {"msg": "{message}", "code": "{code}"}}
# What HTTP itself refuses keeps its status and carries 9000 + status.
_STATUS_BLOCK = 9000

_NAMED = {
    "parameter": Wording(1001, "入参非法", 200),
    "already_registered": Wording(1002, "用户已注册，请直接登录", 200),
    "not_registered": Wording(1003, "用户尚未注册，请先注册", 200),
    "wrong_password": Wording(1004, "密码错误", 200),
    "wrong_code": Wording(1005, "验证码错误或已过期", 200),
    "too_many_attempts": Wording(1006, "操作过于频繁，请稍后再试", 200),
    "not_logged_in": Wording(1007, "未登录或登录已过期", 401),
    "empty_picture": Wording(2001, "上传图片不能为空", 200),
    "not_a_picture": Wording(2002, "图片格式不支持", 200),
    "picture_too_large": Wording(2003, "图片过大", 413),
    "body_too_large": Wording(2003, "图片过大", 413),
    "not_stored": Wording(9404, "Not Found", 404),
}
_WORDS = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    411: "Length Required",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    507: "Insufficient Storage",
}

ERRORS = ErrorShape(
    _TEMPLATE,
    named=_NAMED,
    statuses={
        **{status: Wording(_STATUS_BLOCK + status, words, status) for status, words in _WORDS.items()},
        413: _NAMED["body_too_large"],
    },
)


class Said(msgspec.Struct, Generic[T]):
    msg: T
    code: Literal[0]


class Answer(msgspec.Struct, Generic[T]):
    """The envelope of a success."""

    data: Said[T]


def answer(message: T) -> Answer[T]:
    return Answer(Said(message, OK))


def ok() -> Answer[Literal["ok"]]:
    return answer("ok")
