"""The first screen: how the solve ended, the figures that matter, what the gap means."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from optimizer.domain import LevelResult, Status
from scenarios.figures import OutcomeFigures, Pressure
from scenarios.report.voice import Voice

__all__ = ["Card", "ConflictView", "LevelRow", "Overview", "level_rows", "overview"]


@dataclass(frozen=True)
class Card:
    """A headline figure. ``tone`` is ``good``, ``warn``, ``bad`` or empty."""

    label: str
    value: str
    unit: str
    note: str
    tone: str = ""
    meter_pct: float | None = None


@dataclass(frozen=True)
class LevelRow:
    """An objective level in words; ``reached_pct`` draws value against bound."""

    name: str
    code: str
    aim: str
    value: str
    bound: str
    gap: str
    meaning: str
    proven: bool
    reached_pct: float | None


@dataclass(frozen=True)
class ConflictView:
    """What can't hold together, in words with the codes beside."""

    reason: str
    intro: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Overview:
    """The first screen."""

    status: str
    tone: str
    mark: str
    lede: tuple[str, ...]
    cards: tuple[Card, ...]
    levels: tuple[LevelRow, ...]
    conflict: ConflictView | None


_TONES = {
    Status.OPTIMAL: ("good", "✓"),
    Status.FEASIBLE: ("warn", "◐"),
    Status.CANCELLED: ("warn", "◐"),
    Status.INFEASIBLE: ("bad", "✕"),
    Status.NO_PLAN_FOUND: ("bad", "?"),
}


def overview(figures: OutcomeFigures, voice: Voice) -> Overview:
    """Return the first screen of an outcome, with or without a plan."""
    outcome = figures.outcome
    tone, mark = _TONES[outcome.status]
    word = f"status.{outcome.status.value}"
    if outcome.status is Status.CANCELLED and outcome.plan is None:
        tone, mark, word = "bad", "?", "status.cancelled-empty"
    return Overview(
        status=voice(word),
        tone=tone,
        mark=mark,
        lede=tuple(_lede(figures, voice)),
        cards=tuple(_plan_cards(figures, voice) if outcome.plan else _demand_cards(figures, voice)),
        levels=level_rows(figures, voice),
        conflict=_conflict(figures, voice),
    )


def _lede(figures: OutcomeFigures, voice: Voice) -> list[str]:
    outcome, n = figures.outcome, voice.numerals
    if outcome.status is Status.INFEASIBLE:
        return [voice("lede.infeasible")]
    if outcome.plan is None:
        stopped = outcome.status is Status.CANCELLED
        return [voice("lede.stopped" if stopped else "lede.nothing-found")]
    accepted, left = len(figures.accepted), len(figures.left_out)
    counts = {"requests": accepted + left, "accepted": accepted, "left": left}
    if accepted == 1 and not left:
        sentences = [voice("lede.one")]
    else:
        sentences = [voice("lede.accepted" if left else "lede.all", **counts)]
    first = next(iter(outcome.objective), None)
    if first is not None and first.value is not None and first.name in ("value", "makespan"):
        proven = first.bound == first.value
        if proven or first.bound is not None:
            show = n.number if first.name == "value" else n.periods
            sentences.append(
                voice(
                    f"lede.{first.name}{'-proven' if proven else ''}",
                    value=show(first.value),
                    bound=show(first.bound or 0),
                )
            )
    if figures.cost_cents:
        cost, cash = n.amount(figures.cost_cents), _cash(figures)
        key = "lede.cost" if cash else "lede.cost-only"
        sentences.append(voice(key, cost=cost, cash=n.amount(cash)))
    return sentences


def _cash(figures: OutcomeFigures) -> int:
    return sum(line.cents for line in figures.costs if line.kind == "cash")


