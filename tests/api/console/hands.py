"""Two ways of using a page: with a mouse, and with the keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Error, Locator, Page

from api.console.voice import Voice

__all__ = ["Hands", "Keyboard", "Mouse"]

MOST_STEPS = 400
"""Presses of Tab after which something counts as out of reach."""


@dataclass
class Hands:
    """Somebody at a page, who reads one language."""

    page: Page
    voice: Voice

    def open(self, path: str) -> None:
        """Open an address, as from a bookmark."""
        self.page.goto(path)

    def link(self, words: str, **values: object) -> None:
        """Follow the first link with the words of a key."""
        self._press(self._named("link", self.voice(words, **values)))

    def button(self, words: str, **values: object) -> None:
        """Press the first button with the words of a key."""
        self._press(self._named("button", self.voice(words, **values)))

    def press(self, place: Locator) -> None:
        """Press what has no words of its own."""
        self._press(place)

    def fill(self, id_: str, text: str) -> None:
        """Type into a field."""
        raise NotImplementedError

    def choose(self, id_: str, words: str) -> None:
        """Choose what a list calls by these words."""
        raise NotImplementedError

    def told(self, words: str, **values: object) -> None:
        """Wait until the page says the words of a key."""
        try:
            self.page.get_by_text(self.voice(words, **values)).first.wait_for()
        except Error as error:
            said = self.page.locator("#messages").inner_text()
            raise AssertionError(f"{words} is not told at {self.page.url}: {said}") from error

    def _named(self, role: str, name: str) -> Locator:
        found: Locator = self.page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
        return found

    def _press(self, place: Locator) -> None:
        raise NotImplementedError


class Mouse(Hands):
    """Clicks."""

    def fill(self, id_: str, text: str) -> None:
        self.page.locator(f"#{id_}").fill(text)

    def choose(self, id_: str, words: str) -> None:
        self.page.locator(f"#{id_}").select_option(label=words)

    def _press(self, place: Locator) -> None:
        place.click()


class Keyboard(Hands):
    """Walks from the top of the page with Tab, and never touches the mouse."""

    def fill(self, id_: str, text: str) -> None:
        self._reach(self.page.locator(f"#{id_}"))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, id_: str, words: str) -> None:
        place = self.page.locator(f"#{id_}")
        self._reach(place)
        self.page.keyboard.type(words)
        assert place.locator("option:checked").inner_text().startswith(words)

    def _press(self, place: Locator) -> None:
        self._reach(place)
        self.page.keyboard.press("Enter")

    def _reach(self, place: Locator) -> None:
        try:
            place.wait_for()
        except Error as error:
            said = self.page.locator("main").inner_text()
            raise AssertionError(f"{place} is not at {self.page.url}: {said}") from error
        wanted = place.element_handle()
        for _ in range(MOST_STEPS):
            if self.page.evaluate("wanted => document.activeElement === wanted", wanted):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"out of the keyboard's reach: {place}")
