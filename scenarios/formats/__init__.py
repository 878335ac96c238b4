"""Reading and writing rounds in the formats that scheduling instances come in."""

from scenarios.formats.files import (
    FORMATS,
    detect_format,
    format_of_name,
    read_file,
    write_file,
    write_json,
)

__all__ = ["FORMATS", "detect_format", "format_of_name", "read_file", "write_file", "write_json"]