def _plan_cards(figures: OutcomeFigures, voice: Voice) -> list[Card]:
    n = voice.numerals
    cards = _level_cards(figures, voice)
    accepted, total = len(figures.accepted), len(figures.projects)
    asked = sum(account.asked_benefit for account in figures.accounts)
    got = sum(account.accepted_benefit for account in figures.accounts)
    cards.append(
        Card(
            label=voice("card.accepted"),
            value=n.number(accepted),
            unit=f"/ {n.number(total)}",
            note=voice("card.accepted-note", got=n.number(got), asked=n.number(asked))
            if asked
            else "",
            meter_pct=100 * accepted / total if total else None,
        )
    )
    short, cash = n.short_money(figures.cost_cents), n.short_money(_cash(figures))
    note = voice("card.cost-cash", cash=cash) if _cash(figures) else ""
    if " " in short:  # cut to a few digits: the whole amount stands below
        note = voice("card.cost-note", amount=n.amount(figures.cost_cents), cash=cash)
    cards.append(Card(voice("card.cost"), short, n.currency_word, note))
    cards += _worst_card(figures, voice)
    cards.append(_tight_card(figures, voice))
    cards += _late_card(figures, voice)
    cards += _changes_card(figures, voice)
    return cards


def _level_cards(figures: OutcomeFigures, voice: Voice) -> list[Card]:
    """Return the first level's value and its gap."""
    first = next(iter(figures.outcome.objective), None)
    if first is None or first.value is None:
        return []
    row = level_rows(figures, voice)[0]
    value, _, unit = row.value.partition(" ")
    bound = voice("card.no-bound")
    if first.bound is not None:
        bound = voice("card.bound", bound=row.bound)
    gap_tone = "warn" if first.gap is None or first.gap > 0 else "good"
    return [
        Card(row.name, value, unit, bound, meter_pct=row.reached_pct),
        Card(voice("card.gap"), row.gap, "", row.meaning, gap_tone),
    ]


def _worst_card(figures: OutcomeFigures, voice: Voice) -> list[Card]:
    n, worst = voice.numerals, figures.worst_off
    if worst is None or worst.served_pct is None:
        return []
    note = voice(
        "card.worst-note",
        department=voice.names.department(worst.department),
        asked=n.number(worst.asked_benefit),
        got=n.number(worst.accepted_benefit),
    )
    tone = "warn" if worst.served_pct < 50 else ""
    value = n.percent(worst.served_pct)
    return [Card(voice("card.worst"), value, "", note, tone, worst.served_pct)]


def _tight_card(figures: OutcomeFigures, voice: Voice) -> Card:
    named = [(row, _skill(row, voice)) for row in figures.skills]
    named += [(row, voice.coded("kind", row.name)) for row in figures.kinds]
    named += [(row, voice("money.named", name=row.name)) for row in figures.money]
    if not named:
        return Card(voice("card.tight"), "–", "", voice("card.tight-none"))
    row, name = max(named, key=lambda item: _load(item[0]))
    value = voice("card.nobody") if row.load is None else voice.load(row)
    tone = "warn" if row.load is None or row.load > 1 else ""
    return Card(voice("card.tight"), value, "", voice("card.tight-note", name=name), tone)


def _skill(row: Pressure, voice: Voice) -> str:
    return f"{voice.names.skill(row.name)} ({voice('pressure.level', level=row.level)})"


def _load(row: Pressure) -> Fraction:
    return Fraction(10**9) if row.load is None else row.load


def _late_card(figures: OutcomeFigures, voice: Voice) -> list[Card]:
    n = voice.numerals
    due = [row for row in figures.accepted if row.due is not None]
    if not due:
        return []
    late = [row for row in due if row.late_periods]
    penalty = sum(line.cents for line in figures.costs if line.kind == "lateness")
    periods = sum(row.late_periods for row in late)
    note = voice("card.late-none")
    if late:
        note = voice("card.late-note", periods=n.periods(periods), cents=n.amount(penalty))
    return [
        Card(
            voice("card.late"),
            n.number(len(late)),
            f"/ {n.number(len(due))}",
            note,
            "warn" if late else "good",
        )
    ]


def _changes_card(figures: OutcomeFigures, voice: Voice) -> list[Card]:
    if figures.round.baseline is None:
        return []
    n = voice.numerals
    kinds = [row.difference for row in figures.projects]
    note = voice(
        "card.changes-note",
        came=kinds.count("in"),
        gone=kinds.count("out"),
        moved=kinds.count("moved"),
    )
    return [Card(voice("card.changes"), n.number(len(figures.outcome.changes)), "", note)]


