"""Both languages are complete: pairs by construction, and nothing on a page but pairs."""

from __future__ import annotations

import re
import string
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

from api.access.life import REQUEST_STEPS, ROUND_STEPS, RequestState, RoundState
from api.access.roles import EVERYBODY
from api.console import badges, navigation
from api.console.voice import Voice
from api.console.words import WORDS
from api.problems import PROBLEMS
from api.store.review import LineState
from api.store.runs import RunState
from api.usecases.inventory import KINDS

REPOSITORY = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((REPOSITORY / "api" / "templates").glob("*.html"))
SOURCES = sorted(
    path
    for path in (REPOSITORY / "api" / "console").rglob("*.py")
    if path.parent.name != "words" and path != REPOSITORY / "api" / "console" / "__init__.py"
)
CJK = re.compile(r"[\u3400-\u9fff]")
SPOKEN_ATTRIBUTES = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"')
# Names and figures with nothing between them that either language has a word for.
SAME_IN_BOTH = {
    "lines.decided",
    "lines.person",
    "lines.facility",
    "lines.money",
    "frame.lang-zh",
    "frame.lang-en",
    "frame.version",
    "unit.none",
}


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def literal_text(template: str) -> str:
    """What a template says by itself, its expressions and statements taken out."""
    tokens = Environment().lex(template)
    return "".join(value for _, kind, value in tokens if kind == "data")


def spoken(html: str) -> list[str]:
    """The words in HTML that people read or hear."""
    html = re.sub(r"<script.*?</script>|<!--.*?-->", "", html, flags=re.DOTALL)
    heard = " ".join(SPOKEN_ATTRIBUTES.findall(html))
    seen = re.sub(r"<[^>]*>", " ", html)
    seen = re.sub(
        r"""\b[\w-]+=("[^"]*"|'[^']*')""", " ", seen
    )  # attributes made apart from their element
    words = re.sub(r"&\w+;", " ", f"{seen} {heard}").split()
    return [word for word in words if any(letter.isalpha() for letter in word)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_has_no_words_of_its_own(path: Path) -> None:
    assert spoken(literal_text(text_of(path))) == []


def test_words_of_a_template_would_be_found() -> None:
    assert spoken(literal_text('<p class="x">Save {{ t("form.save") }}</p>')) == ["Save"]
    assert spoken(literal_text('<a aria-label="保存" href="/x">×</a>')) == ["保存"]
    assert spoken(literal_text('<p>{{ t("form.save") }} · <br></p>')) == []


def test_every_pair_is_whole() -> None:
    for key, (zh, en) in WORDS.items():
        assert zh.strip(), key
        assert en.strip(), key
        # An English verb may go with a number; Chinese has no need of it.
        assert places(en) - {"verb"} == places(zh), key
        if key not in SAME_IN_BOTH:
            assert CJK.search(zh), f"{key}: the first is Chinese"
            assert not CJK.search(en), f"{key}: the second is English"


def places(words: str) -> set[str]:
    """The values that words take."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_every_key_that_is_named_exists() -> None:
    named = set()
    for path in (*TEMPLATES, *SOURCES):
        named |= set(re.findall(r'\bt\(\s*"([\w.\- ]+)"[,)]', text_of(path)))
        named |= set(re.findall(r'\bvoice\(\s*"([\w.\- ]+)"[,)]', text_of(path)))
        named |= set(re.findall(r'"(notice\.[\w-]+)"', text_of(path)))
    assert named - set(WORDS) == set()


def test_every_key_is_used() -> None:
    texts = "\n".join(text_of(path) for path in (*TEMPLATES, *SOURCES))
    coded = set(re.findall(r'\bcoded\("(\w+)"', texts)) | {kind for kind, _ in badges.KNOWN}
    made = {*re.findall(r'"([\w.-]+[.-])" ~ ', texts), *re.findall(r'f"([\w.-]+[.-])\{', texts)}
    unused = [
        key
        for key in WORDS
        if f'"{key}"' not in texts
        and key.partition(".")[0] not in coded
        and not any(key.startswith(start) for start in made)
    ]
    assert unused == []


def test_codes_have_words() -> None:
    for prefix, codes in (
        ("round", RoundState),
        ("request", RequestState),
        ("run", RunState),
        ("line", LineState),
        ("role", EVERYBODY),
        ("kind", KINDS),
        ("next", PROBLEMS),
    ):
        for code in codes:
            assert f"{prefix}.{code}" in WORDS
    for step in ROUND_STEPS:
        assert step == "review" or f"round.{step}" in WORDS
    for step in REQUEST_STEPS:
        assert f"request.{step}" in WORDS
        assert f"notice.request-{step}" in WORDS
    for entry in navigation.NAVIGATION:
        assert entry.words in WORDS


@pytest.mark.parametrize(("kind", "code"), badges.KNOWN)
def test_a_badge_never_speaks_by_colour_alone(kind: str, code: str) -> None:
    for lang in ("zh", "en"):
        made = badges.badge_of(Voice(lang), kind, code)
        assert made.sign.strip()
        assert made.words.strip()
        assert CJK.search(made.words) or lang == "en"
