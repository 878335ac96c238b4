"""Different people for different places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["fill_places"]


def fill_places(
    choices: Sequence[Sequence[str]], fixed: Mapping[int, str] | None = None
) -> dict[int, str]:
    """Return who fills which place so that as many places as possible are filled.

    Parameters
    ----------
    choices : sequence of sequence of str
        For each place, who may fill it, most wanted first.
    fixed : mapping, optional
        Places that are already filled, by index.

    References
    ----------
    Kuhn (1955), The Hungarian method; here plain augmenting paths.

    Examples
    --------
    >>> fill_places([["ann", "bob"], ["ann"]])
    {0: 'bob', 1: 'ann'}
    """
    taken = dict(fixed or {})
    place_of = {name: index for index, name in taken.items()}
    held = set(taken.values())

    def place(index: int, seen: set[str]) -> bool:
        for name in choices[index]:
            if name in seen or name in held:
                continue
            seen.add(name)
            if name not in place_of or place(place_of[name], seen):
                place_of[name] = index
                return True
        return False

    for index in range(len(choices)):
        if index not in taken:
            place(index, set())
    filled = {index: name for name, index in place_of.items()}
    return dict(sorted(filled.items()))
