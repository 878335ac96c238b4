"""Who may import whom: the rules that keep the way one-directional, held over the whole graph.

Imports under ``TYPE_CHECKING`` and inside functions count like any other, and a forbidden import
through a third module is as forbidden as a direct one.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import grimp
import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("optimizer", "scenarios", "api")

# Named by a rule below and not written yet. A rule about such a package holds from its first file.
AWAITED = frozenset(
    {
        "api.store",
        "optimizer.bounds",
        "optimizer.checks",
        "optimizer.explain",
        "optimizer.model",
        "optimizer.model.families",
        "optimizer.search",
        "optimizer.sharing",
        "optimizer.solve",
        "optimizer.verify",
    }
)


@dataclass(frozen=True)
class Ban:
    """No module under `importers`, but those under `exempt`, reaches one under `imported`."""

    importers: tuple[str, ...]
    imported: tuple[str, ...]
    why: str
    exempt: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{'+'.join(self.importers)}-never-{'+'.join(self.imported)}"


BUILDS_AND_SOLVES = (
    "optimizer.model",
    "optimizer.bounds",
    "optimizer.solve",
    "optimizer.search",
    "optimizer.coalitions",
    "ortools",
)
SOLVERS = ("ortools", "pulp", "highspy")

# Arrays of a round, and compiled heuristics on them: what the model and the solving build on.
ARRAYS = ("optimizer.instance", "optimizer.schedule")

BANS = (
    Ban(("optimizer",), ("scenarios", "api"), "the library knows nothing of what uses it"),
    Ban(("scenarios",), ("api",), "a scenario works without any way in"),
    Ban(
        ("optimizer.domain",),
        (
            "optimizer.checks",
            "optimizer.verify",
            "optimizer.sharing",
            "optimizer.explain",
            *ARRAYS,
            *BUILDS_AND_SOLVES,
        ),
        "every step reads the domain, the domain reads no step",
    ),
    Ban(
        ("optimizer.verify", "optimizer.checks"),
        (*ARRAYS, *BUILDS_AND_SOLVES, *SOLVERS),
        "a plan is replayed, and a round judged, by code that shares nothing with the solver",
    ),
    Ban(
        ("optimizer.explain",),
        (*BUILDS_AND_SOLVES, *SOLVERS),
        "what stands in the way is told from the round and the plan, whoever made the plan",
    ),
    Ban(
        ("api.client",),
        ("api.access", "api.http", "api.runs", "api.store", "api.usecases"),
        "a client knows the service by its addresses alone",
    ),
    Ban(ARRAYS, (*BUILDS_AND_SOLVES, *SOLVERS), "arrays and heuristics call no solver"),
    Ban(
        ("optimizer.sharing",),
        (*ARRAYS, *BUILDS_AND_SOLVES),
        "a rule shares any game, wherever its figures come from",
        # What solves coalitions is a package of its own, `optimizer.coalitions`, that hands games
        # to the rules.
    ),
)

# Imported directly from nowhere else.
ONLY_FROM = {
    "ortools": BUILDS_AND_SOLVES[:-1],
    "sqlite3": ("api.store",),
    "sqlalchemy": ("api.store",),
    "alembic": ("api.store",),
    "psycopg": ("api.store",),
    "authlib": ("api.identity",),
    "joserfc": ("api.identity",),
    "pwdlib": ("api.usecases.passwords",),
}

# Constraint families: siblings that never import each other.
INDEPENDENT = ("optimizer.model.families",)

# What each package may import from outside, by import name. No plotting, web or database library
# in the optimizer, no workbook either; fastapi goes to `api` with the service.
OUTSIDE = {
    "optimizer": {
        "highspy",
        "networkx",
        "numba",
        "numpy",
        "ortools",
        "pandas",
        "pulp",
        "pydantic",
    },
    "scenarios": {
        "docx",
        "jinja2",
        "networkx",
        "numpy",
        "openpyxl",
        "pandas",
        "pydantic",
        "python_calamine",
        "xlsxwriter",
    },
    "api": {
        "alembic",
        "authlib",
        "dbos",
        "fastapi",
        "httpx2",
        "icalendar",
        "jinja2",
        "joserfc",
        "numpy",
        "pandas",
        "prometheus_client",
        "pwdlib",
        "pydantic",
        "pydantic_settings",
        "rich",
        "sqlalchemy",
        "starlette",
        "structlog",
        "typer",
        "uvicorn",
        "xlsxwriter",
    },
}


def modules_under(graph: grimp.ImportGraph, packages: Iterable[str]) -> set[str]:
    """The packages that exist, and every module inside them."""
    present = graph.modules & set(packages)
    return present.union(
        *(
            graph.find_descendants(package)
            for package in present
            if not graph.is_module_squashed(package)
        )
    )


def forbidden_chains(graph: grimp.ImportGraph, ban: Ban) -> Iterator[str]:
    """The shortest chain for each pair of modules that breaks the ban."""
    imported = modules_under(graph, ban.imported)
    importers = modules_under(graph, ban.importers) - modules_under(graph, ban.exempt)
    for importer in sorted(importers - imported):
        for target in sorted(imported & graph.find_upstream_modules(importer)):
            chain = graph.find_shortest_chain(importer, target)
            assert chain is not None
            yield " -> ".join(chain)


def sibling_chains(graph: grimp.ImportGraph, package: str) -> Iterator[str]:
    """The chains from one child of a package to another."""
    children = sorted(graph.find_children(package)) if package in graph.modules else []
    for child in children:
        others = tuple(other for other in children if other != child)
        yield from forbidden_chains(graph, Ban((child,), others, "siblings"))


def strays(graph: grimp.ImportGraph, library: str, homes: Iterable[str]) -> set[str]:
    """The modules outside `homes` that import a library directly."""
    if library not in graph.modules:
        return set()
    return graph.find_modules_that_directly_import(library) - modules_under(graph, homes)


def outside_imports(graph: grimp.ImportGraph, package: str) -> set[str]:
    """The third-party names that a package imports directly."""
    external = {
        name
        for name in graph.modules
        if name.partition(".")[0] not in sys.stdlib_module_names and graph.is_module_squashed(name)
    }
    return {
        name.partition(".")[0]
        for name in external
        if graph.find_modules_that_directly_import(name) & modules_under(graph, (package,))
    }


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("ban", BANS, ids=str)
def test_no_forbidden_import(graph: grimp.ImportGraph, ban: Ban) -> None:
    assert list(forbidden_chains(graph, ban)) == [], ban.why


@pytest.mark.parametrize("package", INDEPENDENT)
def test_siblings_do_not_know_each_other(graph: grimp.ImportGraph, package: str) -> None:
    assert list(sibling_chains(graph, package)) == []


@pytest.mark.parametrize("library", ONLY_FROM)
def test_library_is_imported_only_from_its_home(graph: grimp.ImportGraph, library: str) -> None:
    assert strays(graph, library, ONLY_FROM[library]) == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_outside_imports_are_allowed_ones(graph: grimp.ImportGraph, package: str) -> None:
    assert outside_imports(graph, package) <= OUTSIDE[package]


def test_outside_imports_are_declared(graph: grimp.ImportGraph) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[=<>~!\[; ]", line, maxsplit=1)[0] for line in project["dependencies"]}
    distributions = importlib.metadata.packages_distributions()
    undeclared = {
        name
        for package in PACKAGES
        for name in outside_imports(graph, package)
        if not declared & {d.lower().replace("_", "-") for d in distributions.get(name, ())}
    }
    assert undeclared == set()


def test_rules_name_packages_that_exist(graph: grimp.ImportGraph) -> None:
    named = {
        name
        for ban in BANS
        for name in (*ban.importers, *ban.imported, *ban.exempt)
        if name.partition(".")[0] in PACKAGES
    }
    named.update(INDEPENDENT, *ONLY_FROM.values())
    assert named - graph.modules <= AWAITED


# The rules themselves, on a small tree that breaks each of them.


@pytest.fixture
def crooked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> grimp.ImportGraph:
    sources = {
        "crooked/__init__.py": "",
        "crooked/rules/__init__.py": "",
        "crooked/rules/equal.py": "from crooked import middle\n",
        "crooked/rules/priced.py": "def price():\n    import outsider.deep\n",
        "crooked/middle.py": "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from crooked.engine import run\n",
        "crooked/engine.py": "import json\nimport outsider\n",
        "crooked/families/__init__.py": "",
        "crooked/families/people.py": "from crooked.families import money\n",
        "crooked/families/money.py": "",
    }
    for name, text in sources.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return grimp.build_graph("crooked", include_external_packages=True, cache_dir=None)


def test_a_chain_through_a_third_module_is_found(crooked: grimp.ImportGraph) -> None:
    ban = Ban(("crooked.rules",), ("crooked.engine", "absent"), "")
    assert list(forbidden_chains(crooked, ban)) == [
        "crooked.rules.equal -> crooked.middle -> crooked.engine"
    ]


def test_an_exempt_module_is_left_alone(crooked: grimp.ImportGraph) -> None:
    ban = Ban(("crooked.rules",), ("outsider",), "", exempt=("crooked.rules.equal",))
    assert list(forbidden_chains(crooked, ban)) == ["crooked.rules.priced -> outsider"]


def test_a_sibling_import_is_found(crooked: grimp.ImportGraph) -> None:
    assert list(sibling_chains(crooked, "crooked.families")) == [
        "crooked.families.people -> crooked.families.money"
    ]


def test_a_library_away_from_home_is_found(crooked: grimp.ImportGraph) -> None:
    assert strays(crooked, "outsider", ("crooked.engine",)) == {"crooked.rules.priced"}


def test_outside_imports_leave_the_standard_library_out(crooked: grimp.ImportGraph) -> None:
    assert outside_imports(crooked, "crooked") == {"outsider"}
