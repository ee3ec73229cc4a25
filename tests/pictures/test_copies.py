"""Copies look as their originals do, and there is a bounded number of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import pyvips
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.pictures import EDGES, FORMATS, KINDS, Fit, Format, Size, Variant, choose_variant, measure, resize

_LIMIT = 50_000_000
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


def _plain(colour: list[int], width: int = 400, height: int = 200) -> Any:
    return (pyvips.Image.black(width, height, bands=len(colour)) + colour).cast("uchar").copy(interpretation="srgb")


def _copy(content: bytes, extension: str, variant: Variant) -> Any:
    return pyvips.Image.new_from_buffer(resize(content, KINDS[extension], variant, max_pixels=_LIMIT), "")


def _looks_like(pixel: list[float], colour: list[int]) -> bool:
    return len(pixel) == len(colour) and all(abs(a - b) <= 6 for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_wide_gamut_photo_keeps_its_colours(format_: Format) -> None:
    """Phones encode in Display P3: its numbers without its profile are other colours."""
    photo = bytes(_plain(_RED).icc_transform("p3", input_profile="srgb").jpegsave_buffer(Q=95))
    assert not _looks_like(pyvips.Image.new_from_buffer(photo, "")(5, 5), _RED)
    copy = _copy(photo, "jpg", Variant(100, 100, "contain", format_))
    assert _looks_like(copy(5, 5), _RED)
    assert not copy.get_typeof("icc-profile-data")


@pytest.mark.parametrize("format_", FORMATS)
def test_print_colours_sixteen_bits_and_grey_come_out_as_srgb(format_: Format) -> None:
    printed = bytes(_plain([40, 90, 140]).icc_transform("cmyk", input_profile="srgb").jpegsave_buffer(Q=95))
    deep = bytes((_plain(_RED).cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16").pngsave_buffer())
    grey = bytes(_plain([90, 90, 90]).colourspace("b-w").pngsave_buffer())
    for content, extension, colour in ((printed, "jpg", [40, 90, 140]), (deep, "png", _RED), (grey, "png", [90] * 3)):
        copy = _copy(content, extension, Variant(100, 100, "contain", format_))
        assert (copy.format, copy.interpretation) == ("uchar", "srgb")
        assert _looks_like(copy(5, 5), colour)


def test_a_broken_colour_profile_is_passed_over() -> None:
    image = _plain(_RED)
    image.set_type(pyvips.GValue.blob_type, "icc-profile-data", b"rubbish" * 40)
    assert _looks_like(_copy(bytes(image.pngsave_buffer()), "png", Variant(64, 64, "contain", "png"))(5, 5), _RED)


def test_what_is_transparent_stays_so_or_becomes_white() -> None:
    glass = bytes(_plain([250, 20, 20, 0]).pngsave_buffer())
    assert _looks_like(_copy(glass, "png", Variant(100, 100, "contain", "jpeg"))(5, 5), [255, 255, 255])
    for format_ in ("png", "webp"):
        assert _copy(glass, "png", Variant(100, 100, "contain", format_))(5, 5)[3] == 0


@pytest.mark.parametrize("extension", ["jpg", "png", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("edge", [2000, 48])
def test_every_orientation_comes_out_upright(extension: str, orientation: int, edge: int) -> None:
    """Red in what is shown as the upper left quarter, whatever way round it was encoded."""
    shown = _plain([20, 20, 20], 1200, 800).insert(_plain(_RED, 600, 400), 0, 0)
    encoded = _laid(shown, orientation)
    encoded.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    content = bytes(encoded.write_to_buffer(f".{extension}"))
    assert measure(content, KINDS[extension], max_pixels=_LIMIT) == Size(encoded.width, encoded.height)
    copy = _copy(content, extension, Variant(edge, None, "contain", "png"))
    assert (copy.width, copy.height) == ((1200, 800) if edge == 2000 else (48, 32))
    corners = [copy(copy.width * x // 4, copy.height * y // 4) for x in (1, 3) for y in (1, 3)]
    assert [_looks_like(corner, _RED) for corner in corners] == [True, False, False, False]


def _laid(shown: Any, orientation: int) -> Any:
    """The encoded pixels of which `orientation` makes `shown`."""
    turned = {
        1: lambda: shown,
        2: lambda: shown.fliphor(),
        3: lambda: shown.rot180(),
        4: lambda: shown.flipver(),
        5: lambda: shown.rot270().flipver(),
        6: lambda: shown.rot270(),
        7: lambda: shown.rot90().flipver(),
        8: lambda: shown.rot90(),
    }
    return turned[orientation]().copy()


@pytest.mark.parametrize("format_", FORMATS)
def test_where_and_with_what_a_photo_was_taken_is_not_in_its_copies(format_: Format) -> None:
    image = _plain(_RED)
    for field, value in (("exif-ifd0-Model", "Secret Camera"), ("exif-ifd3-GPSLatitude", "25/1 2/1 3/1")):
        image.set_type(pyvips.GValue.gstr_type, field, f"{value} ({value}, ASCII, 13 components, 13 bytes)")
    image.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x:xmpmeta>Secret Place</x:xmpmeta>")
    photo = bytes(image.jpegsave_buffer())
    assert b"Secret Camera" in photo
    assert b"Secret Place" in photo
    copy = resize(photo, KINDS["jpg"], Variant(100, 100, "contain", format_), max_pixels=_LIMIT)
    assert b"Secret" not in copy
    fields = pyvips.Image.new_from_buffer(copy, "").get_fields()
    assert not [field for field in fields if field.startswith(("exif", "xmp", "iptc", "icc", "orientation"))]


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
    copy = _copy(bytes(_plain(_RED, 1200, 800).write_to_buffer(f".{extension}")), extension, variant)
    assert (copy.width, copy.height) == size


@pytest.mark.parametrize("extension", ["jpg", "png", "webp"])
def test_a_photo_of_48_million_pixels_is_never_decoded_whole(extension: str, tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(bytes(_plain(_RED).write_to_buffer(f".{extension}")))
    large.write_bytes(bytes(_plain(_RED, 8000, 6000).write_to_buffer(f".{extension}")))
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
    content = bytes(_plain(_RED, *original).pngsave_buffer())
    copy = _copy(content, "png", choose_variant(*asked, fit, "png"))
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
