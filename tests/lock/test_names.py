"""api-layer 13: other values, another lock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from enum import Enum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.lock import lock_name

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(_values, max_size=4), st.lists(_values, max_size=4), st.sampled_from(["a", "a:[1]", "é" * 300]))
def test_point_13_a_name_is_bounded_and_says_all_of_its_values(
    one: list[object], other: list[object], kind: str
) -> None:
    names = {lock_name(kind, *one), lock_name(kind, *other)}
    assert len(names) == len({json.dumps(one), json.dumps(other)})
    assert all(0 < len(name.encode()) <= 200 for name in names)
    assert lock_name(f"{kind}x", *one) not in names


class Term(Enum):
    SPRING = "spring"


def test_point_13_a_name_reads_like_its_values() -> None:
    values = (7, "7", None, UUID(int=1), date(2024, 2, 29), Term.SPRING, "\ud800")
    plain = '[7,"7",null,"00000000-0000-0000-0000-000000000001","2024-02-29","spring","\\ud800"]'
    assert lock_name("student", *values) == f"student:{plain}"
    assert lock_name("student", "x" * 500).startswith("student:")
    assert lock_name("student", "x" * 500) != lock_name("student", "x" * 501)


def test_point_13_a_set_has_one_name_in_every_process() -> None:
    program = "from banyan.lock import lock_name; print(lock_name('a', {'x', 'y', 'z', 'b', 'c'}))"
    seeds = ({**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2"))
    assert len({subprocess.check_output([sys.executable, "-c", program], env=environ) for environ in seeds}) == 1


def test_point_13_what_has_no_text_of_its_own_is_refused() -> None:
    with pytest.raises(TypeError):
        lock_name("a", object())
