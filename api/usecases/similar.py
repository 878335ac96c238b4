"""Earlier requests that are like one: by who asks, which skills it needs, and the words it uses.

The measure is simple enough to say: shared skills and shared words, each as a share of all that
either has (Jaccard 1901), and a little for the same lead department. What is in common is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.access import Actor
from api.store import Session
from api.store import requests as store
from api.store.tables import Request
from api.usecases.requests import sight_of

__all__ = ["Similar", "similar_requests"]

MOST = 5
LEAST = 0.08
"""Below this a request is not called similar."""
SPONSOR, SKILLS, WORDS = 0.1, 0.5, 0.4
_LATIN = re.compile(r"[a-z0-9]{4,}")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
EVERYTHING = 100_000


@dataclass(frozen=True, slots=True)
class Similar:
    """A request that is like another.

    Attributes
    ----------
    row : Request
    score : float
        From 0 to 1.
    same_sponsor : bool
    skills, words : tuple of str
        In common; words are pairs of characters in Chinese.
    """

    row: Request
    score: float
    same_sponsor: bool
    skills: tuple[str, ...]
    words: tuple[str, ...]


def similar_requests(
    session: Session, actor: Actor, document: Mapping[str, Any], most: int = MOST
) -> list[Similar]:
    """Return the requests that the actor sees and that are most like one, nearest first.

    Parameters
    ----------
    session, actor
    document : mapping
        A project, also one that is not whole yet; itself is left out by its id.
    most : int
    """
    skills, words = _skills(document), _words(document)
    if not skills and not words:
        return []
    found = []
    for row in store.list_requests(session, limit=EVERYTHING, **sight_of(actor)):
        if row.key == document.get("id"):
            continue
        its_skills, its_words = _skills(row.document), _words(row.document)
        same = bool(row.sponsor) and row.sponsor == document.get("sponsor")
        score = (
            SPONSOR * same
            + SKILLS * _shared(skills, its_skills)
            + WORDS * _shared(words, its_words)
        )
        common = tuple(sorted(skills & its_skills)), tuple(sorted(words & its_words))
        # The same department alone makes nothing similar.
        if score >= LEAST and any(common):
            found.append(Similar(row, score, same, *common))
    return sorted(found, key=lambda item: (-item.score, item.row.id))[:most]


def _shared(left: set[str], right: set[str]) -> float:
    return len(left & right) / len(left | right) if left and right else 0.0


def _skills(document: Mapping[str, Any]) -> set[str]:
    return {
        str(need.get("skill"))
        for package in document.get("packages") or ()
        for mode in package.get("modes") or ()
        for need in mode.get("staffing") or ()
        if need.get("skill")
    }


def _words(document: Mapping[str, Any]) -> set[str]:
    """Return the words of title and goals: longer ones in Latin script, pairs of Chinese ones."""
    found: set[str] = set()
    for name in ("title", "goals"):
        for text in (document.get(name) or {}).values():
            plain = str(text).lower()
            found |= set(_LATIN.findall(plain))
            for run in _HAN.findall(plain):
                found |= {run[at : at + 2] for at in range(len(run) - 1)}
    return found
