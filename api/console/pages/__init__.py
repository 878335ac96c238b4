"""The pages, one a file."""

from __future__ import annotations

from api.console import static
from api.console.pages import (
    account,
    audit,
    authority,
    chain,
    compare,
    heat,
    imports,
    inbox,
    inventory,
    inventory_form,
    lines,
    people,
    person,
    plan,
    plan_project,
    proposals,
    request,
    request_form,
    requests,
    round,
    round_rules,
    rounds,
    run,
    runs,
    shares,
    sign_in,
)

__all__ = ["PAGES"]

PAGES = (
    static.router,
    sign_in.open_router,
    sign_in.router,
    rounds.router,
    round_rules.router,
    round.router,
    runs.router,
    run.router,
    plan.router,
    plan_project.router,
    heat.router,
    shares.router,
    lines.router,
    imports.uploads,
    imports.router,
    inventory.router,
    inventory_form.router,
    requests.router,
    request_form.router,
    request.router,
    inbox.router,
    authority.router,
    chain.router,
    compare.router,
    proposals.router,
    audit.router,
    people.router,
    person.router,
    account.router,
)
"""Their routers; of two that match an address the first answers."""
