"""Numbers separated by blanks, read one by one with the line each stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

from scenarios.formats.source import refuse

__all__ = ["Tokens", "numbered"]

_INTEGER = re.compile(r"[+-]?[0-9]{1,12}")
LARGEST = 100_000
"""Largest duration, lag or count of things that the domain takes."""


def numbered(text: str) -> list[tuple[int, str]]:
    """Return the lines that are not blank with their 1-based numbers."""
    return [(i, line) for i, line in enumerate(text.split("\n"), start=1) if line.strip()]


class Tokens:
    """A stream of blank-separated words.

    Parameters
    ----------
    lines : iterable of (int, str)
        Numbered lines.
    file : str
        File name for findings.
    """

    def __init__(self, lines: Iterable[tuple[int, str]], file: str) -> None:
        self.file = file
        self._words = [(word, line) for line, text in lines for word in text.split()]
        self._next = 0

    @property
    def line(self) -> int:
        """Line of the word read last (of the first word before reading)."""
        if not self._words:
            return 1
        return self._words[max(self._next - 1, 0)][1]

    @property
    def done(self) -> bool:
        """Whether every word has been read."""
        return self._next >= len(self._words)

    def word(self, what: str) -> str:
        """Return the next word; ``what`` names it in the finding when there is none."""
        if self.done:
            refuse(
                "file.truncated",
                file=self.file,
                line=self.line,
                en=f"The text ends before {what}.",
                zh=f"文本在“{what}”之前结束。",
                found="end of the section",
                expected=what,
                fix_en="Check that the file is complete.",
                fix_zh="请检查文件是否完整。",
            )
        word, _ = self._words[self._next]
        self._next += 1
        return word

    def integer(self, what: str, low: int = 0, high: int = 10**9) -> int:
        """Return the next word as an integer between ``low`` and ``high``."""
        return self.as_integer(self.word(what), what, low, high)

    def as_integer(self, word: str, what: str, low: int = 0, high: int = 10**9) -> int:
        """Return a word just read as an integer between ``low`` and ``high``."""
        if not _INTEGER.fullmatch(word) or not low <= int(word) <= high:
            self.reject(word, f"{what}: an integer from {low} to {high}")
        return int(word)

    def integers(self, count: int, what: str, low: int = 0, high: int = 10**9) -> list[int]:
        """Return the next ``count`` words as integers."""
        return [self.integer(f"{what} {i}", low, high) for i in range(1, count + 1)]

    def reject(self, found: str, expected: str) -> NoReturn:
        """Raise `BadFile` at the word read last."""
        refuse(
            "file.unexpected-word",
            file=self.file,
            line=self.line,
            en=f"Found {found[:60]!r} where {expected} was expected.",
            zh=f"此处为 {found[:60]!r}，应为 {expected}。",
            found=found,
            expected=expected,
            fix_en="Correct this line, or name the format of the file.",
            fix_zh="请修正此行，或指明文件格式。",
        )

    def end(self) -> None:
        """Raise `BadFile` when words are left."""
        if not self.done:
            self.reject(self.word("the end"), "the end of the data")
