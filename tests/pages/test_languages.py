"""Which language a page is in: `?lang=`, the cookie, Accept-Language, the site's own."""

from __future__ import annotations

import pytest

from banyan.pages import Language, choose_language

OFFERED = ("zh-Hant-TW", "en")


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "chosen"),
    [
        (None, None, "", "zh-Hant-TW"),
        (None, None, "fr-FR, fr;q=0.9", "zh-Hant-TW"),
        (None, None, "en-GB,en;q=0.9,zh;q=0.1", "en"),
        (None, None, "en;q=0.1, zh-TW", "zh-Hant-TW"),
        (None, None, "zh-HK", "zh-Hant-TW"),
        (None, None, "en;q=0, *", "zh-Hant-TW"),
        (None, "en", "zh-TW", "en"),
        ("zh-Hant-TW", "en", "en", "zh-Hant-TW"),
        ("EN", None, "", "en"),
        ("xx", "en", "", "en"),
        ("//evil.example", None, "", "zh-Hant-TW"),
        (None, None, "en;q=x, ;;;,=, \x00" + "a" * 5000, "zh-Hant-TW"),
    ],
)
def test_the_language_of_a_page(asked: str | None, kept: str | None, accepted: str, chosen: str) -> None:
    assert choose_language(OFFERED, asked=asked, kept=kept, accepted=accepted).tag == chosen


def test_a_language_is_called_by_its_own_name() -> None:
    assert [Language(tag).name for tag in OFFERED] == ["中文", "English"]
