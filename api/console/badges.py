"""How states look: a tone and a sign beside the words, so that colour never says it alone."""

from __future__ import annotations

from dataclasses import dataclass

from api.console.voice import Voice

__all__ = ["KNOWN", "Badge", "badge_of"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as it is shown: ``tone`` is ``soft``, ``info``, ``good``, ``warn`` or ``bad``."""

    tone: str
    sign: str
    words: str


_LOOKS = {
    "round": {
        "draft": ("soft", "✎"),
        "collecting": ("info", "◔"),
        "frozen": ("info", "❄"),
        "in review": ("warn", "◑"),
        "decided": ("info", "◕"),
        "published": ("good", "✓"),
        "closed": ("soft", "■"),
    },
    "request": {
        "draft": ("soft", "✎"),
        "submitted": ("info", "→"),
        "assessed": ("info", "◑"),
        "approved": ("good", "✓"),
        "returned": ("warn", "↩"),
        "rejected": ("bad", "✕"),
    },
    "run": {
        "queued": ("soft", "…"),
        "running": ("info", "▶"),
        "done": ("good", "✓"),
        "failed": ("bad", "✕"),
        "cancelled": ("soft", "■"),
    },
    "line": {
        "open": ("info", "?"),
        "accepted": ("good", "✓"),
        "objected": ("warn", "!"),
        "overruled": ("soft", "§"),
    },
    "chain": {
        "open": ("info", "?"),
        "complete": ("good", "✓"),
        "refused": ("bad", "✕"),
        "unfillable": ("bad", "!"),
    },
    "trial": {
        "open": ("info", "✎"),
        "complete": ("good", "✓"),
        "unfillable": ("bad", "!"),
    },
    "verdict": {
        "signed": ("good", "✓"),
        "refused": ("bad", "✕"),
        "withdrawn": ("soft", "↩"),
    },
    "claim": {
        "pass": ("good", "✓"),
        "fail": ("bad", "✕"),
        "waived": ("soft", "○"),
        "unproven": ("warn", "?"),
        "skipped": ("soft", "–"),
    },
    "fate": {
        "lost": ("bad", "✕"),
        "later": ("warn", "→"),
        "restaffed": ("info", "↔"),
        "earlier": ("good", "←"),
        "won": ("good", "✓"),
    },
    "proposal": {"yes": ("good", "✓"), "no": ("warn", "✕")},
    "upload": {"ready": ("good", "✓"), "refused": ("bad", "✕"), "committed": ("soft", "■")},
    "effect": {
        "create": ("good", "+"),
        "update": ("info", "~"),
        "unchanged": ("soft", "="),
        "error": ("bad", "✕"),
    },
    "severity": {"error": ("bad", "✕"), "warning": ("warn", "!")},
    "account": {
        "active": ("good", "✓"),
        "stopped": ("soft", "■"),
        "blocked": ("warn", "!"),
    },
    "key": {"open": ("good", "✓"), "over": ("soft", "…"), "revoked": ("soft", "✕")},
    "contacts": {"some": ("good", "✓"), "none": ("warn", "!"), "unlisted": ("warn", "?")},
    "fresh": {"yes": ("good", "✓"), "no": ("warn", "!")},
    "feasible": {"yes": ("good", "✓"), "no": ("bad", "✕")},
}
"""Kind and code: tone and sign. A code that is not here is shown plainly."""

KNOWN = tuple((kind, code) for kind, looks in _LOOKS.items() for code in looks)
"""Every kind and code with a look of its own."""


def badge_of(voice: Voice, kind: str, code: object) -> Badge:
    """Return how a code of a kind is shown; its words have the key ``<kind>.<code>``."""
    tone, sign = _LOOKS.get(kind, {}).get(str(code), ("soft", "·"))
    return Badge(tone, sign, voice.coded(kind, code))
