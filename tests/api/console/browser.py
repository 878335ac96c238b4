"""Debian's Chromium, driven by Playwright, and people signed in to a served console."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.api.console.organisation import PASSWORD, Organisation

__all__ = ["Console", "chromium_path", "console_of", "opened_browser", "settled", "sign_in"]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT_MS = 20_000
SETTLED = """() => !document.querySelector(".htmx-request")
  && [...document.querySelectorAll("[data-chart]")].every((at) => at.querySelector("canvas"))"""
WIDE, NARROW = (1280, 900), (390, 844)


def chromium_path() -> str | None:
    """Where the browser is; ``ROUNDTABLE_CHROMIUM`` overrules."""
    return os.environ.get("ROUNDTABLE_CHROMIUM") or shutil.which("chromium")


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Give a browser; whoever calls has made sure that there is one."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Console:
    """A served console in a browser: one context for each person and kind of screen."""

    browser: Browser
    port: int
    organisation: Organisation
    contexts: dict[tuple[str, str, tuple[int, int], str], BrowserContext] = field(
        default_factory=dict
    )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def page(
        self,
        login: str,
        lang: str = "en",
        size: tuple[int, int] = WIDE,
        scheme: str = "light",
    ) -> Page:
        """Return a fresh page of somebody signed in; of nobody when ``login`` is empty."""
        key = (login, lang, size, scheme)
        if key not in self.contexts:
            context = self.browser.new_context(
                base_url=self.address,
                locale={"zh": "zh-CN", "en": "en-GB"}[lang],
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            context.set_default_timeout(TIMEOUT_MS)
            self.contexts[key] = context
            if login:
                answer = context.request.post(
                    "/sign-in", form={"login": login, "password": PASSWORD}
                )
                assert answer.ok, login
        return self.contexts[key].new_page()

    def path(self, pattern: str) -> str:
        """Return an address with the ids of the organisation put in."""
        return pattern.format_map(self.organisation.at)


def settled(page: Page) -> None:
    """Wait until a page has got what it asks for by itself, and has drawn its charts."""
    page.wait_for_load_state("load")
    page.wait_for_function(SETTLED)


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Sign in through the door."""
    page.goto("/sign-in")
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/rounds")


@contextmanager
def console_of(port: int, organisation: Organisation) -> Iterator[Console]:
    """Give a console in a browser of its own."""
    with opened_browser() as browser:
        console = Console(browser, port, organisation)
        yield console
        for context in console.contexts.values():
            context.close()
