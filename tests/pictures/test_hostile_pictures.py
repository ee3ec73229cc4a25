"""Pictures made to harm: bombs, torn and disguised files."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import pyvips
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.pictures import KINDS, NotAPicture, PictureTooLarge, Size, Variant, measure, resize, sniff

_LIMIT = 50_000_000
_SMALL = Variant(32, 32, "cover", "webp")
_MEASURE = """
import json, sys, time
from pathlib import Path
from banyan.pictures import KINDS, PictureTooLarge, Variant, measure, resize

# Not ru_maxrss, which a process inherits from the one that started it.
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))

def refused(call, *arguments):
    try:
        call(*arguments, max_pixels=50_000_000)
    except PictureTooLarge:
        return True
    return False

bomb, small = map(Path, sys.argv[1:])
measure(small, KINDS["png"], max_pixels=50_000_000)
before, started = peak(), time.monotonic()
answer = {
    "measure": refused(measure, bomb, KINDS["png"]),
    "resize": refused(resize, bomb, KINDS["png"], Variant(32, 32, "cover", "webp")),
}
answer["seconds"] = time.monotonic() - started
answer["kilobytes"] = peak() - before
print(json.dumps(answer))
"""


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _black_png(width: int, height: int) -> bytes:
    """One bit a pixel, compressed row by row: the pixels are never all in memory."""
    compress = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join(compress.compress(row) for _ in range(height)) + compress.flush()
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _gif_of(frames: int) -> bytes:
    frame = b"\x2c" + bytes(4) + b"\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80" + bytes(5) + b"\xff\xff\xff" + frame * frames + b";"


def _picture(extension: str) -> bytes:
    image = pyvips.Image.gaussnoise(64, 48, seed=1).cast("uchar")
    return bytes(image.bandjoin([image, image]).copy(interpretation="srgb").write_to_buffer(f".{extension}"))


_PICTURES = {extension: _picture(extension) for extension in KINDS}


def test_a_bomb_of_2500_million_pixels_is_refused_at_once_and_in_little_memory(tmp_path: Path) -> None:
    bomb, small = tmp_path / "bomb", tmp_path / "small"
    bomb.write_bytes(_black_png(50_000, 50_000))
    small.write_bytes(_black_png(8, 8))
    assert bomb.stat().st_size < 1_000_000
    done = subprocess.run([sys.executable, "-c", _MEASURE, bomb, small], capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert (answer["measure"], answer["resize"]) == (True, True)
    assert answer["seconds"] < 1
    assert answer["kilobytes"] < 20_000


def test_an_animation_counts_as_its_first_frame_up_to_a_bound() -> None:
    assert measure(_gif_of(1000), KINDS["gif"], max_pixels=1) == Size(1, 1)
    with pytest.raises(PictureTooLarge):
        measure(_gif_of(1001), KINDS["gif"], max_pixels=_LIMIT)
    with pytest.raises(PictureTooLarge):
        resize(_gif_of(1001), KINDS["gif"], _SMALL, max_pixels=_LIMIT)


@pytest.mark.parametrize("extension", ["gif", "webp"])
def test_a_copy_of_an_animation_is_its_first_frame(extension: str) -> None:
    frames = [(pyvips.Image.black(64, 48, bands=3) + number * 60).cast("uchar") for number in range(4)]
    film = pyvips.Image.arrayjoin(frames, across=1).copy(interpretation="srgb")
    film.set_type(pyvips.GValue.gint_type, "page-height", 48)
    content = bytes(film.write_to_buffer(f".{extension}"))
    assert measure(content, KINDS[extension], max_pixels=64 * 48) == Size(64, 48)
    copy = pyvips.Image.new_from_buffer(resize(content, KINDS[extension], _SMALL, max_pixels=_LIMIT), "")
    assert (copy.width, copy.height, copy.max()) == (32, 32, 0)


@settings(deadline=None)
@given(extension=st.sampled_from(sorted(KINDS)), part=st.floats(0, 1))
def test_a_torn_picture_is_one_or_none(extension: str, part: float) -> None:
    torn = _PICTURES[extension][: int(len(_PICTURES[extension]) * part)]
    _is_a_picture_or_none(extension, torn)


@settings(deadline=None)
@given(extension=st.sampled_from(sorted(KINDS)), at=st.integers(0), rubbish=st.binary(min_size=1, max_size=40))
def test_a_damaged_picture_is_one_or_none(extension: str, at: int, rubbish: bytes) -> None:
    content = bytearray(_PICTURES[extension])
    at %= len(content)
    content[at : at + len(rubbish)] = rubbish
    _is_a_picture_or_none(extension, bytes(content))


def _is_a_picture_or_none(extension: str, content: bytes) -> None:
    try:
        size = measure(content, KINDS[extension], max_pixels=_LIMIT)
        copy = resize(content, KINDS[extension], _SMALL, max_pixels=_LIMIT)
    except (NotAPicture, PictureTooLarge):
        return
    assert 0 < size.width * size.height <= _LIMIT
    assert sniff(copy) is KINDS["webp"]


@pytest.mark.parametrize("extension", sorted(KINDS))
@pytest.mark.parametrize(
    "hidden", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<script>alert(1)</script>", b"PK\x03\x04", b"%PDF-1.7"]
)
def test_what_is_hidden_behind_a_picture_does_not_reach_its_copies(extension: str, hidden: bytes) -> None:
    content = _PICTURES[extension] + hidden
    assert sniff(content) is KINDS[extension]
    copy = resize(content, KINDS[extension], _SMALL, max_pixels=_LIMIT)
    assert hidden not in copy
    assert sniff(copy) is KINDS["webp"]


@pytest.mark.parametrize("extension", sorted(KINDS))
@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"msf1", b"isom", b"qt  "])
def test_bytes_are_read_as_the_kind_that_was_sniffed_and_as_no_other(extension: str, brand: bytes) -> None:
    assert sniff(b"\x00\x00\x00\x18ftyp" + brand + _PICTURES[extension]) is None
    others = [kind for kind in KINDS.values() if kind is not KINDS[extension]]
    for other in others:
        with pytest.raises(NotAPicture):
            resize(_PICTURES[extension], other, _SMALL, max_pixels=_LIMIT)


@pytest.mark.parametrize("brand", [b"avif", b"avis"])
def test_avif_is_known_by_either_of_its_brands(brand: bytes) -> None:
    assert sniff(b"\x00\x00\x00\x1cftyp" + brand) is KINDS["avif"]


def test_no_name_makes_a_file_something_else(tmp_path: Path) -> None:
    """libvips reads options from names in some of its calls, and guesses kinds by them in others."""
    for name in ("a.svg", "a.png[shrink=8]", "a.jpg"):
        path = tmp_path / name
        path.write_bytes(_PICTURES["png"])
        assert measure(path, KINDS["png"], max_pixels=_LIMIT) == Size(64, 48)


def test_libvips_is_not_loaded_before_the_first_picture_and_then_kept_small() -> None:
    script = """
import sys, banyan.pictures as pictures
assert "pyvips" not in sys.modules
try:
    pictures.measure(b"", pictures.KINDS["png"], max_pixels=1)
except pictures.NotAPicture:
    pass
import pyvips
assert (pyvips.concurrency_get(), pyvips.cache_get_max()) == (1, 0)
try:
    pyvips.Image.svgload_buffer(b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>")
except pyvips.Error as error:
    assert "blocked" in str(error), error
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", script], check=True)
