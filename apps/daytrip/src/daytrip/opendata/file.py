from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from banyan.base import UserError
from daytrip.opendata.generations import read_row
from daytrip.opendata.sight import CitySight

LARGEST = 64 * 1024**2
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class DataFileError(UserError):
    """A file of which nothing is taken."""

    name = "data_file"


@dataclass(frozen=True)
class BrokenRow:
    """`number`: its place in the file, from 1."""

    number: int
    reason: str


@dataclass(frozen=True)
class DataFile:
    sights: list[CitySight]
    broken: list[BrokenRow]


class _Result(msgspec.Struct):
    results: list[msgspec.Raw]


class _Document(msgspec.Struct):
    result: _Result


def read_data_file(path: Path) -> DataFile:
    """Raises DataFileError for a file that is not as a whole what it should be; rows that are not are named."""
    try:
        document = msgspec.json.decode(_content(path).removeprefix(_BYTE_ORDER_MARK), type=_Document)
    except msgspec.ValidationError as error:
        raise DataFileError(f"{path}: not the city's open data: {error}".replace("`", "")) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise DataFileError(f"{path}: not whole JSON: {error}") from None
    return _read_rows(document.result.results)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise DataFileError(f"{path}: larger than {LARGEST // 1024**2} MB; split it")
    return content


def _read_rows(rows: list[msgspec.Raw]) -> DataFile:
    sights: list[CitySight] = []
    broken: list[BrokenRow] = []
    seen: dict[str, int] = {}
    for number, encoded in enumerate(rows, 1):
        try:
            sight = read_row(encoded)
        except ValueError as error:
            broken.append(BrokenRow(number, str(error)))
            continue
        first = seen.setdefault(sight.origin, number)
        if first == number:
            sights.append(sight)
        else:
            broken.append(BrokenRow(number, f"it has the number of row {first}"))
    return DataFile(sights, broken)
