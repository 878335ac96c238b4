"""What things are called: the office's own names in the language wanted, else the ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from optimizer.domain import Round, Text

__all__ = ["Names"]


class _Named(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> Text: ...


class Names:
    """Names by id. An id that the round does not have is its own name."""

    def __init__(self, round_: Round, lang: str) -> None:
        def table(things: Iterable[_Named]) -> dict[str, str]:
            return {thing.id: thing.name.in_lang(lang) or thing.id for thing in things}

        self._departments = table(round_.departments)
        self._skills = table(round_.skills)
        self._people = table(round_.experts)
        self._facilities = table(round_.facilities)
        self._datasets = table(round_.datasets)
        self._funds = table(round_.funds)
        self._projects = {p.id: p.title.in_lang(lang) or p.id for p in round_.projects}
        self._packages = {
            (project.id, package.id): package.name.in_lang(lang) or package.id
            for project in round_.projects
            for package in project.packages
        }

    def department(self, id_: str) -> str:
        """Return a department's name."""
        return self._departments.get(id_, id_)

    def skill(self, id_: str) -> str:
        """Return a skill's name."""
        return self._skills.get(id_, id_)

    def person(self, id_: str) -> str:
        """Return an expert's name."""
        return self._people.get(id_, id_)

    def facility(self, id_: str) -> str:
        """Return a facility's name."""
        return self._facilities.get(id_, id_)

    def dataset(self, id_: str) -> str:
        """Return a dataset's name."""
        return self._datasets.get(id_, id_)

    def fund(self, id_: str) -> str:
        """Return a fund's name."""
        return self._funds.get(id_, id_)

    def project(self, id_: str) -> str:
        """Return a project's title."""
        return self._projects.get(id_, id_)

    def package(self, project: str, id_: str) -> str:
        """Return a work package's name."""
        return self._packages.get((project, id_), id_)