def _demand_cards(figures: OutcomeFigures, voice: Voice) -> list[Card]:
    """Return what is asked for and what there is, where there is no plan to show."""
    n = voice.numerals
    offered = int(figures.people.offered.sum())
    return [
        Card(voice("card.requests"), n.number(len(figures.projects)), "", ""),
        Card(voice("card.capacity"), n.effort(offered), n.effort_unit, ""),
        _tight_card(figures, voice),
    ]


def level_rows(figures: OutcomeFigures, voice: Voice) -> tuple[LevelRow, ...]:
    """Return the objective levels in words."""
    measures = {
        level.name: level.terms[0].measure if len(level.terms) == 1 else ""
        for level in figures.round.policy.levels
    }
    return tuple(
        _level_row(level, measures.get(level.name, level.name), voice)
        for level in figures.outcome.objective
    )


def _level_row(level: LevelResult, measure: str, voice: Voice) -> LevelRow:
    n = voice.numerals
    tier = measure.removeprefix("tier-") if measure.startswith("tier-") else ""
    name = voice("level.tier", tier=tier) if tier else voice.coded("level", measure or level.name)

    def shown(value: int | None) -> str:
        if value is None:
            return "–"
        if measure == "cost":
            return n.amount(value) if voice.lang == "zh" else f"{n.money(value)} {n.currency}"
        if measure == "makespan":
            return n.periods(value)
        unit = voice.coded("unit", "tier" if tier else measure)
        return n.number(value) if unit in ("", measure) else f"{n.number(value)} {unit}"

    reached = None
    if level.value is not None and level.bound is not None and level.value * level.bound >= 0:
        low, high = sorted((abs(level.value), abs(level.bound)))
        reached = 100 * low / high if high else 100.0
    return LevelRow(
        name=name,
        code=level.name,
        aim=voice("levels.max" if level.sense == "max" else "levels.min"),
        value=shown(level.value),
        bound=shown(level.bound),
        gap="–" if level.gap is None else n.percent(100 * level.gap, 1 if level.gap else 0),
        meaning=_meaning(level, shown(level.value), shown(level.bound), voice),
        proven=level.value is not None and level.value == level.bound,
        reached_pct=reached,
    )


def _meaning(level: LevelResult, value: str, bound: str, voice: Voice) -> str:
    n = voice.numerals
    if level.value is None:
        return voice("gap.no-value")
    if level.bound is None or level.gap is None:
        return voice("gap.unknown")
    if level.value == level.bound:
        return voice("gap.proven")
    if level.value * level.bound <= 0:  # a share of a bound of 0 or of another sign says nothing
        low, high = (value, bound) if level.sense == "max" else (bound, value)
        return voice("gap.open", low=low, high=high)
    if level.sense == "max" and level.value > 0:
        sure = n.percent(100 * (1 - level.gap), 1)
        return voice("gap.max", value=value, bound=bound, sure=sure)
    if level.sense == "min" and level.value > 0:
        return voice("gap.min", value=value, bound=bound, gap=n.percent(100 * level.gap, 1))
    low, high = (value, bound) if level.sense == "max" else (bound, value)
    return voice("gap.open", low=low, high=high)


def _conflict(figures: OutcomeFigures, voice: Voice) -> ConflictView | None:
    conflict = figures.outcome.conflict
    if conflict is None:
        return None
    return ConflictView(
        reason=conflict.reason.in_lang(voice.lang),
        intro=voice("conflict.minimal" if conflict.minimal else "conflict.some"),
        members=tuple((_member(code, voice), code) for code in conflict.members),
    )


def _member(code: str, voice: Voice) -> str:
    """Return a condition in words; its code is ``mandatory:ID`` or ``pin:INDEX:KIND:PLACE``."""
    kind, _, rest = code.partition(":")
    if kind == "mandatory":
        return voice("conflict.mandatory", project=_titled(rest, voice))
    if kind == "pin" and rest.count(":") >= 2:
        _, pin, place = rest.split(":", 2)
        project, slash, inside = place.partition("/")
        return voice(
            "conflict.pin",
            kind=voice.coded("pin", pin),
            place=_titled(project, voice) + slash + inside,
        )
    return code


def _titled(project: str, voice: Voice) -> str:
    title = voice.names.project(project)
    return project if title == project else f"{project} {title}"
