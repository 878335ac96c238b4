"""No leak: what is read, listed, counted, exported, streamed or shown holds nothing hidden."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.http.access_world import Known, World, pages, project

CATALOGUE = {"page /requests/new": ("Agate",)}
"""Datasets, which anybody may ask for, are offered by name where a request is written."""
SECRETS = {
    "Amber": "the lab's expert",
    "91357": "the lab expert's rate",
    "Agate": "the lab's dataset",
    "5003917": "the lab's fund",
    "Cobalt": "data's expert",
    "82461": "data's expert's rate",
    "7001953": "data's fund",
    "Cerulean": "data's own project",
    "Cyan": "why data's expert is pinned",
    "Celadon": "what of data's was left out",
}
SHOWN = {
    # Those on P1, which data sponsors and the lab takes part in, are told who and what they get.
    "auditor": set(SECRETS),
    "lab": {"Amber", "91357", "Agate", "5003917"},
    "data": {"Cobalt", "82461", "7001953", "Cerulean", "Celadon", "Amber", "Agate"},
    "team": {"Amber", "Agate"},
    "idle": set(),
}


@pytest.mark.parametrize("who", SHOWN)
def test_nothing_is_told_of_what_one_may_not_see(world: World, who: str) -> None:
    told = _all_that_is_told(world, who)
    for where, allowed in CATALOGUE.items():
        for secret in allowed:
            told[where] = told[where].replace(secret, "")
    leaks = {
        f"{SECRETS[secret]}: {where}"
        for where, text in told.items()
        for secret in set(SECRETS) - SHOWN[who]
        if _says(text, secret)
    }
    assert leaks == set()
    everything = "".join(told.values())
    assert {secret for secret in SECRETS if _says(everything, secret)} == SHOWN[who]


def _says(text: str, secret: str) -> bool:
    """Say whether a text tells a secret; money also as people write it."""
    if not secret.isdecimal():
        return secret in text
    units, cents = divmod(int(secret), 100)
    forms = (secret, f"{units}.{cents:02}", f"{units:,}.{cents:02}")
    # Digits inside a random id or a hash are no amount.
    return any(re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", text) for form in forms)


def _all_that_is_told(world: World, who: str) -> dict[str, str]:
    """Read everything as somebody: own and other things, lists, exports, streams, live checks."""
    told = {}
    mine = world.own.get(who, world.own["lab"])
    published = {**mine, "round_id": world.published.rsplit("/", 1)[1]}
    for ids in (mine, published, world.other["lab"], world.own["team"]):
        for kind in ("experts", "facilities", "datasets", "funds", "departments", "skills"):
            for method, path, _ in world.operations():
                reads = method == "GET" or path.endswith(("/feasibility", "/authority/try"))
                if reads and ("{kind}" in path or kind == "experts"):
                    at = f"{method} {path.format_map({**ids, 'kind': kind})}"
                    if at in told:
                        continue
                    answer = world.call(who, method, path, {**ids, "kind": kind})
                    told[at] = _text(answer.content) + str(dict(answer.headers))
        for method, path, _ in pages():
            if method == "GET" and "{name:path}" not in path:
                at = path.format_map(Known(ids))
                if f"page {at}" in told:
                    continue
                told[f"page {at}"] = _text(world.send("GET", at, who).content)
    staffing = [{"id": "s", "skill": "test", "headcount": 5}]
    package = {"id": "A", "modes": [{"id": "m", "duration": 2, "staffing": staffing}]}
    wanted = {**project("P9", "lab"), "packages": [package]}
    told["feasibility"] = world.send("POST", "/v1/requests/feasibility", who, wanted).text
    return told


def _text(content: bytes) -> str:
    """Return what an answer says; a workbook is unpacked."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all cells: nothing that they do is kept."""
    made = World(Path(tmp_path_factory.mktemp("access")))
    yield made
    made.client.close()
    made.planned.service.database.close()


def test_counts_are_of_what_one_sees(world: World) -> None:
    for who, keys in (("lab", {"P3"}), ("idle", set()), ("team", {"P1"})):
        page = world.send("GET", "/v1/requests?size=1", who).json()
        assert {x["key"] for x in page["items"]} == keys
        assert page["next"] is None
        assert world.send("GET", "/v1/requests?state=approved&size=500", who).json()["items"] == [
            x for x in page["items"] if x["state"] == "approved"
        ]
    assert world.send("GET", "/v1/inbox", "idle").json()["counts"] == {}
