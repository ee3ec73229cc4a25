"""What is kept instead of an upload: its pixels, as a square."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

import pytest
import pyvips

from banyan.pictures import KINDS, NotAPicture, PictureTooLarge, in_turn, sniff, square
from tests.pictures.drawing import LIMIT, plain

_RED = [250, 20, 20]


@pytest.mark.parametrize("extension", sorted(KINDS))
@pytest.mark.parametrize(
    ("size", "side"), [((900, 600), 512), ((600, 900), 512), ((300, 200), 200), ((2000, 1), 1), ((512, 512), 512)]
)
def test_the_middle_is_a_square_and_never_enlarged(extension: str, size: tuple[int, int], side: int) -> None:
    made = square(bytes(plain(_RED, *size).write_to_buffer(f".{extension}")), KINDS[extension], 512, max_pixels=LIMIT)
    image = pyvips.Image.new_from_buffer(made, "")
    assert sniff(made) is KINDS["webp"]
    assert (image.width, image.height) == (side, side)


@pytest.mark.parametrize("extension", ["gif", "jpg", "png", "webp"])
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_torn_picture_is_none(extension: str, part: float) -> None:
    noise = pyvips.Image.gaussnoise(900, 600, seed=1).cast("uchar")
    content = bytes(noise.bandjoin([noise, noise]).copy(interpretation="srgb").write_to_buffer(f".{extension}"))
    square(content, KINDS[extension], 512, max_pixels=LIMIT)
    with pytest.raises(NotAPicture):
        square(content[: int(len(content) * part)], KINDS[extension], 512, max_pixels=LIMIT)


def test_too_many_pixels_are_refused() -> None:
    with pytest.raises(PictureTooLarge):
        square(bytes(plain(_RED).pngsave_buffer()), KINDS["png"], 512, max_pixels=400 * 200 - 1)


@pytest.mark.anyio
async def test_no_more_pictures_are_at_work_at_once_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banyan.pictures.turns._decoding", asyncio.Semaphore(2))
    both, lock = threading.Barrier(2), threading.Lock()
    at_work = most = 0

    def work(number: int) -> int:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        both.wait(30)
        with lock:
            at_work -= 1
        return number

    assert await asyncio.gather(*(in_turn(partial(work, number)) for number in range(8))) == [*range(8)]
    assert most == 2
