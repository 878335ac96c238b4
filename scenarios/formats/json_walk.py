"""Walking through plain JSON data: every value is checked, every complaint has its pointer."""

from __future__ import annotations

from typing import Any, NoReturn

from scenarios.formats.source import refuse

__all__ = ["Node"]


class Node:
    """A JSON value with the place it came from."""

    def __init__(self, value: Any, file: str, pointer: str = "") -> None:
        self._value = value
        self._file = file
        self._pointer = pointer

    def reject(self, expected: str) -> NoReturn:
        """Raise `BadFile` for this value."""
        plain = self._value is None or isinstance(self._value, str | int | float | bool)
        refuse(
            "file.unexpected-value",
            file=self._file,
            pointer=self._pointer,
            en=f"The value is not {expected}.",
            zh=f"该值不是 {expected}。",
            found=repr(self._value) if plain else type(self._value).__name__,
            expected=expected,
            fix_en="Correct the value, or name the format of the file.",
            fix_zh="请改正该值，或指明文件格式。",
        )

    def get(self, key: str) -> Node:
        """Return a field of an object."""
        if not isinstance(self._value, dict) or key not in self._value:
            self.reject(f"an object with the field {key!r}")
        return Node(self._value[key], self._file, f"{self._pointer}/{key}")

    def items(self) -> list[Node]:
        """Return the elements of a list."""
        if not isinstance(self._value, list):
            self.reject("a list")
        return [Node(v, self._file, f"{self._pointer}/{i}") for i, v in enumerate(self._value)]

    def fields(self) -> list[tuple[str, Node]]:
        """Return the fields of an object."""
        if not isinstance(self._value, dict):
            self.reject("an object")
        return [(k, Node(v, self._file, f"{self._pointer}/{k}")) for k, v in self._value.items()]

    def integer(self, low: int, high: int) -> int:
        """Return an integer between ``low`` and ``high``."""
        value = self._value
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.reject(f"an integer from {low} to {high}")
        return value

    def truth(self) -> bool:
        """Return a boolean."""
        if not isinstance(self._value, bool):
            self.reject("true or false")
        return self._value

    def text(self) -> str:
        """Return a string."""
        if not isinstance(self._value, str):
            self.reject("a string")
        return self._value
