"""How fairly a plan serves the departments, what fairness costs, and what is owed afterwards."""

from scenarios.fairness.credits import carried_credits
from scenarios.fairness.indices import Envy, FairnessFigures, ServedShare, fairness_figures
from scenarios.fairness.price import GUARANTEES, FairnessPrice, PricePoint, price_of_fairness

__all__ = [
    "GUARANTEES",
    "Envy",
    "FairnessFigures",
    "FairnessPrice",
    "PricePoint",
    "ServedShare",
    "carried_credits",
    "fairness_figures",
    "price_of_fairness",
]
