"""A small typed client of the service, for programs, notebooks and tests.

It knows the service by its addresses alone and imports nothing of it. Requests that were not
answered are sent again where that is safe, refusals are exceptions with a code and places, lists
are iterated to their end, and a run can be waited for::

    from api.client import Client

    with Client("http://127.0.0.1:8000", key) as office:
        round_ = office.rounds.draft("Autumn", {"calendar": {"start": "2026-09-07", "periods": 26}})
        round_ = office.rounds.open(round_)
        ...
        round_ = office.rounds.freeze(round_).round
        run = office.runs.wait(office.runs.submit(round_, seconds=60))
        print(office.runs.outcome(run).objective)
"""

from api.client.answers import (
    AllocationRound,
    AuditLink,
    Found,
    Grant,
    Import,
    Item,
    Line,
    Proposal,
    Publication,
    Request,
    Run,
    RunEvent,
)
from api.client.client import Client
from api.client.delivered import Figures, PlanChange, Report, RoundReview, Used, Webhook
from api.client.errors import ClientError, NoAnswer, ServiceProblem, StillRunning
from api.client.urgent import Choice

__all__ = [
    "AllocationRound",
    "AuditLink",
    "Choice",
    "Client",
    "ClientError",
    "Figures",
    "Found",
    "Grant",
    "Import",
    "Item",
    "Line",
    "NoAnswer",
    "PlanChange",
    "Proposal",
    "Publication",
    "Report",
    "Request",
    "RoundReview",
    "Run",
    "RunEvent",
    "ServiceProblem",
    "StillRunning",
    "Used",
    "Webhook",
]
