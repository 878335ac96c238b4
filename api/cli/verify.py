"""``roundtable verify``: replay a plan against its round, with no solver involved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import load_outcome, load_round
from api.cli.exit_codes import VIOLATIONS
from api.cli.options import FileFormat, InputFile, JsonFlag, LangOption
from api.cli.speech import print_json, say
from optimizer.domain import ObjectiveLevel, Outcome, Plan, Round

__all__ = ["verify_command", "verify_outcome"]


def verify_command(
    file: InputFile,
    outcome_file: Annotated[
        Path, typer.Argument(help="The outcome to verify.", show_default=False)
    ],
    lang: LangOption,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Verify an outcome's plan: violations are printed and leave with exit code 1."""
    outcome = load_outcome(outcome_file, lang, as_json)
    round_ = load_round(file, lang, format, as_json)
    violations = verify_outcome(round_, outcome)
    if as_json:
        print_json({"violations": violations})
    else:
        for violation in violations:
            typer.echo(violation["text"])
    if violations:
        raise typer.Exit(VIOLATIONS)
    say(lang, "核验通过：计划符合该轮次的每一条规则。", "verified: the plan keeps every rule.")


def verify_outcome(round_: Round, outcome: Outcome) -> list[dict[str, object]]:
    """Return what is wrong with an outcome as an answer to ``round_``; empty when nothing is.

    The round's hash and then every rule are checked, and the value of each objective level is
    computed again. Each entry is JSON data with ``code`` and ``text``, an English line.
    """
    from optimizer.verify import verify_plan

    found: list[dict[str, object]] = []
    given, expected = outcome.provenance.round_hash, round_.content_hash()
    if given != expected:
        found.append(
            {
                "code": "outcome.other-round",
                "text": f"answers another round: {given}, this one is {expected}",
            }
        )
    if outcome.plan is None:
        found.append({"code": "outcome.no-plan", "text": "the outcome holds no plan to verify"})
        return found
    violations = verify_plan(round_, outcome.plan)
    found += [{**violation.to_json(), "text": str(violation)} for violation in violations]
    if not violations:  # measures are defined for plans that keep the rules
        found += _wrong_values(round_, outcome, outcome.plan)
    return found


def _wrong_values(round_: Round, outcome: Outcome, plan: Plan) -> list[dict[str, object]]:
    """Return the levels whose stated value is not what the plan is worth."""
    from optimizer.verify.measures import level_value

    # A level of the policy by its name; else one of the measures that may stand alone.
    levels = {name: ObjectiveLevel.model_validate(name) for name in ("makespan", "cost", "value")}
    levels |= {level.name: level for level in round_.policy.levels}
    found: list[dict[str, object]] = []
    for result in outcome.objective:
        level = levels.get(result.name)
        if level is None or result.value is None:
            continue
        if round_.policy.fairness.entitlement == "stand-alone" and any(
            term.measure == "fairness" for term in level.terms
        ):  # needs what each department reaches alone, which only solving can tell
            continue
        value = level_value(round_, plan, level)
        if value != result.value:
            text = f"level {result.name}: stated {result.value}, the plan is worth {value}"
            found.append({"code": "outcome.level-value", "text": text})
    return found
