"""Every sharing rule under one name, with its axioms, what it needs and when to use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

__all__ = ["RULES", "Need", "Rule", "RuleInputs", "find_rule"]

# What a rule may need besides a game.
Need = str

_NEEDS: dict[Need, tuple[str, str]] = {
    "weights": ("各方权重", "a weight for each player"),
    "benefits": ("各方效益", "a benefit for each player"),
    "demands": ("各方需求量", "a demand for each player"),
    "cost_function": ("成本函数", "a cost function"),
    "budget": ("联盟求值次数上限", "a budget of coalition evaluations"),
    "cost-game": ("成本博弈", "a cost game"),
    "production": ("线性生产模型", "a linear production model"),
    "funds": ("各方资金与各项目效益", "funds and benefits per project"),
}


@dataclass(frozen=True, slots=True)
class RuleInputs:
    """What rules may need besides the game; each is used only by the rules that name it."""

    weights: tuple[Fraction, ...] | None = None
    benefits: tuple[Fraction, ...] | None = None
    demands: tuple[Fraction, ...] | None = None
    cost_function: tuple[tuple[Fraction, Fraction], ...] | None = None
    budget: int | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A sharing rule's card.

    Attributes
    ----------
    id : str
    zh, en : str
        Names.
    axioms : tuple of str
        Axioms it meets on every game it applies to.
    when_zh, when_en : str
        One sentence: when to use it.
    needs : tuple of str
        Inputs without which it refuses.
    is_lp : bool
        Bounds go into the LP instead of a projection.
    """

    id: str
    zh: str
    en: str
    axioms: tuple[str, ...]
    when_zh: str
    when_en: str
    needs: tuple[Need, ...] = ()
    is_lp: bool = False
    is_game_rule: bool = field(default=True)

    def name(self, lang: str = "en") -> str:
        """Return the name in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.zh if lang == "zh" else self.en

    def when(self, lang: str = "en") -> str:
        """Return when to use it, in ``lang``."""
        return self.when_zh if lang == "zh" else self.when_en

    def needs_in_words(self, lang: str = "en") -> tuple[str, ...]:
        """Return what it needs besides the game, in ``lang``."""
        return tuple(_NEEDS[need][0 if lang == "zh" else 1] for need in self.needs)


_CARDS = (
    Rule(
        "equal",
        "平均分摊",
        "equal shares",
        ("efficiency", "symmetry", "coalition-monotonicity"),
        "各方作用相近、数额小、求简单时用。",
        "Use it when players are alike, amounts small and simplicity matters most.",
    ),
    Rule(
        "proportional",
        "按比例分摊",
        "proportional shares",
        ("efficiency", "equal-treatment-of-equal-weights", "no-advantageous-merging"),
        "有公认的效益、用量、支付能力等权重时用。",
        "Use it when benefit, use, ability to pay or another weight is agreed on.",
        ("weights",),
    ),
    Rule(
        "shapley",
        "夏普利值",
        "Shapley value",
        ("efficiency", "symmetry", "dummy", "additivity", "strong-monotonicity"),
        "要按平均边际贡献分摊、且谁变好谁不吃亏时用。",
        "Use it when shares should follow average contributions and never punish progress.",
    ),
    Rule(
        "weighted-shapley",
        "加权夏普利值",
        "weighted Shapley value",
        ("efficiency", "dummy", "additivity"),
        "各方规模不同、平分不公时用。",
        "Use it when players stand for bodies of different size.",
        ("weights",),
    ),
    Rule(
        "sampled-shapley",
        "抽样夏普利值",
        "sampled Shapley value",
        ("efficiency",),
        "联盟太多、无法逐一求值时用；结果带同时置信区间。",
        "Use it when coalitions are too many to evaluate; it comes with simultaneous intervals.",
        ("budget",),
    ),
    Rule(
        "nucleolus",
        "核仁",
        "nucleolus",
        ("efficiency", "individual-rationality", "symmetry", "dummy", "core-if-nonempty"),
        "最怕有联盟退出、要使最大不满最小时用。",
        "Use it when stability matters most: the worst-off coalition is treated as well as can be.",
        is_lp=True,
    ),
    Rule(
        "prenucleolus",
        "预核仁",
        "prenucleolus",
        ("efficiency", "symmetry", "dummy", "core-if-nonempty"),
        "独自行事合计优于合作、核仁无定义时用。",
        "Use it where the nucleolus is undefined because standing alone adds up to more.",
        is_lp=True,
    ),
    Rule(
        "per-capita-nucleolus",
        "人均核仁",
        "per-capita nucleolus",
        ("efficiency", "individual-rationality", "symmetry", "core-if-nonempty"),
        "不满应按联盟人数平均衡量时用。",
        "Use it when a coalition's complaint should count per head.",
        is_lp=True,
    ),
    Rule(
        "per-capita-prenucleolus",
        "人均预核仁",
        "per-capita prenucleolus",
        ("efficiency", "symmetry", "core-if-nonempty", "aggregate-monotonicity"),
        "总额变化时希望各方同向变化、又无需个体理性时用。",
        "Use it when everybody should share a change of the total alike.",
        is_lp=True,
    ),
    Rule(
        "least-core",
        "最小核",
        "least core",
        ("efficiency", "core-if-nonempty"),
        "只要求最大不满最小；并列由核仁决定。",
        "Use it when only the largest complaint counts; ties are broken by the nucleolus.",
        is_lp=True,
    ),
    Rule(
        "ensc",
        "等分不可分成本",
        "equal non-separable cost (ENSC)",
        ("efficiency", "symmetry", "additivity", "covariance"),
        "各付自己最后加入的增量、余额平分时用。",
        "Use it for the separable part each and the rest in equal parts.",
    ),
    Rule(
        "scrb",
        "可分成本剩余效益法",
        "separable costs, remaining benefits (SCRB)",
        ("efficiency", "symmetry", "covariance"),
        "水利等工程惯例；余额按剩余效益分摊。",
        "Use it where engineering practice asks for it: the rest follows remaining benefits.",
        ("cost-game",),
    ),
    Rule(
        "aca",
        "替代成本节省法",
        "alternate cost avoided (ACA)",
        ("efficiency", "symmetry", "covariance"),
        "没有效益数字、余额按独自成本超出可分成本之数分摊时用。",
        "Use it without benefit figures: the rest follows what each avoids paying alone.",
        ("cost-game",),
    ),
    Rule(
        "serial",
        "序列成本分摊",
        "serial cost sharing",
        ("efficiency", "symmetry", "demand-monotonicity", "independence-of-larger-demands"),
        "用量可分、小用户不应为大用户的规模付费时用。",
        "Use it for divisible use when small users should not pay for the size of large ones.",
        ("demands", "cost_function"),
    ),
    Rule(
        "aumann-shapley",
        "奥曼-夏普利价格",
        "Aumann–Shapley prices",
        ("efficiency", "additivity", "rescaling-invariance", "consistency"),
        "用量可分、要统一单价时用。",
        "Use it for divisible use when everybody should pay one price per unit.",
        ("demands", "cost_function"),
    ),
    Rule(
        "owen",
        "欧文对偶价格",
        "Owen dual prices",
        ("efficiency", "core"),
        "资源可分的线性生产：一次线性规划即得核中一点。",
        "Use it for divisible resources: one LP gives prices and a point of the core.",
        ("production",),
        is_game_rule=False,
    ),
    Rule(
        "equal-shares",
        "等额出资法",
        "Method of Equal Shares",
        ("fund-limits", "extended-justified-representation-up-to-one"),
        "各部门以自有资金共同选择项目并出资时用。",
        "Use it when departments choose and co-fund projects from their own funds.",
        ("funds",),
        is_game_rule=False,
    ),
)

RULES: dict[str, Rule] = {card.id: card for card in _CARDS}


def find_rule(name: str) -> Rule | None:
    """Return a rule by its id; underscores and case do not matter. None when there is none."""
    return RULES.get(name.strip().lower().replace("_", "-"))
