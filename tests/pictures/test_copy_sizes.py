"""Copies have the size that was asked for, take little memory to make, and there is a bounded number of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.pictures import EDGES, Fit, Variant, choose_variant
from tests.pictures.drawing import copied, plain

_RED = [250, 20, 20]
_PEAK = """
import json, sys
from pathlib import Path
from banyan.pictures import KINDS, Variant, resize

# Not ru_maxrss, which a process inherits from the one that started it.
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))

small, large, extension = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
variant = Variant(320, 240, "cover", "webp")
resize(small, KINDS[extension], variant, max_pixels=50_000_000)
before = peak()
resize(large, KINDS[extension], variant, max_pixels=50_000_000)
print(json.dumps(peak() - before))
"""


@pytest.mark.parametrize("extension", ["jpg", "webp"])
@pytest.mark.parametrize(
    ("variant", "size"),
    [
        (Variant(32, 32, "cover", "png"), (32, 32)),
        (Variant(32, 32, "contain", "png"), (32, 21)),
        (Variant(None, 64, "contain", "png"), (96, 64)),
        (Variant(320, 48, "cover", "png"), (320, 48)),
        (Variant(48, 320, "cover", "png"), (48, 320)),
        (Variant(48, 2048, "cover", "png"), (48, 800)),
    ],
)
def test_a_picture_decoded_smaller_has_the_size_that_was_asked_for(
    extension: str, variant: Variant, size: tuple[int, int]
) -> None:
    copy = copied(bytes(plain(_RED, 1200, 800).write_to_buffer(f".{extension}")), extension, variant)
    assert (copy.width, copy.height) == size


@pytest.mark.parametrize("extension", ["jpg", "png", "webp"])
def test_a_photo_of_48_million_pixels_is_never_decoded_whole(extension: str, tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(bytes(plain(_RED).write_to_buffer(f".{extension}")))
    options = {"effort": 0} if extension == "webp" else {}
    large.write_bytes(bytes(plain(_RED, 8000, 6000).write_to_buffer(f".{extension}", **options)))
    command = [sys.executable, "-c", _PEAK, str(small), str(large), extension]
    kilobytes = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    # Decoded it would be 144 MB.
    assert kilobytes < 80_000


@settings(max_examples=60, deadline=None)
@given(
    original=st.tuples(st.integers(1, 120), st.integers(1, 120)),
    asked=st.tuples(st.none() | st.integers(1, 200), st.none() | st.integers(1, 200)),
    fit=st.sampled_from(["cover", "contain"]),
)
def test_nothing_is_ever_enlarged(original: tuple[int, int], asked: tuple[int | None, int | None], fit: Fit) -> None:
    content = bytes(plain(_RED, *original).pngsave_buffer())
    copy = copied(content, "png", choose_variant(*asked, fit, "png"))
    assert 1 <= copy.width <= original[0]
    assert 1 <= copy.height <= original[1]


@pytest.mark.parametrize(
    ("asked", "given_"), [(1, 32), (32, 32), (33, 48), (640, 640), (641, 720), (2047, 2048), (2048, 2048), (9999, 2048)]
)
def test_an_edge_is_the_next_larger_allowed_one_or_the_greatest(asked: int, given_: int) -> None:
    assert choose_variant(asked, None, "cover", "webp") == Variant(given_, None, "cover", "webp")
    assert choose_variant(None, asked, "contain", "png") == Variant(None, given_, "contain", "png")


def test_a_site_may_allow_other_edges() -> None:
    assert choose_variant(11, 21, "cover", "webp", edges=(10, 20)) == Variant(20, 20, "cover", "webp")
    assert tuple(sorted(set(EDGES))) == EDGES


@pytest.mark.parametrize(
    ("variant", "name"),
    [
        (Variant(320, 240, "cover", "webp"), "320x240-cover.webp"),
        (Variant(320, None, "contain", "jpeg"), "320x-contain.jpg"),
        (Variant(None, 240, "contain", "png"), "x240-contain.png"),
    ],
)
def test_the_name_of_a_copy_is_stable(variant: Variant, name: str) -> None:
    assert variant.name == name
