from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from banyan.base import SettingsError

OWN = Path(__file__).parent / "locales"
# What messages are written in: it needs no catalogue.
SOURCE = "en"


class Catalogues:
    """The words of all modules in all languages of a site. A folder holds a file a language, `zh-Hant-TW.po`; a word
    that a module does not translate is looked for in Banyan's own catalogue, and is English otherwise."""

    def __init__(self, languages: Sequence[str], folders: Mapping[str, Path]) -> None:
        self._own = {language: _read(OWN, language) for language in languages}
        self._of_module = {
            (language, module): _read(folder, language, self._own[language])
            for language in languages
            for module, folder in folders.items()
        }

    def of(self, language: str, module: str) -> NullTranslations:
        """A language that the site does not offer is that of a page in one language: its words stay as written."""
        return self._of_module.get((language, module)) or self._own.get(language) or NullTranslations()


def _read(folder: Path, language: str, fallback: NullTranslations | None = None) -> NullTranslations:
    file = folder / f"{language}.po"
    translations = _compiled(file) if file.exists() else NullTranslations()
    if fallback:
        translations.add_fallback(fallback)
    return translations


def _compiled(file: Path) -> GNUTranslations:
    compiled = io.BytesIO()
    with file.open("rb") as source:
        try:
            write_mo(compiled, read_po(source, abort_invalid=True))
        except ValueError as error:
            raise SettingsError(f"{file}: {error}") from error
    compiled.seek(0)
    return GNUTranslations(compiled)
