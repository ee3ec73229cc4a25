from __future__ import annotations

import pytest

from daytrip.texts import label, search_key, tidy


@pytest.mark.parametrize(
    ("text", "tidied", "as_label"),
    [
        ("其　　他", "其 他", "其他"),
        ("臺北市  北投區", "臺北市 北投區", "臺北市 北投區"),
        ("　登高遠眺　繁華台北 \n", "登高遠眺 繁華台北", "登高遠眺繁華台北"),
        ("Taipei　Zoo", "Taipei Zoo", "Taipei Zoo"),
        ("\t \u3000", "", ""),
    ],
)
def test_blanks(text: str, tidied: str, as_label: str) -> None:
    assert tidy(text) == tidied
    assert label(text) == as_label


def test_names_are_searched_in_whichever_case() -> None:
    assert search_key(" URS127　公店 ") == "urs127 公店"
