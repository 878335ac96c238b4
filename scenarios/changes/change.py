"""What every change is: a pure step from a round to a round, readable as a sentence."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Protocol, TypeVar

from optimizer.checks.report import finding, nearest
from optimizer.domain import Round, Text
from optimizer.domain.types import Frozen
from optimizer.errors import BadScenario

__all__ = ["RoundChange", "impossible", "named", "shown", "swapped"]


class RoundChange(Frozen):
    """A named change; applying it never alters the round it is given."""

    @abstractmethod
    def apply(self, round_: Round, /) -> Round:
        """Return the changed round.

        Raises
        ------
        BadScenario
            The change can't be made to this round; findings point into the change.
        """

    @abstractmethod
    def sentence(self, _round: Round, /) -> Text:
        """Return the change as one sentence, with the names that the round gives things."""


class _Known(Protocol):
    """A thing of a round with an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Known)

_ZH = {
    "department": "部门",
    "dataset": "数据集",
    "expert": "人员",
    "facility": "设施",
    "fund": "资金",
    "project": "项目",
    "skill": "技能",
}


def impossible(code: str, at: str, zh: str, en: str, *, fix: tuple[str, str]) -> BadScenario:
    """Return the exception that says why a change can't be made, at a field of the change."""
    return BadScenario([finding(f"change.{code}", at, zh, en, fix=fix)])


def named(what: str, things: Iterable[T], id_: str) -> T:
    """Return the thing with an id.

    Raises
    ------
    BadScenario
        There is none; the finding names the one most alike.
    """
    known = {thing.id: thing for thing in things}
    if id_ in known:
        return known[id_]
    near = nearest(id_, known)
    raise BadScenario(
        [
            finding(
                f"change.unknown-{what}",
                f"/{what}",
                f"该轮次中没有名为“{id_}”的{_ZH[what]}。",
                f"The round has no {what} {id_!r}.",
                fix=(
                    f"是否指“{near}”？" if near else "请改正编号。",
                    f"Did you mean {near!r}?" if near else "Correct the id.",
                ),
                found=id_,
                expected=near or f"a {what} of the round",
                subject=(id_,),
            )
        ]
    )


def swapped(things: tuple[T, ...], changed: T) -> tuple[T, ...]:
    """Return the things with the one of the same id replaced."""
    return tuple(changed if thing.id == changed.id else thing for thing in things)


def shown(name: Text, id_: str, lang: str) -> str:
    """Return a name with its id behind it, or the id alone when it has no name."""
    text = name.in_lang(lang)
    return f"{text} ({id_})" if text and text != id_ else id_
