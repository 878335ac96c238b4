"""The words of the report: complete in both languages, all used, none missing."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import scenarios.report
from scenarios.report.words import WORDS, say

FOLDER = Path(scenarios.report.__file__).parent
SOURCES = {
    path: path.read_text("utf-8")
    for path in [*FOLDER.rglob("*.py"), *FOLDER.rglob("*.html")]
    if path.parent.name != "words"
}
PLACE = re.compile(r"\{[a-z]+\}")
# Keys made of a fixed part and a code: `t("cost." + kind)`.
CODED = re.compile(
    r"(level|unit|kind|pin|security|status|cost|difference|changes|verdict|lede|provenance|nav)\."
    r"|book\.(person|facility|dataset|referral|money)$"
)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_say_everything() -> None:
    silent = [k for k, (zh, en) in WORDS.items() if not (zh and en) and k != "unit.fairness"]
    assert silent == []


def test_chinese_is_chinese_and_english_is_not() -> None:
    han = re.compile(r"[\u3400-\u9fff]")
    assert [k for k, (_, en) in WORDS.items() if han.search(en)] == []
    bare = [k for k, (zh, _) in WORDS.items() if not han.search(PLACE.sub("", zh))]
    assert [k for k in bare if any(map(str.isalpha, PLACE.sub("", WORDS[k][0])))] == []


def test_both_languages_have_the_same_places() -> None:
    assert [k for k, (zh, en) in WORDS.items() if places(zh) != places(en)] == []


def test_every_key_that_is_asked_for_exists() -> None:
    asked = {
        key
        for text in SOURCES.values()
        for key in re.findall(r"""["']([a-z]+\.[a-z0-9 -]+)["']""", text)
        if key.split(".")[0] in {k.split(".")[0] for k in WORDS}
    }
    assert asked - WORDS.keys() - {"page.html"} == {
        key for key in asked if key.endswith((".html", ".css", ".js"))
    }


def test_every_key_is_asked_for() -> None:
    everything = "\n".join(SOURCES.values())
    unused = [
        key
        for key in WORDS
        if f'"{key}"' not in everything and f"'{key}'" not in everything and not CODED.match(key)
    ]
    assert unused == []


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("en", "page.no-such-key")
    with pytest.raises(KeyError):
        say("en", "page.title")
