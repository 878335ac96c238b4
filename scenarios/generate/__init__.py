"""Seeded rounds of any size: believable, contended to order, each project possible alone."""

from scenarios.generate.generate import Generated, generate, generate_round
from scenarios.generate.shape import SIZES, Shape, UnusableShape

__all__ = ["SIZES", "Generated", "Shape", "UnusableShape", "generate", "generate_round"]
