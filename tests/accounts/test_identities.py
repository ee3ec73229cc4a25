from __future__ import annotations

import time

import pytest

from banyan.accounts import IdentityKey, WrongEmail, email_identity


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ply@ply.com", "ply@ply.com"),
        ("  Ply.Test+1@Mail.EXAMPLE.com\r\n", "ply.test+1@mail.example.com"),
        ("a!#$%&'*+/=?^_`{|}~-b@x-y.co", "a!#$%&'*+/=?^_`{|}~-b@x-y.co"),
        ("o'hara@xn--fiqs8s.xn--p1ai", "o'hara@xn--fiqs8s.xn--p1ai"),
        (f"{'a' * 64}@{'b' * 63}.com", f"{'a' * 64}@{'b' * 63}.com"),
    ],
)
def test_an_address_is_known_by_its_small_letters(text: str, value: str) -> None:
    assert email_identity(text) == IdentityKey("email", value)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "@", "a@", "@b.tw", "a", "a@b", "a@b.", "a@.tw", "a@b..tw", ".a@b.tw", "a.@b.tw", "a..b@c.tw"),
        *("a@b@c.tw", "a b@c.tw", "a@b c.tw", "a@-b.tw", "a@b-.tw", "a@b.1", "a@127.0.0.1", "a@[127.0.0.1]", "a@b.t"),
        *('"a"@b.tw', "a@b.tw\nx", "a@b.tw\nbcc:c@d.tw", "<a@b.tw>", "a,b@c.tw", "a@b.tw;c@d.tw", "王@b.tw", "a@例.tw"),
        # The Kelvin sign and the dotted I: small letters of ASCII once they are made small.
        *("\u212a@b.tw", "a@b\u0130.tw", "a\u200b@b.tw", "a\0@b.tw", "a\u3000@b.tw"),
        f"{'a' * 65}@b.tw",
        f"a@{'b' * 64}.tw",
        f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.tw",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(WrongEmail):
        email_identity(text)


def test_a_megabyte_is_refused_at_once() -> None:
    started = time.process_time()
    for text in ("a" * 10**6, "a." * 500_000 + "@b.tw", "a@" + "b." * 500_000, "a@" + "b-" * 120 + ".tw"):
        with pytest.raises(WrongEmail):
            email_identity(text)
    assert time.process_time() - started < 0.5
