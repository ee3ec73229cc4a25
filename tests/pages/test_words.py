"""Every message of the pages is in every catalogue, translated, and none is there that nothing says."""

from __future__ import annotations

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.checkers import checkers
from babel.messages.pofile import read_po

from banyan.pages.catalogues import SOURCE, Catalogues
from tests.sites import ROOT


def load_words() -> ModuleType:
    loader = SourceFileLoader("words", str(ROOT / "scripts/words"))
    spec = importlib.util.spec_from_loader("words", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


WORDS = load_words()
FILES: list[Path] = WORDS.catalogue_files()


def test_there_is_a_catalogue_wherever_there_are_pages_to_translate() -> None:
    assert {file.parent.parent.name for file in FILES} == {"pages", "daytrip"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_every_message_is_translated_and_none_is_unused(file: Path) -> None:
    with file.open("rb") as source:
        catalogue = read_po(source)
    said = {message.id for message in WORDS.messages_of(file.parent.parent) if message.id}
    written = {message.id: message.string for message in catalogue if message.id}
    mend = "run scripts/words, and translate what is new"
    assert set(written) == said, mend
    assert [message for message, translation in written.items() if not translation] == [], mend
    assert not catalogue.obsolete


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_a_translation_has_the_places_of_its_message(file: Path) -> None:
    with file.open("rb") as source:
        catalogue = read_po(source)
    for message in catalogue:
        for check in checkers if message.id else ():
            check(catalogue, message)


def test_english_is_what_messages_are_written_in() -> None:
    words = Catalogues(("zh-Hant-TW", SOURCE), {"daytrip": ROOT / "apps/daytrip/src/daytrip/locales"})
    assert words.of("en", "daytrip").gettext("Log in") == "Log in"
    assert words.of("zh-Hant-TW", "daytrip").gettext("Log in") == "登入"


def test_a_module_falls_back_to_the_words_of_the_design_system() -> None:
    words = Catalogues(("zh-Hant-TW",), {"daytrip": ROOT / "apps/daytrip/src/daytrip/locales"})
    assert words.of("zh-Hant-TW", "daytrip").gettext("Next page") == "下一頁"
    assert words.of("zh-Hant-TW", "hello").gettext("Next page") == "下一頁"
    assert words.of("zh-CN", "hello").gettext("Next page") == "Next page"
