"""What stands in the way of one need at one start, and which accepted projects hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from optimizer.domain import Blocker, FacilityNeed, StaffingNeed
from optimizer.explain.options import ModeOption

__all__ = [
    "dataset_blocker",
    "facility_blocker",
    "money_blocker",
    "people_blocker",
    "time_blocker",
]

MOST_NAMED = 8


def people_blocker(
    option: ModeOption, need: StaffingNeed, start: int, pinned: Sequence[str] = ()
) -> Blocker:
    """Return who could serve a need and is taken at that time, and by which projects.

    ``pinned`` are people who must be on the need and can't be; then only these are told of.
    """
    if pinned:
        listed, count = list(pinned), len(pinned)
        return _blocker(option, "people", need.id, need.skill, start, count, listed, "expert")
    names, open_ = option.people_free(need)
    free = sum(bool(open_[i, start]) for i in range(len(names)))
    busy = [name for i, name in enumerate(names) if not open_[i, start]]
    places = need.headcount - option.outsiders(need, option.rank)
    return _blocker(
        option, "people", need.id, need.skill, start, max(places - free, 0), busy, "expert"
    )


def facility_blocker(option: ModeOption, need: FacilityNeed, start: int) -> Blocker:
    """Return which facilities could supply a need and are taken at that time."""
    room = option.room
    end = start + max(option.duration, 1)
    names = option.suppliers(need)
    free = [int(room.units[room.facility_row[n], start:end].min(initial=2**40)) for n in names]
    missing = max(need.units - max(free, default=0), 0)
    sort = need.facility or need.kind or ""
    found = _blocker(option, "facility", need.id, sort, start, missing, names, "facility")
    held = list(found.held_by)
    for name in names:  # a channel belongs to its project between and after uses as well
        others = room.hulls.get(name, {}).keys() - {option.project.id}
        held += sorted(others - set(held))
    return found.model_copy(update={"held_by": tuple(held)})


def dataset_blocker(option: ModeOption, name: str, start: int) -> Blocker:
    """Return which projects use a dataset that takes no more users at that time."""
    return _blocker(option, "dataset", "", name, start, 1, [name], "dataset")


def money_blocker(
    option: ModeOption, need: str, category: str, segment: int, cents: int, funds: Iterable[str]
) -> Blocker:
    """Return which projects draw on the funds that could pay a need."""
    return _blocker(option, "fund", need, category, segment, cents, list(funds), "fund")


def time_blocker(option: ModeOption, first: int, last: int) -> Blocker:
    """Return that no start is left between what comes before and what must come after."""
    return Blocker(
        kind="time",
        package=option.package.id,
        start=max(first, 0),
        end=max(last, first, 0),
        missing=max(first + option.duration - last, 0),
    )


def _blocker(
    option: ModeOption,
    kind: str,
    need: str,
    resource: str,
    start: int,
    missing: int,
    names: list[str],
    holder: str,
) -> Blocker:
    room = option.room
    end = min(start + max(option.duration, 1), room.periods)
    begin = min(start, room.periods - 1)
    by_name = {name: room.holders(holder, name, begin, end) for name in names}
    taken = [name for name in names if by_name[name]] or names
    counted: dict[str, int] = {}
    for holders in by_name.values():
        for project in (holder for holder in holders if holder != option.project.id):
            counted[project] = counted.get(project, 0) + 1
    held_by = sorted(counted, key=lambda project: (-counted[project], project))
    return Blocker.model_validate(
        {
            "kind": kind,
            "package": option.package.id,
            "need": need,
            "resource": resource,
            "start": begin,
            "end": end,
            "missing": missing,
            "taken": taken[:MOST_NAMED],
            "held_by": held_by,
        }
    )
