"""What a meeting has to decide, in one language: the content that both writers write.

Contested is what somebody objects to, what waits for a signature, what was left out though it is
worth most, and where the plan chose between two that are worth nearly the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.domain import Blocker
from scenarios.figures import OutcomeFigures, ProjectRow
from scenarios.meeting_pack.disputes import Dispute, Unsigned
from scenarios.meeting_pack.words import say
from scenarios.report.sections.overview import Card, overview
from scenarios.report.voice import Voice, voice_of

if TYPE_CHECKING:
    from optimizer.sharing.plans.documents import PlanShares

__all__ = ["Item", "Pack", "Section", "meeting_pack"]

LISTED = 12
"""Items of a section that are listed; more would not be talked about in one meeting."""
LOSERS = 8
CLOSE_PCT = 25
"""A call is close when the worth of the two differs by at most this part of the greater."""


@dataclass(frozen=True)
class Item:
    """One thing to decide.

    Attributes
    ----------
    title : str
    code : str
        Id beside the title; may be empty.
    facts : tuple of (str, str)
        Label and what stands there.
    quote, by : str
        What somebody said, and who; may be empty.
    choices : tuple of str
        What may be decided.
    """

    title: str
    code: str
    facts: tuple[tuple[str, str], ...]
    choices: tuple[str, ...]
    quote: str = ""
    by: str = ""


@dataclass(frozen=True)
class Section:
    """Items of one kind; ``more`` says how many are not listed."""

    key: str
    title: str
    lede: str
    items: tuple[Item, ...]
    count: int
    more: str


@dataclass(frozen=True)
class Pack:
    """The pack.

    Attributes
    ----------
    lang : str
    title, kind, window, lede : str
    status : str
        How the solve ended.
    headline : tuple of str
        What the plan reaches, in sentences.
    cards : tuple of Card
    sections : tuple of Section
        Only those that hold anything.
    provenance : str
    """

    lang: str
    title: str
    kind: str
    window: str
    lede: str
    status: str
    headline: tuple[str, ...]
    cards: tuple[Card, ...]
    sections: tuple[Section, ...]
    provenance: str

    def __call__(self, key: str, **values: object) -> str:
        """Return words of the pack in its language."""
        return say(self.lang, key, **values)


def meeting_pack(
    figures: OutcomeFigures,
    lang: str,
    *,
    disputes: Iterable[Dispute] = (),
    unsigned: Iterable[Unsigned] = (),
    shares: PlanShares | None = None,
) -> Pack:
    """Return the meeting pack of an outcome.

    Parameters
    ----------
    figures : OutcomeFigures
    lang : str
        ``"zh"`` or ``"en"``.
    disputes : iterable of Dispute
        Lines that somebody objects or objected to.
    unsigned : iterable of Unsigned
    shares : PlanShares, optional
        Of the same plan: lines of their certificate that fail are contested too.
    """
    voice = voice_of(figures, lang)
    told = overview(figures, voice)
    spoken = tuple(disputes)
    objected = [item for item in spoken if not item.settled]
    settled = [item for item in spoken if item.settled]
    drafts = [
        ("objections", [_objection(item, voice) for item in objected]),
        ("settled", [_settled(item, voice) for item in settled]),
        ("unsigned", [_unsigned(item, voice) for item in unsigned]),
        ("close", list(_close_calls(figures, voice))),
        ("losers", list(_losers(figures, voice))),
        ("shares", [] if shares is None else list(_doubts(shares, voice))),
    ]
    rule = "" if shares is None else shares.rule_name.in_lang(lang)
    n, calendar = voice.numerals, figures.round.calendar
    return Pack(
        lang=lang,
        title=figures.round.title.in_lang(lang) or voice("page.untitled"),
        kind=say(lang, "pack.kind"),
        window=f"{n.first_day(0)} – {n.last_day(calendar.periods)}",
        lede=say(lang, "pack.lede"),
        status=told.status,
        headline=told.lede,
        cards=told.cards,
        sections=tuple(
            Section(
                key=key,
                title=say(lang, f"{key}.title"),
                lede=say(lang, f"{key}.lede", rule=rule),
                items=tuple(items[:LISTED]),
                count=len(items),
                more=say(lang, "pack.more", count=len(items) - LISTED)
                if len(items) > LISTED
                else "",
            )
            for key, items in drafts
            if items
        ),
        provenance=say(lang, "pack.hash", hash=figures.round.content_hash()),
    )


def _objection(item: Dispute, voice: Voice) -> Item:
    uphold = "objections.uphold" if item.becomes_pin else "objections.inventory"
    return _line(item, voice, (uphold, "objections.settle", "later"))


def _settled(item: Dispute, voice: Voice) -> Item:
    return _line(item, voice, ("settled.confirm", "settled.reopen"))


def _line(item: Dispute, voice: Voice, choices: Sequence[str]) -> Item:
    names, said = voice.names, item.document
    facts = [
        ("fact.project", names.project(item.project)),
        ("fact.package", names.package(item.project, item.package)),
        ("fact.owner", names.department(item.owner)),
    ]
    if "first_day" in said:
        facts.append(("fact.when", f"{said['first_day']} – {said['last_day']}"))
    return Item(
        title=_what(item, voice),
        code=item.project,
        facts=_facts(voice, facts),
        choices=_words(voice, choices),
        quote=item.reason,
        by=item.by or names.department(item.owner),
    )


def _what(item: Dispute, voice: Voice) -> str:
    names, said, lang = voice.names, item.document, voice.lang
    if item.kind == "person":
        skill = names.skill(said["skill"])
        name = names.person(item.subject)
        return say(lang, "line.person", name=name, skill=skill, load=said["load_pct"])
    if item.kind == "facility":
        name = names.facility(item.subject)
        return say(lang, "line.facility", name=name, units=said["units"])
    if item.kind == "dataset":
        return say(lang, "line.dataset", name=names.dataset(item.subject))
    if item.kind == "money":
        amount = voice.numerals.amount(said["amount_cents"])
        return say(lang, "line.money", name=names.fund(item.subject), amount=amount)
    return say(lang, "line.time", package=names.package(item.project, item.package))


def _unsigned(item: Unsigned, voice: Voice) -> Item:
    lang, names = voice.lang, voice.names
    title = say(
        lang,
        f"unsigned.{item.scope}",
        title=names.project(item.project) if item.project else "",
        owner=names.department(item.owner) if item.owner else "",
        count=item.count,
    )
    facts = [
        ("unsigned.state", say(lang, f"unsigned.{item.state}")),
        ("unsigned.rules", voice.listed([rule.in_lang(lang) for rule in item.rules])),
        ("unsigned.signed-by", voice.listed(list(item.signed))),
        ("unsigned.refused-by", voice.listed(list(item.refused))),
    ]
    return Item(
        title, item.project, _facts(voice, facts), _words(voice, ("unsigned.sign", "later"))
    )


def _losers(figures: OutcomeFigures, voice: Voice) -> Iterator[Item]:
    ranked = sorted(figures.left_out, key=lambda row: (-row.worth, row.project))
    for row in ranked[:LOSERS]:
        blockers = _blockers(figures, row.project)
        held = dict.fromkeys(id_ for blocker in blockers for id_ in blocker.held_by)
        facts = [
            ("fact.sponsor", voice.names.department(row.sponsor)),
            ("fact.worth", _points(row.worth, voice)),
            ("fact.reason", row.reason.in_lang(voice.lang)),
            ("fact.missing", _missing(blockers, voice)),
            ("fact.held", voice.listed([voice.names.project(id_) for id_ in held])),
        ]
        title = voice.names.project(row.project)
        yield Item(title, row.project, _facts(voice, facts), _words(voice, _ways_in(row)))


def _ways_in(row: ProjectRow) -> tuple[str, ...]:
    """Return what may be decided about a project that is out; some can't be had by pinning."""
    if row.code == "impossible":
        return ("losers.keep", "losers.means")
    if row.code in ("exclusive-group", "pinned-out", "no-gain", "room-left"):
        return ("losers.keep", "losers.force")
    return ("losers.keep", "losers.force", "losers.means")


