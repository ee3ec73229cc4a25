"""The API layer's contract has 13 points: each has tests that name it."""

from __future__ import annotations

import re

import pytest

from tests.sites import ROOT


@pytest.mark.parametrize("point", range(1, 14))
def test_every_point_of_the_api_layer_is_found_by_its_number(point: int) -> None:
    tests = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "apps").rglob("test_*.py")]
    assert any(re.search(rf"def test_point_{point}_", file.read_text()) for file in tests)
