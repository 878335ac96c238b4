"""Why: explanations of a solved round, each held to the round that it is about by solving it."""
