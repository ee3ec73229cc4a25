"""The data set that is shipped: complete, within Taipei, in two languages, with safe pictures of our own."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

from daytrip.drawing import STATIC, all_drawings
from daytrip.offline import ShippedSight, shipped_sights

CATEGORIES = {
    "藝文館所": 18,
    "戶外踏青": 11,
    "宗教信仰": 8,
    "歷史建築": 7,
    "單車遊蹤": 6,
    "養生溫泉": 4,
    "藍色公路": 2,
    "親子共遊": 1,
    "其他": 1,
}
SHAPES = {"svg", "g", "path", "rect", "circle", "ellipse", "use", "linearGradient", "stop"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def sights() -> list[ShippedSight]:
    return shipped_sights()


@pytest.fixture(scope="module")
def drawings() -> dict[str, str]:
    return all_drawings()


def picture_file(name: str) -> Path:
    return STATIC / "sights" / f"{name}.svg"


def test_there_are_enough_sights_numbered_from_1(sights: list[ShippedSight]) -> None:
    assert len(sights) >= 48
    assert [sight.id for sight in sights] == list(range(1, len(sights) + 1))
    assert len({sight.slug for sight in sights}) == len({sight.name for sight in sights}) == len(sights)


def test_categories_and_stations_are_those_of_the_city(sights: list[ShippedSight]) -> None:
    assert Counter(sight.category for sight in sights) == CATEGORIES
    stations = Counter(sight.mrt for sight in sights)
    assert stations.pop(None) == 1
    assert len(stations) == 32
    assert stations.most_common(1) == [("新北投", 6)]
    assert all(stations[name] == n for name, n in {"劍潭": 4, "關渡": 4, "龍山寺": 3, "動物園": 3, "圓山": 3}.items())


def test_every_sight_is_in_taipei(sights: list[ShippedSight]) -> None:
    assert all(24.9 < sight.lat < 25.3 and 121.4 < sight.lng < 121.7 for sight in sights)
    assert all(sight.address.startswith("臺北市 ") for sight in sights)


def test_texts_have_no_stray_blanks(sights: list[ShippedSight]) -> None:
    for sight in sights:
        for text in (sight.name, sight.name_en, sight.category, sight.mrt or "-", sight.address, *sight_words(sight)):
            assert text == " ".join(text.split()), text
            assert text, sight.slug


def test_descriptions_are_of_a_readable_length_in_both_languages(sights: list[ShippedSight]) -> None:
    for sight in sights:
        assert 60 <= len(sight.description.zh) <= 140, sight.slug
        assert 30 <= len(sight.description.en.split()) <= 70, sight.slug
        assert sight.description.en.isascii() or "ü" in sight.description.en, sight.slug
        assert sight.transport.zh.endswith("。"), sight.slug
        assert sight.transport.en.endswith("."), sight.slug


def test_no_two_descriptions_share_a_sentence(sights: list[ShippedSight]) -> None:
    sentences = Counter(
        part.strip()
        for sight in sights
        for text in (sight.description.zh.split("。"), sight.description.en.split("."))
        for part in text
        if part.strip()
    )
    assert [text for text, n in sentences.items() if n > 1] == []


def test_every_sight_has_pictures_and_no_picture_is_without_a_sight(sights: list[ShippedSight]) -> None:
    named = [name for sight in sights for name in sight.pictures]
    assert all(len(sight.pictures) >= 3 for sight in sights)
    assert all(name.startswith(f"{sight.slug}-") for sight in sights for name in sight.pictures)
    assert {picture_file(name) for name in named} == set((STATIC / "sights").iterdir())


def test_pictures_are_small_and_no_two_are_alike(sights: list[ShippedSight]) -> None:
    contents = {name: picture_file(name).read_bytes() for sight in sights for name in sight.pictures}
    assert {name: len(content) for name, content in contents.items() if len(content) > 6 * 1024} == {}
    assert len({hashlib.sha256(content).digest() for content in contents.values()}) == len(contents)


def test_pictures_hold_shapes_only(drawings: dict[str, str]) -> None:
    """No script, no text, no style, nothing from elsewhere."""
    for name in drawings:
        root = ET.parse(STATIC / name).getroot()
        ids = {element.get("id") for element in root.iter()}
        for element in root.iter():
            assert element.tag.removeprefix(SVG) in SHAPES, name
            assert not (element.text or "").strip(), name
            for attribute, value in element.attrib.items():
                assert not attribute.startswith("on"), name
                assert attribute != "style", name
                if "href" in attribute:
                    assert value.removeprefix("#") in ids, name
                if "url(" in value:
                    assert value.removeprefix("url(#").removesuffix(")") in ids, name


def test_pictures_are_drawn_for_3_by_2(sights: list[ShippedSight]) -> None:
    for sight in sights:
        for name in sight.pictures:
            assert ET.parse(picture_file(name)).getroot().get("viewBox") == "0 0 1200 800", name


def test_committed_drawings_are_what_the_program_makes(drawings: dict[str, str]) -> None:
    differing = [name for name, content in drawings.items() if (STATIC / name).read_bytes() != content.encode()]
    assert differing == [], "run: python apps/daytrip/scripts/draw_sights.py"


def sight_words(sight: ShippedSight) -> tuple[str, ...]:
    return sight.description.zh, sight.description.en, sight.transport.zh, sight.transport.en
