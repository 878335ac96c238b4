"""Every sentence of the console in Chinese and in English, by key.

A key is ``part.name``. Both languages stand side by side, so neither can be missing; a key that is
not here is an error of ours, never an empty place on a page. What can't be told from the templates
(states, steps, kinds) is looked up by its code with :meth:`api.console.voice.Voice.coded`.
"""

from __future__ import annotations

from api.console.words import (
    admin,
    authority,
    codes,
    compare,
    frame,
    frontier,
    inventory,
    plans,
    problems,
    proposals,
    requests,
    rounds,
    runs,
    shares,
    signers,
)

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    **frame.WORDS,
    **problems.WORDS,
    **codes.WORDS,
    **rounds.WORDS,
    **inventory.WORDS,
    **requests.WORDS,
    **authority.WORDS,
    **signers.WORDS,
    **compare.WORDS,
    **frontier.WORDS,
    **proposals.WORDS,
    **admin.WORDS,
    **runs.WORDS,
    **plans.WORDS,
    **shares.WORDS,
}
"""Key to ``(zh, en)``; places for values stand in braces, counted English words with both forms."""
