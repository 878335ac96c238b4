"""Every sentence of a report in Chinese and in English, by key.

A key is ``part.name``; a missing one is an error of ours, never an empty place on a page.
"""

from __future__ import annotations

import string

from scenarios.report.words import book, codes, money, overview, page, people, plan, sharing

__all__ = ["WORDS", "filled", "say"]

WORDS: dict[str, tuple[str, str]] = {
    **page.WORDS,
    **overview.WORDS,
    **plan.WORDS,
    **people.WORDS,
    **money.WORDS,
    **codes.WORDS,
    **sharing.WORDS,
    **book.WORDS,
}
"""Key to ``(zh, en)``; places for values stand in braces, in English with both of their words."""


def say(lang: str, key: str, **values: object) -> str:
    """Return the words of a key in ``lang`` with its values put in.

    Raises
    ------
    KeyError
        There is no such key, or a value for one of its places is missing.

    Examples
    --------
    >>> say("zh", "page.title", title="轮次")
    '轮次 · 统筹方案报告'
    >>> say("en", "rejected.count", count=1), say("en", "rejected.count", count="1,200")
    ('1 project', '1,200 projects')
    """
    return filled(WORDS[key], lang, **values)


def filled(pair: tuple[str, str], lang: str, **values: object) -> str:
    """Return one of a pair ``(zh, en)`` with its values put in.

    Raises
    ------
    KeyError
        A value for one of its places is missing.
    """
    zh, en = pair
    return _WITH_PLURALS.vformat(zh if lang == "zh" else en, (), values)


class _Plurals(string.Formatter):
    """Writes ``{count:#person|people}`` as a number with the word that goes with it."""

    def format_field(self, value: object, format_spec: str) -> str:
        if not format_spec.startswith("#"):
            return str(super().format_field(value, format_spec))
        one, _, other = format_spec[1:].partition("|")
        return f"{value} {one if str(value) == '1' else other}"


_WITH_PLURALS = _Plurals()
