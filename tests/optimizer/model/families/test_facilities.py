"""Units, lending, clearance, operators, and channels that belong to one project at a time."""

from __future__ import annotations

import pytest

from tests.optimizer.model.families.boundary import SOUTH, Case, M, P, hold, second

NEED = f"{M}/facilities/0"
BESIDE = [second(facilities=[{"id": "f", "kind": "lab"}]), (f"{P}/deadline", 3),
          ("/projects/1/deadline", 2)]  # fmt: skip
LENT = [SOUTH, (f"{P}/sponsor", "south"), (f"{P}/participants", ["north"]),
        ("/funds/0/access", {"scope": "participants"}), ("/facilities/0/units", 3)]  # fmt: skip
FAIR = {"id": "fair", "kind": "shop", "department": "north", "units": 9}
SHOP = ("/facilities/-", {**FAIR, "channel": {"exclusive": True}})
VIA = (f"{M}/facilities/-", {"id": "v", "kind": "shop"})
CHANNEL = "/facilities/1/channel"


@pytest.mark.parametrize(
    "case",
    [
        (BESIDE, "/facilities/0/units", 2, 1),
        ([("/facilities/0/units", 3)], f"{NEED}/units", 3, 4),
        ([(f"{P}/deadline", 3)], "/facilities/0/exceptions", [{"start": 2, "end": 8, "value": 0}],
         [{"start": 1, "end": 8, "value": 0}]),
        (BESIDE, "/facilities/-", {"id": "yard", "kind": "lab", "department": "north"},
         {"id": "yard", "kind": "yard", "department": "north"}),
        ([*LENT, (f"{NEED}/units", 2)], "/facilities/0/keep_units", 1, 2),
        ([*LENT, (f"{NEED}/units", 2)], "/facilities/0/lend_limit_unit_periods", 4, 3),
        (LENT, "/facilities/0/access", {"scope": "participants"}, {"scope": "own"}),
        ([("/experts/0/clearance", "general-2")], "/facilities/0/security_level", "general-2",
         "general-3"),
        ([("/experts/0/skills/0/level", 2)], "/facilities/0/operator",
         {"skill": "welding", "level": 2}, {"skill": "welding", "level": 3}),
        # bridge has the channel in periods 0 and 1 and then for its protection
        ([SHOP, VIA, second(facilities=[{"id": "v", "kind": "shop"}]), (f"{P}/deadline", 3)],
         "/projects/1/deadline", 8, 1),
        ([SHOP, VIA, second(facilities=[{"id": "v", "kind": "shop"}]), (f"{P}/deadline", 3),
          ("/projects/1/packages/0/earliest_start", 3), ("/projects/1/deadline", 4)], CHANNEL,
         {"exclusive": True, "protection_periods": 1}, {"exclusive": True,
                                                        "protection_periods": 4}),
        ([SHOP, VIA, second(facilities=[{"id": "v", "kind": "shop"}]), (f"{P}/deadline", 3),
          ("/projects/1/deadline", 1)], CHANNEL, {"exclusive": False}, {"exclusive": True}),
    ],
)  # fmt: skip
def test_facilities(case: Case) -> None:
    hold(case)


def test_a_channel_is_held_between_two_uses_of_one_project() -> None:
    again = ("/projects/0/packages/1/modes/0/facilities", [{"id": "v", "kind": "shop"}])
    later = ("/projects/0/packages/1/earliest_start", 7)
    other = second(facilities=[{"id": "v", "kind": "shop"}])
    begin = ("/projects/0/packages/0/deadline", 2)
    free = [SHOP, VIA, later, other, begin]
    hold((free, "/projects/1/deadline", 3, 2))
    hold(([*free, ("/projects/1/deadline", 6)], again[0], [], again[1]))
