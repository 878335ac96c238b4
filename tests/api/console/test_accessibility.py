"""Every page in a real browser: nothing serious for axe, nothing refused, nothing too wide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import ConsoleMessage
from playwright.sync_api import Page as Tab

from tests.api.console.browser import NARROW, WIDE, Console, settled
from tests.api.console.page_list import PAGES, Page

LOOKS = {
    "en-wide-light": ("en", WIDE, "light"),
    "zh-phone-dark": ("zh", NARROW, "dark"),
}

# Every page is seen once by default, the looks taking turns, its long tables by their first rows;
# the long suite sees all of every page in every look.
TURNS = [(page, look) for at, page in enumerate(PAGES) for look in [list(LOOKS)[at % 2]]]
EVERYTHING = [(page, look) for page in PAGES for look in LOOKS]
SHORTEN = """most => {
  for (const body of document.querySelectorAll("tbody"))
    for (const row of [...body.rows].slice(most)) row.remove();
}"""
ROWS = 12


@contextmanager
def opened(console: Console, page: Page, look: str) -> Iterator[tuple[Tab, list[str]]]:
    """Open a page, and hear what the browser says about it."""
    lang, size, scheme = LOOKS[look]
    tab = console.page(page.login, lang, size, scheme)
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 404" not in message.text:
            said.append(message.text)

    tab.on("console", hear)
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(console.path(page.path))
    settled(tab)
    try:
        yield tab, said
    finally:
        tab.close()


def named(value: object) -> str:
    return value.name if isinstance(value, Page) else str(value)


@pytest.mark.parametrize(("page", "look"), TURNS, ids=named)
def test_a_page_is_for_everybody(console: Console, page: Page, look: str) -> None:
    check(console, page, look)


@pytest.mark.long
@pytest.mark.parametrize(("page", "look"), EVERYTHING, ids=named)
def test_all_of_a_page_is_for_everybody(console: Console, page: Page, look: str) -> None:
    check(console, page, look, whole=True)


def check(console: Console, page: Page, look: str, *, whole: bool = False) -> None:
    with opened(console, page, look) as (tab, said):
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
        if not whole:  # the contrast of every cell takes most of the time, and rows are alike
            tab.evaluate(SHORTEN, ROWS)
        found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [told(item) for item in found if item["impact"] in ("serious", "critical")]
        assert serious == []
        assert said == []
        lang = LOOKS[look][0]
        assert tab.locator("html").get_attribute("lang") == {"zh": "zh-CN"}.get(lang, lang)
        assert tab.locator("h1").count() == 1


def told(violation: dict[str, Any]) -> str:
    places = [node["html"][:120] for node in violation["nodes"][:3]]
    return f"{violation['id']}: {violation['help']}: {places}"
