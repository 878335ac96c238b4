"""The exact model of a network: no acceptance, no names, nothing optional that need not be.

A package is a start and, where it has a choice, a literal for each option; people are counts by
crew. Heads and tails (longest paths before and after each package) narrow every start once a plan
says how long the round may last. Redundant constraints: pooled crews (Hall's condition for every
set of places that share people) and work over capacity, which links the makespan to linear
relaxation and cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from optimizer.instance.arrays import Ints
from optimizer.model.timeline import add_capacity
from optimizer.schedule import Network, Timetable
from optimizer.schedule.energy import unions

__all__ = ["Compact", "build_compact"]

Count = cp_model.IntVar
Expr = cp_model.LinearExprT


@dataclass
class Compact:
    """The model and how its values are read back."""

    network: Network
    model: cp_model.CpModel
    makespan: cp_model.IntVar
    starts: list[cp_model.IntVar] = field(default_factory=list)
    chosen: dict[int, cp_model.IntVar] = field(default_factory=dict)
    """Literal by option, of packages with a choice."""
    counts: dict[tuple[int, int], Count] = field(default_factory=dict)
    """People by (place, crew)."""
    runs: dict[int, cp_model.IntervalVar] = field(default_factory=dict)
    """Interval by option; present when the option is chosen."""

    def options_of(self, k: int) -> range:
        """Return the options of a package."""
        ptr = self.network.instance.packages.option_ptr
        return range(int(ptr[k]), int(ptr[k + 1]))

    def places_of(self, o: int) -> range:
        """Return the places of an option."""
        ptr = self.network.instance.options.place_ptr
        return range(int(ptr[o]), int(ptr[o + 1]))

    def times(self, o: int, factor: int) -> Expr:
        """Return ``factor`` where an option is chosen, 0 elsewhere."""
        literal = self.chosen.get(o)
        return factor if literal is None else factor * literal

    @property
    def cost(self) -> Expr:
        """Cents."""
        network = self.network
        terms: list[Expr] = [
            int(network.place_cents[r, c]) * count for (r, c), count in self.counts.items()
        ]
        terms += [
            self.times(o, int(cents)) for o, cents in enumerate(network.option_cents) if cents
        ]
        return sum(terms)

    def read(self, values: Sequence[int]) -> Timetable:
        """Return the timetable of a solution, by variable index."""
        starts = tuple(values[start.index] for start in self.starts)
        options = tuple(
            next(o for o in rows if o not in self.chosen or values[self.chosen[o].index])
            for rows in map(self.options_of, range(self.network.size))
        )
        crews = tuple(
            tuple(
                (r, c, values[self.counts[r, c].index])
                for r in self.places_of(o)
                for c in self.network.able[r]
                if values[self.counts[r, c].index]
            )
            for o in options
        )
        return Timetable(starts, options, crews)

    def hint(self, timetable: Timetable) -> None:
        """Hint every decision of a timetable."""
        model = self.model
        model.clear_hints()  # type: ignore[no-untyped-call]
        people = {(r, c): count for row in timetable.crews for r, c, count in row}
        for start, value in zip(self.starts, timetable.starts, strict=True):
            model.add_hint(start, value)
        for o, literal in self.chosen.items():
            model.add_hint(literal, o in timetable.options)
        for key, count in self.counts.items():
            model.add_hint(count, people.get(key, 0))
        model.add_hint(self.makespan, timetable.makespan(self.network))


def build_compact(network: Network, latest_end: int, earliest_end: int = 0) -> Compact:
    """Return the model of a network whose makespan lies between two values.

    Parameters
    ----------
    network : Network
    latest_end, earliest_end : int
        Periods. The tighter ``latest_end`` the narrower every start.
    """
    model = cp_model.CpModel()
    makespan = model.new_int_var(min(earliest_end, latest_end), latest_end, "makespan")
    compact = Compact(network, model, makespan)
    _add_packages(compact, latest_end)
    _add_arcs(compact)
    _add_crews(compact)
    _add_lanes(compact)
    _add_pooled_crews(compact)
    _add_stocks(compact)
    return compact


def _add_packages(compact: Compact, latest_end: int) -> None:
    """Starts within heads and tails, options, and the makespan after every end."""
    network, model = compact.network, compact.model
    packages, duration = network.instance.packages, network.instance.options.duration
    heads, tails = network.heads, network.tails
    for k in range(network.size):
        low = int(heads[k])
        high = min(latest_end - int(tails[k]), int(packages.last_start[k]))
        high = min(high, int(packages.latest[k]) - int(network.shortest[k]))
        if low > high:
            model.add_bool_or([])
            high = low
        start = model.new_int_var(low, high, f"start[{k}]")
        compact.starts.append(start)
        options = compact.options_of(k)
        if len(options) == 1:
            o = options[0]
            compact.runs[o] = model.new_fixed_size_interval_var(
                start, int(duration[o]), f"run[{o}]"
            )
        else:
            for o in options:
                literal = compact.chosen[o] = model.new_bool_var(f"do[{o}]")
                compact.runs[o] = model.new_optional_fixed_size_interval_var(
                    start, int(duration[o]), literal, f"run[{o}]"
                )
                if int(packages.latest[k]) - int(duration[o]) < high:
                    model.add(start <= int(packages.latest[k]) - int(duration[o])).only_enforce_if(
                        literal
                    )
            model.add_exactly_one(compact.chosen[o] for o in options)
        if network.after.ptr[k] == network.after.ptr[k + 1] or tails[k] == network.shortest[k]:
            model.add(compact.makespan >= _end(compact, k))


def _end(compact: Compact, k: int) -> Expr:
    duration = compact.network.instance.options.duration
    terms: list[Expr] = [compact.starts[k]]
    return sum(terms + [compact.times(o, int(duration[o])) for o in compact.options_of(k)])


def _add_arcs(compact: Compact) -> None:
    """``start >= end + lag`` along ``before``, ``start <= end + lag`` along ``max_before``."""
    network, model = compact.network, compact.model
    for k in range(network.size):
        before, most = network.before, network.max_before
        for a in range(int(before.ptr[k]), int(before.ptr[k + 1])):
            end = _end(compact, int(before.tail[a]))
            model.add(compact.starts[k] >= end + int(before.lag[a]))
        for a in range(int(most.ptr[k]), int(most.ptr[k + 1])):
            end = _end(compact, int(most.tail[a]))
            model.add(compact.starts[k] <= end + int(most.lag[a]))


def _add_crews(compact: Compact) -> None:
    """``sum_c count = headcount`` of every place, and people of a crew over time."""
    network, model = compact.network, compact.model
    places, duration = network.instance.places, network.instance.options.duration
    work: list[list[tuple[cp_model.IntervalVar, Expr, int]]] = [[] for _ in network.crews]
    for r in range(len(places.option)):
        o = int(places.option[r])
        heads = int(places.headcount[r])
        start = compact.starts[int(network.instance.options.package[o])]
        counts: list[Count] = []
        for c in network.able[r]:
            most = min(heads, len(network.crews[c]))
            if most == 1:
                count = model.new_bool_var(f"crew[{r}/{c}]")
                run = model.new_optional_fixed_size_interval_var(
                    start, int(duration[o]), count, f"work[{r}/{c}]"
                )
                work[c].append((run, 1, int(duration[o])))
            else:
                count = model.new_int_var(0, most, f"crew[{r}/{c}]")
                work[c].append((compact.runs[o], count, int(duration[o])))
            compact.counts[r, c] = count
            counts.append(count)
        model.add(sum(counts) == compact.times(o, heads))
    for c, items in enumerate(work):
        people = len(network.crews[c])
        if people == 1:
            model.add_no_overlap([run for run, _, _ in items])
        else:
            model.add_cumulative([run for run, _, _ in items], [n for _, n, _ in items], people)
    energy: list[list[Expr]] = [[] for _ in network.crews]
    for (r, c), count in compact.counts.items():
        energy[c].append(int(duration[places.option[r]]) * count)
    for c, terms in enumerate(energy):
        model.add(sum(terms) <= len(network.crews[c]) * compact.makespan)


def _add_lanes(compact: Compact) -> None:
    """Units of facilities and users of datasets over time, and their work over capacity."""
    network = compact.network
    for lane in range(network.first_crew):
        asked = network.demand[:, lane]
        _add_lane(compact, asked, network.capacity[:, lane])


def _add_lane(compact: Compact, asked: Ints, capacity: Ints) -> None:
    duration = compact.network.instance.options.duration
    options = np.flatnonzero((asked > 0) & (duration > 0)).tolist()
    if not options:
        return
    units = [int(asked[o]) for o in options]
    add_capacity(compact.model, [compact.runs[o] for o in options], units, capacity)
    energy = [compact.times(o, int(asked[o] * duration[o])) for o in options]
    compact.model.add(sum(energy) <= int(capacity.max()) * compact.makespan)


def _add_pooled_crews(compact: Compact) -> None:
    """For sets of crews: places that only they can fill never ask more people than they have."""
    network = compact.network
    places = network.instance.places
    for union in unions(network):
        asked = np.zeros(len(network.option_cents), dtype=np.int64)
        for r, able in enumerate(network.able):
            if union.issuperset(able):
                asked[places.option[r]] += places.headcount[r]
        people = sum(len(network.crews[c]) for c in union)
        _add_lane(compact, asked, np.full(network.periods, people))


def _add_stocks(compact: Compact) -> None:
    """``sum amount <= stock``."""
    network = compact.network
    for n in range(len(network.stock)):
        total = [compact.times(o, int(a)) for o, a in enumerate(network.amount[:, n]) if a]
        compact.model.add(sum(total) <= int(network.stock[n]))
