"""``roundtable share``: who pays what of a plan, with the settlement and the certificate."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.documents import load_outcome, load_round, stop_with, write_atomically
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, JsonFlag, Lang, LangOption
from api.cli.shares_shown import print_shares
from api.cli.speech import data_console, print_json, say, text
from optimizer.domain import Outcome, Plan, Round
from optimizer.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from optimizer.sharing import PlanPolicy

__all__ = ["share_command"]


class BasisOption(StrEnum):
    """What proportional shares are in proportion to."""

    BENEFIT = "benefit"
    USE = "use"
    WEIGHT = "weight"
    ABILITY = "ability"


def share_command(
    file: InputFile,
    outcome_file: Annotated[
        Path, typer.Argument(help="The outcome whose plan is shared.", show_default=False)
    ],
    lang: LangOption,
    rule: Annotated[
        str | None, typer.Option("--rule", help="The sharing rule; the policy's if left out.")
    ] = None,
    basis: Annotated[
        BasisOption, typer.Option("--by", help="What `proportional` is in proportion to.")
    ] = BasisOption.BENEFIT,
    cap: Annotated[
        list[str] | None, typer.Option("--cap", help="DEPARTMENT=AMOUNT: the most it pays.")
    ] = None,
    floor: Annotated[
        list[str] | None, typer.Option("--floor", help="DEPARTMENT=AMOUNT: the least it pays.")
    ] = None,
    exempt: Annotated[
        list[str] | None, typer.Option("--exempt", help="DEPARTMENT: pays nothing by policy.")
    ] = None,
    not_worse_than_alone: Annotated[
        bool, typer.Option("--not-worse-than-alone", help="Nobody pays more than alone.")
    ] = False,
    certificate: Annotated[
        bool, typer.Option("--certificate", help="Show every line of the certificate.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the shares here as JSON.")
    ] = None,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Share the cost of a plan: shares to the cent, settlement, statements, certificate."""
    from optimizer.sharing import Basis, RuleRefused, share_plan

    outcome = load_outcome(outcome_file, lang, as_json)
    round_ = load_round(file, lang, format, as_json)
    plan = _plan_of(round_, outcome, outcome_file, lang, as_json)
    policy = _policy(round_, cap or [], floor or [], exempt or [], not_worse_than_alone, lang)
    try:
        shares = share_plan(round_, plan, rule, basis=Basis(basis.value), policy=policy)
    except RuleRefused as refusal:
        raise stop_with([refusal.finding], lang, as_json) from None
    if output is not None:
        try:
            write_atomically(output, shares)
        except OSError as error:
            say(lang, f"无法写入 {output}：{error}", f"{output} can't be written: {error}")
            raise typer.Exit(USAGE) from None
        say(lang, f"已写入 {output}", f"wrote {output}")
    if as_json:
        print_json(shares.model_dump(mode="json"))
    else:
        print_shares(shares, round_, lang, data_console(), certificate)


def _plan_of(
    round_: Round, outcome: Outcome, outcome_file: Path, lang: Lang, as_json: bool
) -> Plan:
    """Return the plan of an outcome that answers the round, or leave with findings."""
    from optimizer.verify import verify_plan

    def finding(code: str, pointer: str, zh: str, en: str, found: str = "") -> Finding:
        place = Place(pointer=pointer, file=outcome_file.name)
        return Finding(code, Severity.ERROR, place, zh, en, found=found)

    plan = outcome.plan
    if outcome.provenance.round_hash != round_.content_hash():
        other = finding(
            "outcome.other-round",
            "/provenance/round_hash",
            "该结果回答的是另一个轮次（或轮次已被修改）。",
            "The outcome answers another round, or the round was changed since.",
            outcome.provenance.round_hash,
        )
        raise stop_with([other], lang, as_json)
    if plan is None:
        none = finding(
            "outcome.no-plan",
            "/plan",
            "该结果没有计划，没有可分摊的成本。",
            "The outcome holds no plan, so there is no cost to share.",
        )
        raise stop_with([none], lang, as_json)
    violations = verify_plan(round_, plan)
    if violations:
        raise stop_with(
            [finding(v.code, "/plan", v.message_zh, v.message_en) for v in violations],
            lang,
            as_json,
        )
    return plan


def _policy(
    round_: Round,
    caps: list[str],
    floors: list[str],
    exempt: list[str],
    not_worse_than_alone: bool,
    lang: Lang,
) -> PlanPolicy:
    from optimizer.sharing import PlanPolicy

    known = {d.id for d in round_.departments}
    for department in exempt:
        _check_department(department, known, "--exempt", lang)
    return PlanPolicy(
        _amounts(round_, caps, "--cap", lang),
        _amounts(round_, floors, "--floor", lang),
        frozenset(exempt),
        not_worse_than_alone,
    )


def _check_department(name: str, known: set[str], option: str, lang: Lang) -> None:
    if name not in known:
        listed = ", ".join(sorted(known))
        message = text(
            lang, f"没有部门 {name}。有：{listed}", f"no department {name!r}; known: {listed}"
        )
        raise typer.BadParameter(message, param_hint=option)


def _amounts(round_: Round, given: list[str], option: str, lang: Lang) -> dict[str, int]:
    """Read ``DEPARTMENT=AMOUNT`` in the currency's own units into minor units."""
    from optimizer.sharing.plans.money import minor_digits

    digits = minor_digits(round_.currency)
    known = {d.id for d in round_.departments}
    found: dict[str, int] = {}
    for item in given:
        name, equals, number = item.rpartition("=")
        if not equals:
            message = text(lang, f"{item} 应写成 部门=数额", f"{item!r} is not DEPARTMENT=AMOUNT")
            raise typer.BadParameter(message, param_hint=option)
        _check_department(name, known, option, lang)
        try:
            cents = Decimal(number.replace(",", "")) * 10**digits
        except InvalidOperation:
            cents = Decimal("NaN")
        if not cents.is_finite() or cents != cents.to_integral_value() or cents < 0:
            message = text(
                lang,
                f"{number} 不是最多 {digits} 位小数的非负金额",
                f"{number!r} is not an amount of money with at most {digits} decimals",
            )
            raise typer.BadParameter(message, param_hint=option)
        found[name] = int(cents)
    return found
