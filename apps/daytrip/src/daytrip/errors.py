"""The words for all that is refused, in one place (contract "Day trip", API)."""

from __future__ import annotations

from banyan.policy import ErrorShape, Wording
from daytrip.user_errors import WORDINGS as OF_USERS

_NAMED = {
    "parameter": Wording(400, "輸入不正確", 400),
    "parameter.page": Wording(400, "頁碼不正確", 400),
    "parameter.page_size": Wording(400, "每頁筆數不正確", 400),
    "wrong_sight_number": Wording(400, "景點編號不正確", 400),
    **OF_USERS,
}
_WORDS = {
    400: "請求格式不正確",
    403: "沒有權限",
    404: "找不到這個網址",
    405: "不支援這個方法",
    408: "請求逾時",
    411: "缺少內容長度",
    413: "內容過大",
    414: "網址過長",
    415: "不支援這種格式",
    416: "要求的範圍不存在",
    429: "操作過於頻繁，請稍後再試",
    431: "標頭過長",
    500: "伺服器內部錯誤",
    501: "不支援這個功能",
    502: "伺服器暫時無法回應",
    503: "伺服器忙碌中，請稍後再試",
    504: "伺服器回應逾時",
    507: "伺服器空間不足",
}

ERRORS = ErrorShape(
    {"error": True, "message": "{message}"},
    named=_NAMED,
    statuses={status: Wording(status, words, status) for status, words in _WORDS.items()},
)
