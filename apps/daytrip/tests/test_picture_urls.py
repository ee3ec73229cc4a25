"""URLs that the city glues together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daytrip.opendata.picture_urls import picture_urls

_ENDINGS = st.sampled_from(
    [".jpg", ".JPG", ".png", ".jpeg", ".PNG", ".gif", ".webp", ".mp3", ".flv", ".pdf", "", ".jpg.exe"]
)
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


@pytest.mark.parametrize(
    ("glued", "pictures", "others"),
    [
        ("", [], 0),
        ("http://a.example/1.jpghttps://a.example/2.PNG", ["http://a.example/1.jpg", "https://a.example/2.PNG"], 0),
        ("https://a.example/1.mp3HTTP://a.example/2.JPGhttps://a.example/3.flv", ["HTTP://a.example/2.JPG"], 2),
        (
            "https://a.example/1.jpg https://a.example/2.jpg\n",
            ["https://a.example/1.jpg", "https://a.example/2.jpg"],
            0,
        ),
        ("a.jpghttps://a.example/1.jpg", ["https://a.example/1.jpg"], 1),
        ('https://a.example/1"onerror=.jpg', [], 1),
        ("https://a.example/1\0.jpghttps://a.example/2\x1b.jpghttps://a.example/3\x7f.jpg", [], 3),
        ("javascript:alert(1).jpg", [], 1),
        ("https://" + "a" * 600 + ".jpg", [], 1),
    ],
)
def test_pictures_are_kept_and_the_rest_is_counted(glued: str, pictures: list[str], others: int) -> None:
    assert picture_urls(glued) == (pictures, others)


@given(urls=st.lists(st.builds(lambda n, ending: f"https://a.example/{n}{ending}", st.integers(0), _ENDINGS)))
def test_whatever_is_glued_comes_apart(urls: list[str]) -> None:
    pictures, others = picture_urls("".join(urls))
    assert pictures == [url for url in urls if url.lower().endswith(_PICTURES)]
    assert others == len(urls) - len(pictures)
