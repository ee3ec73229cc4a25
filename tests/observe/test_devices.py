from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.observe import device_type

_CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (_CHROME, "desktop"),
        (_IPHONE, "mobile web"),
        (f"{_IPHONE} MicroMessenger/8.0 MiniProgramEnv/ios", "mini program"),
        (f"{_IPHONE} MicroMessenger/8.0", "mobile web"),
        ("okhttp/4.12.0", "phone app"),
        ("Members/3 CFNetwork/1474 Darwin/23.0.0", "phone app"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "crawler"),
        ("curl/8.0", "other"),
        ("", "other"),
    ],
)
def test_point_7_the_device_type(user_agent: str, device: str) -> None:
    assert device_type(user_agent) == device


@given(st.text())
def test_any_user_agent_has_a_device_type(user_agent: str) -> None:
    assert device_type(user_agent)
