from __future__ import annotations

from pathlib import Path

import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st

from banyan.pictures import (
    KINDS,
    Fit,
    NotAPicture,
    PictureTooLarge,
    Size,
    Variant,
    choose_variant,
    measure,
    resize,
    sniff,
)

_LIMIT = 50_000_000


def _picture(extension: str, width: int = 300, height: int = 200) -> bytes:
    image = pyvips.Image.gaussnoise(width, height).cast("uchar")
    return bytes(image.bandjoin([image, image]).copy(interpretation="srgb").write_to_buffer(f".{extension}"))


@given(st.binary(max_size=64))
def test_any_bytes_are_a_kind_or_none(head: bytes) -> None:
    kind = sniff(head)
    assert kind is None or KINDS[kind.extension] is kind


@pytest.mark.parametrize("extension", sorted(KINDS))
@pytest.mark.parametrize("as_file", [True, False])
def test_every_kind_is_known_measured_and_resized(extension: str, as_file: bool, tmp_path: Path) -> None:
    content = _picture(extension)
    kind = sniff(content[:64])
    assert kind is KINDS[extension]
    source: Path | bytes = content
    if as_file:
        source = tmp_path / "any-name"
        source.write_bytes(content)
    assert measure(source, kind, max_pixels=_LIMIT) == Size(300, 200)
    small = pyvips.Image.new_from_buffer(
        resize(source, kind, Variant(100, None, "contain", "webp"), max_pixels=_LIMIT), ""
    )
    assert (small.width, small.height) == (100, 67)


@pytest.mark.parametrize("extension", sorted(KINDS))
def test_a_truncated_or_wrong_picture_is_none(extension: str) -> None:
    other = KINDS["png" if extension != "png" else "gif"]
    with pytest.raises(NotAPicture):
        measure(_picture(extension), other, max_pixels=_LIMIT)
    with pytest.raises(NotAPicture):
        measure(_picture(extension)[:20], KINDS[extension], max_pixels=_LIMIT)


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", b"%PDF-1.7", b"BM", b"\x00\x00\x00\x18ftypheic"]
)
def test_other_kinds_are_none(content: bytes) -> None:
    assert sniff(content) is None


def test_too_many_pixels_are_refused_by_measure_and_resize() -> None:
    content = _picture("png")
    for refuse in (
        lambda: measure(content, KINDS["png"], max_pixels=59_999),
        lambda: resize(content, KINDS["png"], Variant(10, 10, "cover", "png"), max_pixels=59_999),
    ):
        with pytest.raises(PictureTooLarge):
            refuse()


@pytest.mark.parametrize(
    ("width", "height", "fit", "size"),
    [
        (100, 100, "cover", (100, 100)),
        (100, 100, "contain", (100, 67)),
        (None, 100, "cover", (150, 100)),
        (640, None, "contain", (300, 200)),
        (None, None, "contain", (300, 200)),
    ],
)
def test_fits(width: int | None, height: int | None, fit: Fit, size: tuple[int, int]) -> None:
    copy = resize(_picture("png"), KINDS["png"], Variant(width, height, fit, "jpeg"), max_pixels=_LIMIT)
    image = pyvips.Image.new_from_buffer(copy, "")
    assert (image.width, image.height) == size


def test_a_copy_is_upright_and_without_metadata() -> None:
    image = pyvips.Image.black(300, 200, bands=3).copy(interpretation="srgb")
    image.set_type(pyvips.GValue.gint_type, "orientation", 6)
    turned = bytes(image.write_to_buffer(".jpg"))
    copy = resize(turned, KINDS["jpg"], Variant(100, None, "contain", "jpeg"), max_pixels=_LIMIT)
    small = pyvips.Image.new_from_buffer(copy, "")
    assert (small.width, small.height) == (100, 150)
    assert not [field for field in small.get_fields() if field.startswith("exif-")]


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_edges_are_the_next_allowed_ones(width: int, height: int) -> None:
    variant = choose_variant(width, height, "cover", "webp")
    assert variant.width == 2048 or width <= (variant.width or 0) < width * 1.34 + 32
    assert choose_variant(variant.width, variant.height, "cover", "webp") == variant
