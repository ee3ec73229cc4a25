"""What members can be told, and the words for it (contract "Day trip", API)."""

from __future__ import annotations

from banyan.base import UserError
from banyan.policy import Wording


class WrongName(UserError):
    name = "wrong_name"


class WrongPhone(UserError):
    name = "wrong_phone"


class WeakPassword(UserError):
    name = "weak_password"


class PasswordsDiffer(UserError):
    name = "passwords_differ"


class NoAvatar(UserError):
    """No file, or one with nothing in it."""

    name = "no_avatar"


class AvatarTooLarge(UserError):
    name = "avatar_too_large"


WORDINGS = {
    "already_registered": Wording(400, "註冊失敗，此信箱已被使用", 400),
    "identity_taken": Wording(400, "修改失敗，此信箱已被使用", 400),
    "wrong_email": Wording(400, "信箱格式錯誤", 400),
    "wrong_name": Wording(400, "姓名格式錯誤", 400),
    "wrong_phone": Wording(400, "手機號碼格式錯誤", 400),
    "weak_password": Wording(400, "密碼至少8位數，且包含至少一個數字與一個英文字母", 400),
    "wrong_password": Wording(400, "登入失敗，帳號或密碼錯誤", 400),
    "wrong_current_password": Wording(400, "輸入的現在密碼與原本密碼不一致", 400),
    "passwords_differ": Wording(400, "新的密碼與確認密碼不一致", 400),
    "same_password": Wording(400, "新的密碼不可與上一次密碼相同", 400),
    "wrong_reset_link": Wording(400, "連結無效或已過期", 400),
    "no_avatar": Wording(400, "請選擇一張圖片", 400),
    "avatar_too_large": Wording(400, "圖片大小不可超過2MB", 400),
    "not_a_picture": Wording(400, "圖片格式不支援或檔案已損毀", 400),
    "picture_too_large": Wording(400, "圖片尺寸過大", 400),
    "too_many_attempts": Wording(429, "操作過於頻繁，請稍後再試", 429),
    "not_logged_in": Wording(403, "未登入系統，拒絕存取", 403),
    "cross_site_write": Wording(403, "拒絕來自其他網站的請求", 403),
}
