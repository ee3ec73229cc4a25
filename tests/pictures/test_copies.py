"""Copies look as their originals do, and tell nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import pyvips

from banyan.pictures import FORMATS, KINDS, Format, Size, Variant, measure, resize
from tests.pictures.drawing import LIMIT, copied, plain

_RED = [250, 20, 20]


def _looks_like(pixel: list[float], colour: list[int]) -> bool:
    return len(pixel) == len(colour) and all(abs(a - b) <= 6 for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_wide_gamut_photo_keeps_its_colours(format_: Format) -> None:
    """Phones encode in Display P3: its numbers without its profile are other colours."""
    photo = bytes(plain(_RED).icc_transform("p3", input_profile="srgb").jpegsave_buffer(Q=95))
    assert not _looks_like(pyvips.Image.new_from_buffer(photo, "")(5, 5), _RED)
    copy = copied(photo, "jpg", Variant(100, 100, "contain", format_))
    assert _looks_like(copy(5, 5), _RED)
    assert not copy.get_typeof("icc-profile-data")


@pytest.mark.parametrize("format_", FORMATS)
def test_print_colours_sixteen_bits_and_grey_come_out_as_srgb(format_: Format) -> None:
    printed = bytes(plain([40, 90, 140]).icc_transform("cmyk", input_profile="srgb").jpegsave_buffer(Q=95))
    deep = bytes((plain(_RED).cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16").pngsave_buffer())
    grey = bytes(plain([90, 90, 90]).colourspace("b-w").pngsave_buffer())
    for content, extension, colour in ((printed, "jpg", [40, 90, 140]), (deep, "png", _RED), (grey, "png", [90] * 3)):
        copy = copied(content, extension, Variant(100, 100, "contain", format_))
        assert (copy.format, copy.interpretation) == ("uchar", "srgb")
        assert _looks_like(copy(5, 5), colour)


def test_a_broken_colour_profile_is_passed_over() -> None:
    image = plain(_RED)
    image.set_type(pyvips.GValue.blob_type, "icc-profile-data", b"rubbish" * 40)
    assert _looks_like(copied(bytes(image.pngsave_buffer()), "png", Variant(64, 64, "contain", "png"))(5, 5), _RED)


def test_what_is_transparent_stays_so_or_becomes_white() -> None:
    glass = bytes(plain([250, 20, 20, 0]).pngsave_buffer())
    assert _looks_like(copied(glass, "png", Variant(100, 100, "contain", "jpeg"))(5, 5), [255, 255, 255])
    for format_ in ("png", "webp"):
        assert copied(glass, "png", Variant(100, 100, "contain", format_))(5, 5)[3] == 0


@pytest.mark.parametrize("extension", ["jpg", "png", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("edge", [2000, 48])
def test_every_orientation_comes_out_upright(extension: str, orientation: int, edge: int) -> None:
    """Red in what is shown as the upper left quarter, whatever way round it was encoded."""
    shown = plain([20, 20, 20], 1200, 800).insert(plain(_RED, 600, 400), 0, 0)
    encoded = _laid(shown, orientation)
    encoded.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    content = bytes(encoded.write_to_buffer(f".{extension}"))
    assert measure(content, KINDS[extension], max_pixels=LIMIT) == Size(encoded.width, encoded.height)
    copy = copied(content, extension, Variant(edge, None, "contain", "png"))
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
    image = plain(_RED)
    for field, value in (("exif-ifd0-Model", "Secret Camera"), ("exif-ifd3-GPSLatitude", "25/1 2/1 3/1")):
        image.set_type(pyvips.GValue.gstr_type, field, f"{value} ({value}, ASCII, 13 components, 13 bytes)")
    image.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x:xmpmeta>Secret Place</x:xmpmeta>")
    photo = bytes(image.jpegsave_buffer())
    assert b"Secret Camera" in photo
    assert b"Secret Place" in photo
    copy = resize(photo, KINDS["jpg"], Variant(100, 100, "contain", format_), max_pixels=LIMIT)
    assert b"Secret" not in copy
    fields = pyvips.Image.new_from_buffer(copy, "").get_fields()
    assert not [field for field in fields if field.startswith(("exif", "xmp", "iptc", "icc", "orientation"))]
