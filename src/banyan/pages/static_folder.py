from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from banyan.base import SettingsError

# What names another file of the folder does so from where it stands: `./cards.js`, `../hero.svg`.
_REFERENCES = {
    ".js": re.compile(r"""(?P<before>\b(?:from|import)\s*\(?\s*["'])(?P<name>\.\.?/[^"'\n]+)(?P<after>["'])"""),
    ".css": re.compile(r"""(?P<before>\burl\(["']?)(?P<name>\.\.?/[^"')\n]+)(?P<after>["']?\))"""),
}
_IMPORTED = re.compile(r"""^@import\s+["'](?P<name>\.\.?/[^"'\n]+)["'];[^\S\n]*\n?""", re.MULTILINE)


@dataclass(frozen=True)
class StaticFile:
    public_name: str
    """With a hash of the content: `home.3f2a9c1b07.css`."""
    content: bytes


class StaticFolder:
    """A folder of static files as clients get it. Where one file names another, it gets the other's public name, so a
    change below changes every name above; a style sheet's own `@import`s are put in its place: one request."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, StaticFile] = {}
        self._below: list[str] = []

    def files(self) -> Mapping[str, StaticFile]:
        return {name: self.file(name) for name in sorted(self._names())}

    def file(self, name: str) -> StaticFile:
        if name not in self._made:
            content = self._content(name)
            path = PurePosixPath(name)
            digest = hashlib.sha256(content).hexdigest()[:10]
            public_name = str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
            self._made[name] = StaticFile(public_name, content)
        return self._made[name]

    def _names(self) -> Iterator[str]:
        for path in self._folder.rglob("*"):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self._folder).as_posix()

    def _content(self, name: str) -> bytes:
        if PurePosixPath(name).suffix not in _REFERENCES:
            return self._existing(name).read_bytes()
        return self._text(name, served_as=name).encode()

    def _text(self, name: str, *, served_as: str) -> str:
        if name in self._below:
            raise SettingsError(f"static files: {' → '.join([*self._below, name])} is a circle")
        path, kind = self._existing(name), PurePosixPath(name).suffix
        self._below.append(name)
        try:
            text = path.read_text(encoding="utf-8")
            text = _REFERENCES[kind].sub(lambda found: self._renamed(name, served_as, found), text)
            if kind != ".css":
                return text
            return _IMPORTED.sub(lambda found: self._text(_resolve(name, found["name"]), served_as=served_as), text)
        finally:
            self._below.pop()

    def _existing(self, name: str) -> Path:
        path = self._folder / name
        if not path.is_file():
            by = f", which {self._below[-1]} names" if self._below else ""
            raise SettingsError(f"static files: there is no {name}{by} in {self._folder}")
        return path

    def _renamed(self, name: str, served_as: str, found: re.Match[str]) -> str:
        target = self.file(_resolve(name, found["name"])).public_name
        public = posixpath.relpath(target, posixpath.dirname(served_as) or ".")
        return f"{found['before']}{public if public.startswith('.') else f'./{public}'}{found['after']}"


def _resolve(name: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), reference))
