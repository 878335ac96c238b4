"""Files in and out of a command; whatever is wrong with one becomes findings and exit code 3."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from pydantic import BaseModel, ValidationError

from api.cli.exit_codes import FINDINGS, USAGE
from api.cli.options import Lang
from api.cli.speech import print_findings, print_json, say, word_console
from optimizer.domain import Outcome, Round
from optimizer.errors import BadFile, BadRound
from optimizer.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from scenarios.formats import Reading

__all__ = [
    "collect_findings",
    "load_outcome",
    "load_reading",
    "load_round",
    "outcome_findings",
    "stop_with",
    "unreadable",
    "write_atomically",
    "write_bytes_atomically",
]


def stop_with(findings: Iterable[Finding], lang: Lang, as_json: bool = False) -> typer.Exit:
    """Show findings and return the exit to raise."""
    listed = list(findings)
    if as_json:
        print_json({"findings": [finding.to_json() for finding in listed]})
    else:
        print_findings(listed, lang, word_console())
    return typer.Exit(FINDINGS)


def unreadable(path: Path, error: Exception) -> Finding:
    """Return the finding about a file that can't be opened or read at all."""
    detail = (getattr(error, "strerror", None) or str(error) or type(error).__name__).strip()
    return Finding(
        code="file.unreadable",
        severity=Severity.ERROR,
        place=Place(file=path.name),
        message_zh=f"无法读取 {path.name}：{detail}",
        message_en=f"{path.name} can't be read: {detail}",
        found=detail.splitlines()[0],
        suggestion_zh="检查文件名、权限和格式。",
        suggestion_en="Check the name, the permissions and the format of the file.",
    )


def load_round(path: Path, lang: Lang, format: str | None = None, as_json: bool = False) -> Round:
    """Return the round in a file; raises what `load_reading` does."""
    return load_reading(path, lang, format, as_json).round


def load_reading(
    path: Path, lang: Lang, format: str | None = None, as_json: bool = False
) -> Reading:
    """Return the round in a file and where its values stand there.

    Raises
    ------
    typer.Exit
        With code 3, after showing the findings, when the file can't be read as a round; with
        code 2 for a format that does not exist.
    """
    reading, findings = _read(path, lang, format)
    if reading is None:
        raise stop_with(findings, lang, as_json)
    return reading


def collect_findings(path: Path, lang: Lang, format: str | None = None) -> list[Finding]:
    """Return every finding about a file and the round in it, with their places in the file.

    Raises
    ------
    typer.Exit
        With code 2 for a format that does not exist.
    """
    from optimizer.checks import check_round

    reading, findings = _read(path, lang, format)
    if reading is None:
        return list(findings)
    return reading.all_findings(check_round(reading.round))


def _read(path: Path, lang: Lang, format: str | None) -> tuple[Reading | None, tuple[Finding, ...]]:
    """Return what a file holds, or ``None``, and what was found while reading it."""
    from scenarios.formats import FORMATS, read_placed

    if format is not None and format not in FORMATS:
        known = ", ".join(FORMATS)
        say(lang, f"没有格式 {format}；可用：{known}", f"no format {format!r}; there are {known}")
        raise typer.Exit(USAGE)
    try:
        reading = read_placed(path, format)
    except (BadFile, BadRound) as error:
        return None, error.findings
    except (OSError, ValueError, EOFError) as error:
        return None, (unreadable(path, error),)
    return reading, reading.findings


def load_outcome(path: Path, lang: Lang, as_json: bool = False) -> Outcome:
    """Return the outcome in a JSON file.

    Raises
    ------
    typer.Exit
        With code 3, after showing the findings, when the file holds no outcome.
    """
    from scenarios.formats.source import parse_json, read_text

    try:
        return Outcome.model_validate(parse_json(read_text(path), path.name))
    except ValidationError as error:
        findings = outcome_findings(path, error)
    except BadFile as error:
        findings = error.findings
    except (OSError, ValueError, RecursionError) as error:
        findings = (unreadable(path, error),)
    raise stop_with(findings, lang, as_json)


def outcome_findings(path: Path, error: ValidationError) -> tuple[Finding, ...]:
    """Return a finding for every place where a document departs from the schema of an outcome."""
    return tuple(
        Finding(
            code=f"outcome.{item['type'].replace('_', '-')}",
            severity=Severity.ERROR,
            place=Place(pointer=_pointer(item["loc"]), file=path.name),
            message_zh=f"不是有效的结果文件，{_pointer(item['loc']) or '/'}：{item['msg']}",
            message_en=f"Not a valid outcome at {_pointer(item['loc']) or '/'}: {item['msg']}",
            found=repr(item["input"])[:120],
            suggestion_zh="请使用 roundtable solve 写出的文件。",
            suggestion_en="Use a file that `roundtable solve` has written.",
        )
        for item in error.errors(include_url=False)
    )


def _pointer(location: tuple[int | str, ...]) -> str:
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in location)
    return "".join(f"/{step}" for step in steps)


def write_atomically(path: Path, document: BaseModel) -> None:
    """Write a document as JSON; see `write_bytes_atomically`."""
    data = document.model_dump(mode="json")
    content = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_bytes_atomically(path, content.encode())


def write_bytes_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is, at every moment, the old one or the whole new one.

    Raises
    ------
    OSError
        When the folder does not exist or can't be written to.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)  # mkstemp gives the file to its owner alone; a document is for others
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
