"""Browser sessions for whoever holds an access key: the first administrator has nothing else."""

from __future__ import annotations

from api.problems import Problem
from api.settings import Settings
from api.store import Database
from api.store import principals as store
from api.usecases.sign_in import SignedIn, open_session

__all__ = ["sign_in_by_key"]


def sign_in_by_key(database: Database, settings: Settings, key: str) -> SignedIn:
    """Open a browser session with an access key.

    Raises
    ------
    Problem
        ``unauthenticated`` for a key that opens nothing.
    """
    with database.writing() as session:
        actor = store.actor_of_key(session, key.strip())
        row = None if actor is None else store.find_principal(session, actor.id)
        if row is None:
            raise Problem("unauthenticated", "访问令牌无效。", "The access token opens nothing.")
        return open_session(session, settings, row, "key")
