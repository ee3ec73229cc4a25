"""The city's open data: two generations of one file format, and how they come into the database."""

from daytrip.opendata.file import BrokenRow, DataFile, DataFileError, read_data_file
from daytrip.opendata.importing import Imported, import_sights
from daytrip.opendata.sight import CitySight

__all__ = [
    "BrokenRow",
    "CitySight",
    "DataFile",
    "DataFileError",
    "Imported",
    "import_sights",
    "read_data_file",
]
