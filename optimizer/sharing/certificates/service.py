"""The certificate of shares of a service game, for any number of players, by additions alone.

Packages of cost are each needed by some players, and a coalition pays what it needs. Shares are in
the core exactly when every package can be split among those who need it so that everybody's parts
sum to its share: such a split is the proof, and a coalition that pays more than it needs is the
refutation. Finding either takes a flow; checking takes sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from optimizer.sharing.certificates.lines import Certificate, CertificateLine, Verdict, waive
from optimizer.sharing.certificates.words import Words, amount, names_en, names_zh
from optimizer.sharing.game import members

__all__ = ["PackagedCosts", "ServiceProof", "certify_service_shares"]


class PackagedCosts(Protocol):
    """Players, and packages of cost with the mask of those who need each."""

    @property
    def players(self) -> tuple[str, ...]:
        """Names; player ``i`` is bit ``i``."""

    @property
    def packages(self) -> tuple[tuple[Fraction, int], ...]:
        """Cost and who needs it."""


@dataclass(frozen=True, slots=True)
class ServiceProof:
    """What is handed over with shares of a service game.

    Attributes
    ----------
    split : tuple of tuple of Fraction, or None
        For each package the parts of those who need it, in ascending order of player: the proof of
        core membership.
    coalition : int or None
        A coalition that would pay less by itself: the refutation.
    nearest : int or None
        The proper coalition nearest to leaving, for the words; nothing rests on it.
    """

    split: tuple[tuple[Fraction, ...], ...] | None = None
    coalition: int | None = None
    nearest: int | None = None


def certify_service_shares(
    game: PackagedCosts,
    shares: Sequence[Fraction],
    proof: ServiceProof,
    waived: Mapping[str, tuple[str, str]] | None = None,
    shown: Words = amount,
) -> Certificate:
    """Check shares of a service game axiom by axiom, in exact arithmetic.

    Parameters
    ----------
    game : PackagedCosts
    shares : sequence of Fraction, one per player
    proof : ServiceProof
    waived : mapping of axiom to (zh, en) reason, optional
    shown : callable, optional
        How the sentences write an amount.

    Raises
    ------
    ValueError
        The number of shares is not the number of players.
    """
    if len(shares) != len(game.players):
        raise ValueError(f"{len(game.players)} players need as many shares, not {len(shares)}")
    case = _Case(game.players, game.packages, tuple(shares), proof, shown)
    lines = [check(case) for check in _CHECKS]
    reasons = waived or {}
    return Certificate(tuple(waive(line, reasons.get(line.axiom)) for line in lines))


@dataclass(frozen=True, slots=True)
class _Case:
    """What is certified, and how its amounts are written."""

    players: tuple[str, ...]
    packages: tuple[tuple[Fraction, int], ...]
    shares: tuple[Fraction, ...]
    proof: ServiceProof
    shown: Words

    @property
    def everyone(self) -> int:
        return (1 << len(self.players)) - 1

    @property
    def total(self) -> Fraction:
        return sum((cost for cost, _ in self.packages), Fraction(0))

    def cost(self, mask: int) -> Fraction:
        return sum((cost for cost, needed in self.packages if needed & mask), Fraction(0))

    def paid(self, mask: int) -> Fraction:
        return sum((self.shares[i] for i in members(mask)), Fraction(0))

    def excess(self, mask: int) -> Fraction:
        return self.paid(mask) - self.cost(mask)

    def names(self, mask: int) -> tuple[str, ...]:
        return tuple(self.players[i] for i in members(mask))

    def has_split(self) -> bool:
        """Say whether the parts handed over are not negative and make up packages and shares."""
        split = self.proof.split
        if split is None or len(split) != len(self.packages):
            return False
        paid = [Fraction(0)] * len(self.shares)
        for (cost, needed), parts in zip(self.packages, split, strict=True):
            users = members(needed)
            if len(parts) != len(users) or any(p < 0 for p in parts) or sum(parts) != cost:
                return False
            for i, part in zip(users, parts, strict=True):
                paid[i] += part
        return paid == list(self.shares)

    def merged(self) -> dict[int, Fraction]:
        """Return the cost needed by exactly the same players, by who they are."""
        costs: dict[int, Fraction] = defaultdict(Fraction)
        for cost, needed in self.packages:
            costs[needed] += cost
        return {needed: cost for needed, cost in costs.items() if cost}


def _efficiency(case: _Case) -> CertificateLine:
    given, total = sum(case.shares, Fraction(0)), case.total
    figures = {"sum": str(given), "total": str(total)}
    if given == total:
        zh = f"份额合计恰为总额 {case.shown(total)}。"
        en = f"The shares sum exactly to the total {case.shown(total)}."
        return CertificateLine("efficiency", Verdict.PASS, zh, en, figures)
    zh = f"份额合计 {case.shown(given)}，总额 {case.shown(total)}。"
    en = f"The shares sum to {case.shown(given)}; the total is {case.shown(total)}."
    return CertificateLine("efficiency", Verdict.FAIL, zh, en, figures)


def _individual_rationality(case: _Case) -> CertificateLine:
    axiom = "individual-rationality"
    losses = [(case.excess(1 << i), i) for i in range(len(case.shares))]
    worse = [pair for pair in losses if pair[0] > 0]
    if not worse:
        zh, en = "没有任何一方不如独自行事。", "Nobody is worse off than alone."
        return CertificateLine(axiom, Verdict.PASS, zh, en)
    loss, worst = max(worse, key=lambda pair: (pair[0], -pair[1]))
    names = tuple(case.players[i] for _, i in worse)
    return CertificateLine(
        axiom,
        Verdict.FAIL,
        f"{names_zh(names)} 不如独自行事；最差的 {case.players[worst]} 吃亏 {case.shown(loss)}。",
        f"{names_en(names)} would do better alone; {case.players[worst]} most, by "
        f"{case.shown(loss)}.",
        {"players": list(names), "worst": case.players[worst], "loss": str(loss)},
    )


def _core(case: _Case) -> CertificateLine:
    if case.has_split():
        zh = "在核中：每项成本都可在需要它的各方之间分清，恰好合成各自的份额。"
        en = (
            "In the core: every cost splits among those who need it so that the parts make up "
            "everybody's share."
        )
        figures: dict[str, object] = {"packages": len(case.packages)}
        if case.proof.nearest is not None:
            near = case.names(case.proof.nearest)
            slack = -case.excess(case.proof.nearest)
            zh += f"最接近退出的 {names_zh(near)} 留下可省 {case.shown(slack)}。"
            en += f" {names_en(near)}, nearest to leaving, saves {case.shown(slack)} by staying."
            figures |= {"worst_coalition": list(near), "slack": str(slack)}
        return CertificateLine("core", Verdict.PASS, zh, en, figures)
    refuting = case.proof.coalition
    if refuting and 0 < refuting < case.everyone and case.excess(refuting) > 0:
        names, gap = case.names(refuting), case.excess(refuting)
        return CertificateLine(
            "core",
            Verdict.FAIL,
            f"不在核中：联盟 {names_zh(names)} 单干可少付 {case.shown(gap)}。",
            f"Not in the core: {names_en(names)} would pay {case.shown(gap)} less by itself.",
            {"worst_coalition": list(names), "worst_excess": str(gap)},
        )
    if sum(case.shares, Fraction(0)) != case.total:
        zh = "份额合计不等于总额，不在核中。"
        en = "The shares do not sum to the total, so they are not in the core."
        return CertificateLine("core", Verdict.FAIL, zh, en)
    zh, en = "所附的核证明不成立，未定。", "The proof handed over does not hold, so this is open."
    return CertificateLine("core", Verdict.UNPROVEN, zh, en)


def _no_subsidy(case: _Case) -> CertificateLine:
    """Check that every coalition pays what only it needs: the core test of its complement."""
    axiom = "no-subsidy"
    if case.has_split():
        zh, en = (
            "每个联盟至少承担只有它才需要的成本。",
            "Every coalition pays at least what only it needs.",
        )
        return CertificateLine(axiom, Verdict.PASS, zh, en)
    if case.proof.coalition and 0 < case.proof.coalition < case.everyone:
        inside = case.everyone ^ case.proof.coalition
        own = case.total - case.cost(case.proof.coalition)
        paid = case.paid(inside)
        if paid < own:
            names = case.names(inside)
            return CertificateLine(
                axiom,
                Verdict.FAIL,
                f"{names_zh(names)} 受其他方补贴 {case.shown(own - paid)}。",
                f"{names_en(names)} is subsidised by the others by {case.shown(own - paid)}.",
                {"worst_coalition": list(names), "subsidy": str(own - paid)},
            )
    zh, en = "没有附上可核对的证明，未定。", "No proof that holds was handed over, so this is open."
    return CertificateLine(axiom, Verdict.UNPROVEN, zh, en)


def _are_alike(costs: Mapping[int, Fraction], i: int, j: int) -> bool:
    """Say whether exchanging two players leaves the game as it is."""
    both = (1 << i) | (1 << j)
    return all(
        costs.get(needed ^ both, Fraction(0)) == cost
        for needed, cost in costs.items()
        if needed & both not in (0, both)
    )


def _symmetry(case: _Case) -> CertificateLine:
    costs = case.merged()
    representatives: list[int] = []
    pairs: list[tuple[int, int]] = []
    for j in range(len(case.shares)):
        match = next((i for i in representatives if _are_alike(costs, i, j)), None)
        if match is None:
            representatives.append(j)
        else:
            pairs.append((match, j))
    broken = [(i, j) for i, j in pairs if case.shares[i] != case.shares[j]]
    if broken:
        a, b = (case.players[k] for k in broken[0])
        first, second = (case.shown(case.shares[k]) for k in broken[0])
        return CertificateLine(
            "symmetry",
            Verdict.FAIL,
            f"{a} 与 {b} 作用相同，份额却不同（{first} 与 {second}）。",
            f"{a} and {b} are interchangeable but pay {first} and {second}.",
            {"pairs": [[case.players[i], case.players[j]] for i, j in broken]},
        )
    zh, en = "没有两方作用完全相同。", "No two players are interchangeable."
    if pairs:
        zh, en = "作用相同的各方份额相同。", "Interchangeable players have equal shares."
    figures = {"pairs": [[case.players[i], case.players[j]] for i, j in pairs]}
    return CertificateLine("symmetry", Verdict.PASS, zh, en, figures)


def _dummy(case: _Case) -> CertificateLine:
    """Check that whoever shares nothing with others pays exactly what it needs."""
    shared = 0
    for needed in case.merged():
        if needed.bit_count() > 1:
            shared |= needed
    dummies = [i for i in range(len(case.shares)) if not shared >> i & 1]
    broken = [i for i in dummies if case.excess(1 << i) != 0]
    if broken:
        name, own = case.players[broken[0]], case.shown(case.cost(1 << broken[0]))
        pays = case.shown(case.shares[broken[0]])
        return CertificateLine(
            "dummy",
            Verdict.FAIL,
            f"{name} 不与他方共用任何成本，只需要 {own}，份额却是 {pays}。",
            f"{name} shares no cost with anybody and needs just {own}, yet pays {pays}.",
            {"players": [case.players[i] for i in broken]},
        )
    names = [case.players[i] for i in dummies]
    zh, en = "没有无关方。", "There is no dummy player."
    if names:
        zh = f"不与他方共用成本的 {names_zh(names)} 恰付自己所需。"
        en = f"{names_en(names)}, who share no cost with others, pay exactly what they need."
    return CertificateLine("dummy", Verdict.PASS, zh, en, {"dummies": names})


def _non_negative(case: _Case) -> CertificateLine:
    below = [i for i, share in enumerate(case.shares) if share < 0]
    if not below:
        zh, en = "没有负的份额。", "No share is negative."
        return CertificateLine("non-negative", Verdict.PASS, zh, en)
    names = [case.players[i] for i in below]
    return CertificateLine(
        "non-negative",
        Verdict.FAIL,
        f"{names_zh(names)} 的份额为负（收款而非付款）。",
        f"The share of {names_en(names)} is negative (is paid instead of paying).",
        {"players": names, "shares": [str(case.shares[i]) for i in below]},
    )


_CHECKS: tuple[Callable[[_Case], CertificateLine], ...] = (
    _efficiency,
    _individual_rationality,
    _core,
    _no_subsidy,
    _symmetry,
    _dummy,
    _non_negative,
)
