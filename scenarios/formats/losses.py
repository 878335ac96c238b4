"""What a format has no place for: a round against what its own file gives back.

Most formats hold a part of what a round can say. A writer puts down what it can; the text is read
again, and every difference is something that would be lost. Nothing is lost silently, and no list
of unsupported fields can drift from the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from optimizer.domain import Round
from optimizer.errors import BadFile
from optimizer.findings import Finding, Place, Severity

__all__ = ["losses"]

_SHOWN = 60
_MOST_NAMES = 12


def losses(
    round_: Round, text: str, read: Callable[[str, str], Round], format: str
) -> list[Finding]:
    """Return a finding for every thing in a round that its text in a format does not hold.

    Parameters
    ----------
    round_ : Round
    text : str
        What the format's writer made of the round.
    read : callable
        The format's reader, from a text and a file name.
    format : str
        Its name, for the words.

    Notes
    -----
    The round's title is left out where the layout has none: there it is the name of the file.
    """
    try:
        back = read(text, "round")
    except BadFile as error:
        return [_unreadable(finding, format) for finding in error.findings]
    if back.title.en == "round":
        back = back.model_copy(update={"title": round_.title})
    if back == round_:
        return []
    return list(_differences(_plain(round_), _plain(back), "", format))


def _plain(round_: Round) -> Any:
    return round_.model_dump(mode="json")


def _differences(here: Any, back: Any, at: str, format: str) -> Iterator[Finding]:
    if here == back:
        return
    if isinstance(here, dict) and isinstance(back, dict) and here.keys() == back.keys():
        for key in here:
            yield from _differences(here[key], back[key], f"{at}/{key}", format)
    elif isinstance(here, list) and isinstance(back, list):
        for i, (ours, theirs) in enumerate(zip(here, back, strict=False)):
            yield from _differences(ours, theirs, f"{at}/{i}", format)
        if len(here) != len(back):
            yield _lost(here[len(back) :], back[len(here) :], at, format)
    else:
        yield _lost(here, back, at, format)


def _lost(here: Any, back: Any, at: str, format: str) -> Finding:
    found, expected = _shown(here), _shown(back)
    return Finding(
        code="format.no-place",
        severity=Severity.ERROR,
        place=Place(pointer=at),
        message_zh=f"{format} 格式没有位置存放它：{found}；读回时会是 {expected}。",
        message_en=f"The format {format} has no place for this: {found} would be read back "
        f"as {expected}.",
        found=found,
        expected=expected,
        suggestion_zh="改用 JSON 保存，或先从轮次中去掉它。",
        suggestion_en="Keep the round as JSON, or take this out of it first.",
        subject=_names(here),
    )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        if not value:
            return "nothing"
        names = _names(value)
        listed = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
        return f"{len(value)} ({listed})" if names else f"{len(value)} entries"
    if isinstance(value, dict):
        return str(value.get("id", "an entry"))
    return repr(value)[:_SHOWN]


def _names(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(str(item["id"]) for item in items if isinstance(item, dict) and "id" in item)


def _unreadable(finding: Finding, format: str) -> Finding:
    return Finding(
        code="format.no-place",
        severity=Severity.ERROR,
        place=Place(),
        message_zh=f"{format} 格式写不下这一轮：{finding.message_zh}",
        message_en=f"The round can't be written as {format}: {finding.message_en}",
        found=finding.found,
        expected=finding.expected,
        suggestion_zh="改用 JSON 保存。",
        suggestion_en="Keep the round as JSON.",
    )