def _blockers(figures: OutcomeFigures, project: str) -> tuple[Blocker, ...]:
    found = next((r for r in figures.outcome.rejected if r.project == project), None)
    return () if found is None else found.blockers


def _missing(blockers: Iterable[Blocker], voice: Voice) -> str:
    called = {"people": voice.names.skill, "dataset": voice.names.dataset}
    told = dict.fromkeys(
        say(
            voice.lang,
            f"blocker.{blocker.kind}",
            what=called.get(blocker.kind, str)(blocker.resource) if blocker.resource else "",
        )
        for blocker in blockers
    )
    return voice.listed(list(told)[:4])


def _close_calls(figures: OutcomeFigures, voice: Voice) -> Iterator[Item]:
    """Give an accepted project and one left out that wants what it holds, closest first."""
    rows = {row.project: row for row in figures.projects}
    pairs = {
        (inside, rejection.project): blocker
        for rejection in figures.outcome.rejected
        for blocker in reversed(rejection.blockers)
        for inside in blocker.held_by
        if inside in rows and _is_free(rows[inside]) and _is_free(rows[rejection.project])
    }
    ranked = sorted(pairs, key=lambda pair: (rows[pair[0]].worth - rows[pair[1]].worth, pair))
    closest = {outside: inside for inside, outside in reversed(ranked)}
    for inside, outside in ranked:
        held, left = rows[inside], rows[outside]
        difference = held.worth - left.worth
        too_far = 100 * difference > CLOSE_PCT * max(held.worth, left.worth)
        if too_far or closest[outside] != inside:
            continue
        names = voice.names
        facts = [
            ("close.inside", f"{names.project(inside)} · {_points(held.worth, voice)}"),
            ("close.outside", f"{names.project(outside)} · {_points(left.worth, voice)}"),
            ("close.difference", _points(difference, voice)),
            ("fact.missing", _missing([pairs[inside, outside]], voice)),
        ]
        yield Item(
            say(
                voice.lang,
                "close.pair",
                inside=names.project(inside),
                outside=names.project(outside),
            ),
            f"{inside} / {outside}",
            _facts(voice, facts),
            _words(voice, ("close.keep", "close.swap", "later")),
        )


def _is_free(row: ProjectRow) -> bool:
    """Say whether the plan had the choice: neither mandatory nor pinned."""
    return not row.mandatory and row.pinned is None


def _doubts(shares: PlanShares, voice: Voice) -> Iterator[Item]:
    for entry in shares.certificate:
        if entry.verdict in ("fail", "unproven"):
            facts = [("fact.verdict", voice.coded("verdict", entry.verdict))]
            yield Item(
                entry.text.in_lang(voice.lang),
                entry.axiom,
                _facts(voice, facts),
                _words(voice, ("shares.keep", "shares.other", "later")),
            )


def _points(points: int, voice: Voice) -> str:
    return say(voice.lang, "points", points=voice.numerals.number(points))


def _facts(voice: Voice, facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((say(voice.lang, key), value) for key, value in facts if value)


def _words(voice: Voice, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(say(voice.lang, key) for key in keys)
