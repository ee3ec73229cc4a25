from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from banyan.notify.errors import NotSent


@dataclass(frozen=True)
class Letter:
    """What an e-mail says; `{…}` stand for the message's values, `{site}` for the site's name."""

    subject: str
    text: str


LETTERS: Mapping[str, Letter] = {
    "code": Letter(
        "{site}：驗證碼 · Your code",
        "您的驗證碼是 {code}。若非您本人要求，請忽略此信。\n\n"
        "Your code is {code}. If you did not ask for it, you need not do anything.\n",
    ),
    "password_reset": Letter(
        "{site}：重設密碼 · A new password",
        "請在 {minutes} 分鐘內以此連結設定新密碼，連結只能使用一次：\n\n{link}\n\n"
        "若非您本人要求，請忽略此信，密碼不會變更。\n\n"
        "The link above sets a new password. It works once, within {minutes} minutes. If you did not ask for it, you "
        "need not do anything: your password stays as it is.\n",
    ),
}


def write_letter(template: str, values: Mapping[str, str], site: str) -> Letter:
    """Raises NotSent for a template that nobody has worded."""
    letter = LETTERS.get(template)
    if letter is None:
        raise NotSent(f"there is no letter {template!r}")
    said = {"site": site, **values}
    return Letter(letter.subject.format_map(said), letter.text.format_map(said))
