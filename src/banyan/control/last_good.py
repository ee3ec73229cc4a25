from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from banyan.policy import ControlDocument

_logger = logging.getLogger("banyan.control")


class LastGood:
    """The newest control document on disk: what a worker starts with while the database is away."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> ControlDocument:
        """An empty one where there is none that can be read."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=ControlDocument)
        except FileNotFoundError:
            return ControlDocument()
        except (OSError, msgspec.DecodeError) as error:
            _logger.warning("%s cannot be read (%s): every switch stands on auto", self._file.name, error)
            return ControlDocument()

    def write(self, document: ControlDocument, *, writer: str) -> None:
        """`writer` tells apart who writes at the same time."""
        unfinished = self._file.with_suffix(f".{writer}.new")
        try:
            unfinished.write_bytes(msgspec.json.encode(document))
            unfinished.replace(self._file)
        except OSError as error:
            _logger.warning("%s cannot be written: %s", self._file.name, error)
