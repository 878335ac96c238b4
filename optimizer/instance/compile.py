"""Compile a round into arrays."""

from __future__ import annotations

from optimizer.domain import Project, Round
from optimizer.instance.arrays import (
    UNLIMITED,
    Benefits,
    Instance,
    Ints,
    Packages,
    Projects,
)
from optimizer.instance.options import OptionTables
from optimizer.instance.pins import Pinned
from optimizer.instance.resources import (
    compile_datasets,
    compile_facilities,
    compile_funds,
    compile_people,
)
from optimizer.instance.rows import LinkRows, bools, ints, offsets, pools_of

__all__ = ["compile_round"]


def compile_round(round_: Round) -> Instance:
    """Return the arrays of a round that passed its checks without errors.

    Time and memory grow with options times needs, plus one row for each different pool; 2,000
    experts and 800 projects take well under a second.
    """
    pinned = Pinned.of(round_)
    people, facilities = compile_people(round_), compile_facilities(round_)
    tables = OptionTables(round_, people, pinned)
    package_ptr = offsets([len(project.packages) for project in round_.projects])
    windows: list[tuple[int, int, int]] = []
    option_counts: list[int] = []
    before = LinkRows()
    for p, project in enumerate(round_.projects):
        place_of = {package.id: i for i, package in enumerate(project.packages)}
        first = int(package_ptr[p])
        for k, package in enumerate(project.packages):
            window = pinned.window(round_, project, package)
            windows.append(window)
            option_counts.append(tables.add_package(project, package, first + k, first, window))
            before.add(
                [
                    (
                        first + place_of[link.package],
                        link.min_lag,
                        UNLIMITED if link.max_lag is None else link.max_lag,
                    )
                    for link in package.predecessors
                ]
            )
    packages = Packages(
        project=ints(p for p, item in enumerate(round_.projects) for _ in item.packages),
        earliest=ints(earliest for earliest, _, _ in windows),
        last_start=ints(last_start for _, last_start, _ in windows),
        latest=ints(latest for _, _, latest in windows),
        option_ptr=offsets(option_counts),
        predecessors=before.links(),
    )
    return Instance(
        round=round_,
        periods=round_.calendar.periods,
        people=people,
        facilities=facilities,
        datasets=compile_datasets(round_),
        funds=compile_funds(round_),
        projects=_projects(round_, pinned, package_ptr, option_counts),
        packages=packages,
        options=tables.options(),
        places=tables.places(),
        supplies=tables.supplies(),
        payments=tables.payments(),
        pools=tables.expert_rows.pools(),
        facility_pools=tables.facility_rows.pools(),
        payers=tables.payer_rows.pools(),
        fund_pins=tables.fund_pins(),
        needs=tuple(tables.needs),
    )


def _projects(
    round_: Round, pinned: Pinned, package_ptr: Ints, option_counts: list[int]
) -> Projects:
    items, policy = round_.projects, round_.policy
    index = {project.id: p for p, project in enumerate(items)}
    departments = {department.id: d for d, department in enumerate(round_.departments)}
    experts = {expert.id: e for e, expert in enumerate(round_.experts)}
    groups: dict[str, int] = {}

    def group_of(project: Project) -> int:
        name = project.exclusive_group
        return -1 if name is None else groups.setdefault(name, len(groups))

    needed = LinkRows()
    for project in items:
        needed.add(
            [
                (
                    index[item.project],
                    -UNLIMITED if item.min_lag is None else item.min_lag,
                    UNLIMITED,
                )
                for item in project.prerequisites
            ]
        )
    return Projects(
        value=ints(policy.tier_weight(project.tier) * project.benefit for project in items),
        tier=ints(project.tier for project in items),
        required=bools(p.mandatory or True in pinned.accepted.get(p.id, ()) for p in items),
        barred=bools(
            False in pinned.accepted.get(project.id, ())
            or 0 in option_counts[package_ptr[p] : package_ptr[p + 1]]
            for p, project in enumerate(items)
        ),
        group=ints(group_of(project) for project in items),
        sponsor=ints(departments[project.sponsor] for project in items),
        package_ptr=package_ptr,
        prerequisites=needed.links(),
        benefits=Benefits(
            offsets([len(project.benefits) for project in items]),
            ints(departments[b.department] for project in items for b in project.benefits),
            ints(b.value for project in items for b in project.benefits),
        ),
        due=ints(UNLIMITED if project.due is None else project.due for project in items),
        late_penalty_cents=ints(project.late_penalty_cents for project in items),
        revenue_cents=ints(project.revenue_cents for project in items),
        wishes=pools_of(
            [sorted({experts[id_] for id_ in project.requested_experts}) for project in items]
        ),
    )
