"""Equal, proportional, separable-cost, divisible-use rules and the Method of Equal Shares."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.sharing import (
    RULES,
    Completion,
    Game,
    Interval,
    LinearProduction,
    RuleInputs,
    RuleRefused,
    find_rule,
    fund_by_equal_shares,
    owen_shares,
    shapley_value,
    share_game,
)
from optimizer.sharing.certificates import Verdict, certify_shares
from optimizer.sharing.divisible_use import (
    CostCurve,
    FacilityUse,
    aumann_shapley_prices,
    share_serially,
)
from optimizer.sharing.proportional import share_equally, share_proportionally
from optimizer.sharing.separable import (
    alternate_cost_avoided,
    equal_nonseparable,
    equal_nonseparable_intervals,
    separable_cost_remaining_benefit,
)
from tests.sharing.random_games import games

TVA = Game.from_values(
    ("N", "F", "P"), [0, 163520, 140826, 301607, 250096, 378821, 367370, 412584], "cost"
)
positive = st.fractions(min_value=Fraction(1, 4), max_value=20, max_denominator=4)


def fractions(*numbers: int | str) -> tuple[Fraction, ...]:
    return tuple(Fraction(number) for number in numbers)


def test_every_card_is_complete_in_both_languages() -> None:
    for card in RULES.values():
        assert card.axioms
        assert card.zh != card.en
        assert card.when("zh") != card.when("en")
        assert len(card.needs_in_words("zh")) == len(card.needs)
    assert find_rule("Per_Capita_Nucleolus") is RULES["per-capita-nucleolus"]
    assert find_rule("nonsense") is None


def test_equal_and_proportional() -> None:
    assert share_equally(Fraction(10), 4) == (Fraction(5, 2),) * 4
    assert share_proportionally(Fraction(10), fractions(1, 0, 3)) == fractions("5/2", 0, "15/2")
    for weights in (fractions(0, 0), fractions(1, -1)):
        with pytest.raises(RuleRefused):
            share_proportionally(Fraction(10), weights)


def test_scrb_caps_the_benefit() -> None:
    # With a benefit below its stand-alone cost, power carries less of the joint cost.
    plain = separable_cost_remaining_benefit(TVA)
    assert plain == alternate_cost_avoided(TVA)
    capped = separable_cost_remaining_benefit(TVA, fractions(10**9, 10**9, 120000))
    assert sum(capped) == 412584
    assert capped[2] < plain[2]
    assert capped[2] <= 120000


def test_separable_rules_refuse_what_they_cannot_answer() -> None:
    value = Game.from_values(("a", "b"), [0, 1, 2, 9], "value")
    for rule in (alternate_cost_avoided, separable_cost_remaining_benefit):
        with pytest.raises(RuleRefused) as refusal:
            rule(value)
        assert refusal.value.finding.code == "rule.needs-cost-game"
    superadditive = Game.from_values(("a", "b"), [0, 1, 2, 9], "cost")
    with pytest.raises(RuleRefused) as refusal:
        alternate_cost_avoided(superadditive)
    assert refusal.value.finding.subject == ("a", "b")
    additive = Game.from_values(("a", "b"), [0, 1, 2, 3], "cost")
    assert alternate_cost_avoided(additive) == (1, 2)


@given(games(least=2, most=2))
def test_two_players_make_ensc_the_shapley_value(game: Game) -> None:
    assert equal_nonseparable(game) == shapley_value(game)


@given(games(most=4), st.lists(st.integers(0, 4), min_size=16, max_size=16), st.integers(0, 15))
def test_ensc_intervals_hold_the_games_at_their_corners(
    game: Game, widths: list[int], picks: int
) -> None:
    lows = [game.value(mask) for mask in range(1 << game.n)]
    ends = [Interval(low, low + (widths[mask] if mask else 0)) for mask, low in enumerate(lows)]
    wide = Game.from_intervals(game.players, ends, game.kind)
    corner = [e.high if picks >> (mask % 4) & 1 else e.low for mask, e in enumerate(ends)]
    inner = equal_nonseparable(Game.from_values(game.players, corner, game.kind))
    for share, interval in zip(inner, equal_nonseparable_intervals(wide), strict=True):
        assert interval.low <= share <= interval.high


CURVES = (
    CostCurve(((Fraction(0), Fraction(0)), (Fraction(10), Fraction(30)))),
    CostCurve(tuple((Fraction(q), Fraction(c)) for q, c in ((0, 0), (4, 20), (9, 30), (20, 31)))),
)


@given(st.lists(positive, min_size=1, max_size=5), st.sampled_from(CURVES))
def test_serial_shares(demands: list[Fraction], curve: CostCurve) -> None:
    shares = share_serially(curve, demands)
    assert sum(shares) == curve.at(sum(demands, Fraction(0)))
    order = sorted(range(len(demands)), key=lambda i: demands[i])
    for a, b in itertools.pairwise(order):
        assert shares[a] <= shares[b]
    # What the largest user asks for does not touch the others.
    larger = list(demands)
    larger[order[-1]] += 7
    moved = share_serially(curve, larger)
    for i in order[:-1]:
        assert moved[i] == shares[i]
    # The smallest pays what everybody would pay if all were like it.
    least = demands[order[0]]
    assert shares[order[0]] == curve.at(least * len(demands)) / len(demands)


def test_aumann_shapley_prices_pay_for_the_facilities() -> None:
    lab = FacilityUse(CURVES[0], fractions(1, 2, 0))
    licence = FacilityUse(CURVES[1], fractions(0, 1, 1))
    unused = FacilityUse(CURVES[1], fractions(0, 0, 0))
    demands = fractions(2, 3, 4)
    prices = aumann_shapley_prices({"lab": lab, "licence": licence, "x": unused}, demands)
    paid = sum((p * q for p, q in zip(prices, demands, strict=True)), Fraction(0))
    assert paid == CURVES[0].at(Fraction(8)) + CURVES[1].at(Fraction(7))
    # The lab's cost is linear, so its part is the plain unit price.
    assert prices[0] == 3
    with pytest.raises(RuleRefused):
        aumann_shapley_prices({"lab": lab}, fractions(1, -1, 0))


def test_cost_curves_are_checked() -> None:
    with pytest.raises(ValueError, match="ascending"):
        CostCurve(((Fraction(0), Fraction(0)),))
    with pytest.raises(ValueError, match="starts"):
        CostCurve(((Fraction(1), Fraction(0)), (Fraction(2), Fraction(3))))
    with pytest.raises(ValueError, match="negative"):
        CURVES[0].at(Fraction(-1))


@given(
    st.lists(positive, min_size=1, max_size=4),
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=4, max_size=4),
    st.lists(positive, min_size=3, max_size=3),
    st.sampled_from(Completion),
)
def test_equal_shares_never_overspends(
    costs: list[Fraction], wants: list[list[int]], funds: list[Fraction], completion: Completion
) -> None:
    benefits = [[Fraction(wants[p][i]) for p in range(len(costs))] for i in range(3)]
    outcome = fund_by_equal_shares(costs, benefits, funds, completion)
    paid = [Fraction(0)] * 3
    for purchase in outcome.purchases:
        assert sum(purchase.payments) == costs[purchase.project]
        for i, payment in enumerate(purchase.payments):
            assert payment >= 0
            paid[i] += payment
            if purchase.rate is not None:
                assert payment <= purchase.rate * benefits[i][purchase.project]
    assert [f - p for f, p in zip(funds, paid, strict=True)] == list(outcome.left)
    assert all(left >= 0 for left in outcome.left)
    # Nobody's unspent money could have bought a project its supporters want.
    bought = {purchase.project for purchase in outcome.purchases}
    for project in set(range(len(costs))) - bought:
        ours = sum(outcome.left[i] for i in range(3) if benefits[i][project] > 0)
        assert ours < costs[project]


def test_equal_shares_picks_the_cheapest_rate_and_completes() -> None:
    costs, funds = fractions(10, 6), fractions(8, 5)
    benefits = (fractions(2, 0), fractions(1, 3))
    plain = fund_by_equal_shares(costs, benefits, funds)
    assert [p.project for p in plain.purchases] == [0]
    assert plain.purchases[0].payments == fractions("20/3", "10/3")
    rich = fund_by_equal_shares(costs, benefits, fractions(11, 5), Completion.POOLED_REMAINDER)
    assert [p.rate is None for p in rich.purchases] == [False, True]
    assert rich.left == (0, 0)
    with pytest.raises(ValueError, match="positive"):
        fund_by_equal_shares(fractions(0), (fractions(1),), fractions(1))


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=3),
    st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=2),
    st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=3, max_size=3),
)
def test_owen_shares_are_in_the_core(
    profits: list[int], technology: list[list[int]], owned: list[list[int]]
) -> None:
    production = LinearProduction(
        ("a", "b", "c"),
        tuple(map(Fraction, profits)),
        tuple(tuple(map(Fraction, row[: len(profits)])) for row in technology),
        tuple(tuple(map(Fraction, row)) for row in owned),
    )
    certificate = certify_shares(production.game(), owen_shares(production).shares)
    assert certificate.line("core").verdict is Verdict.PASS


def test_unbounded_production_is_refused() -> None:
    production = LinearProduction(("a",), fractions(3), (fractions(0),), (fractions(1),))
    with pytest.raises(RuleRefused) as refusal:
        owen_shares(production)
    assert refusal.value.finding.code == "rule.unbounded-production"


def test_share_game_needs_what_the_card_says() -> None:
    for rule in RULES.values():
        if not rule.is_game_rule or set(rule.needs) & {
            "weights", "demands", "budget", "cost_function"
        }:  # fmt: skip
            with pytest.raises(RuleRefused):
                share_game(TVA, rule)
        else:
            shares = share_game(TVA, rule)
            assert sum(shares.shares) == 412584
            assert shares.to_json()["exact"] is True


def test_use_rules_from_a_file_must_meet_the_total() -> None:
    curve = tuple((Fraction(q), Fraction(c)) for q, c in ((0, 0), (2, 8), (4, 10)))
    game = Game.from_values(("a", "b"), [0, 4, 9, 10], "cost")
    inputs = RuleInputs(demands=fractions(1, 3), cost_function=curve)
    serial = share_game(game, RULES["serial"], inputs)
    assert serial.shares == (4, 6)
    prices = share_game(game, RULES["aumann-shapley"], inputs)
    assert prices.shares == fractions("5/2", "15/2")
    short = RuleInputs(demands=fractions(1, 1), cost_function=curve)
    with pytest.raises(RuleRefused) as refusal:
        share_game(game, RULES["serial"], short)
    assert refusal.value.finding.code == "rule.cost-function-total"


def test_an_interval_game_is_never_called_exact() -> None:
    ends = [Interval(Fraction(a), Fraction(b)) for a, b in ((0, 0), (4, 6), (5, 5), (8, 8))]
    game = Game.from_intervals(("a", "b"), ends, "cost")
    for rule in ("shapley", "nucleolus", "ensc", "equal", "aca"):
        shares = share_game(game, RULES[rule])
        assert not shares.exact, rule
        assert sum(shares.shares) == 8
    shapley = share_game(game, RULES["shapley"])
    assert shapley.intervals == (
        Interval(Fraction(7, 2), Fraction(9, 2)),
        Interval(Fraction(7, 2), Fraction(9, 2)),
    )


@given(games(least=1, most=4))
def test_the_dual_game(game: Game) -> None:
    dual = game.dual()
    whole = game.value(game.grand)
    for mask in range(1 << game.n):
        assert dual.value(mask) == whole - game.value(game.grand ^ mask)
        assert dual.dual().value(mask) == game.value(mask)
    assert shapley_value(dual) == shapley_value(game)


def test_the_heavier_pays_more_of_a_common_cost_and_gets_more_of_a_common_gain() -> None:
    rule = RULES["weighted-shapley"]
    inputs = RuleInputs(weights=fractions(1, 2))
    cost = Game.from_values(("small", "large"), [0, 12, 12, 12], "cost")
    assert share_game(cost, rule, inputs).shares == (4, 8)
    gain = Game.from_values(("small", "large"), [0, 0, 0, 12], "value")
    assert share_game(gain, rule, inputs).shares == (4, 8)


def test_a_body_of_two_pays_what_two_would() -> None:
    # Splitting the large one in two equal halves leaves everybody's share as it is.
    three = Game.from_values(("s", "l1", "l2"), [0, 12, 12, 12, 12, 12, 12, 12], "cost")
    two = Game.from_values(("s", "l"), [0, 12, 12, 12], "cost")
    shares = shapley_value(three)
    merged = share_game(two, RULES["weighted-shapley"], RuleInputs(weights=fractions(1, 2))).shares
    assert merged == (shares[0], shares[1] + shares[2])
