"""Every sentence of a report in Chinese and in English, by key.

A key is ``part.name``; a missing one is an error of ours, never an empty place on a page.
"""

from __future__ import annotations

from scenarios.report.words import book, codes, money, overview, page, people, plan, sharing

__all__ = ["WORDS", "say"]

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
"""Key to ``(zh, en)``; places for values stand in braces."""


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
    """
    zh, en = WORDS[key]
    return (zh if lang == "zh" else en).format(**values)
