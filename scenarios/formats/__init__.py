"""Reading and writing rounds in the formats that scheduling instances come in."""

from scenarios.formats.files import (
    FORMATS,
    detect_format,
    format_of_name,
    read_file,
    read_placed,
    write_file,
    write_json,
)
from scenarios.formats.reading import Reading

__all__ = [
    "FORMATS",
    "Reading",
    "detect_format",
    "format_of_name",
    "read_file",
    "read_placed",
    "write_file",
    "write_json",
]
