"""``roundtable why``: why not this project, why this person; and what would change it."""

from __future__ import annotations

import threading
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.documents import load_outcome, load_round
from api.cli.exit_codes import INTERRUPTED, USAGE
from api.cli.options import FileFormat, InputFile, JsonFlag, Lang, LangOption, OutcomeFile
from api.cli.soundness import refuse_unsound
from api.cli.speech import data_console, print_json, say, text
from api.cli.waiting import Report, wait_for
from optimizer.domain import Outcome, Round
from optimizer.solve import Limits

if TYPE_CHECKING:
    from scenarios.why import PersonAnswer, ProjectAnswer

__all__ = ["why_command"]

STEPS = {
    "reason": ("查看计划", "looking at the plan"),
    "rules": ("寻找冲突的规则", "looking for the rules that clash"),
    "remedies": ("寻找最省的变更", "looking for the cheapest change"),
    "prices": ("计算影子价格", "pricing what is scarce"),
    "forced": ("试着强行立项", "trying it in any case"),
    "proof": ("求证最省", "proving that nothing is cheaper"),
}


def why_command(
    file: InputFile,
    outcome_file: OutcomeFile,
    lang: LangOption,
    project: Annotated[
        str | None,
        typer.Argument(
            help="The project asked about; without one, why an infeasible round has no plan.",
            metavar="[PROJECT]",
        ),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="ID", help="Why is this person on it, and who is next?"),
    ] = None,
    scarce: Annotated[
        bool,
        typer.Option("--scarce", help="What is scarce, and what more of it would bring."),
    ] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds for the whole answer.")
    ] = 20.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads of each solve.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write the first remedy here, as a scenario."),
    ] = None,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Explain an outcome: a project that is out, a person who is on, what is scarce, no plan."""
    round_ = load_round(file, lang, format, as_json)
    outcome = load_outcome(outcome_file, lang, as_json)
    refuse_unsound(round_, outcome, outcome_file, lang)
    limits = Limits(time_limit_seconds=time_limit, workers=workers, seed=seed)
    if project is None:
        from api.cli.why_round import answer_round

        answer_round(round_, outcome, limits, lang, as_json, scarce=scarce)
        return
    _known(project, [p.id for p in round_.projects], "PROJECT", lang)
    if outcome.plan is None:
        say(lang, "该结果没有计划。", "the outcome holds no plan.")
        raise typer.Exit(USAGE)
    accepted = {item.project for item in outcome.plan.projects}
    if person is not None:
        _known(person, [e.id for e in round_.experts], "--person", lang)
        _answer_person(round_, outcome, project, person, limits, lang, as_json)
        return
    if project in accepted:
        say(
            lang,
            f"{project} 已在计划中；--person 可询问其中的人员。",
            f"{project} is in the plan; --person asks about somebody on it.",
        )
        raise typer.Exit(USAGE)
    answer, interrupted = _answer_project(round_, outcome, project, limits, lang)
    if output is not None:
        _write_remedy(answer, round_, output, lang)
    if as_json:
        print_json(answer.model_dump(mode="json"))
    else:
        from api.cli.why_shown import print_project_answer

        print_project_answer(answer, round_, lang, data_console())
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _known(id_: str, known: list[str], option: str, lang: Lang) -> None:
    if id_ in known:
        return
    close = ", ".join(get_close_matches(id_, known, n=5, cutoff=0.5) or known[:5])
    message = text(lang, f"没有 {id_}；相近的有：{close}", f"there is no {id_!r}; close: {close}")
    raise typer.BadParameter(message, param_hint=option)


def _answer_project(
    round_: Round, outcome: Outcome, project: str, limits: Limits, lang: Lang
) -> tuple[ProjectAnswer, bool]:
    from scenarios.why import explain_project

    def work(cancel: threading.Event, report: Report) -> ProjectAnswer:
        def on_step(step: str) -> None:
            report(f"{text(lang, *STEPS[step])} …")

        return explain_project(round_, outcome, project, limits, on_step=on_step, cancel=cancel)

    return wait_for(
        work,
        lang,
        ("正在分析 …", "thinking ..."),
        ("正在停止，保留已得的回答 …", "stopping with what is answered so far ..."),
    )


def _answer_person(
    round_: Round,
    outcome: Outcome,
    project: str,
    person: str,
    limits: Limits,
    lang: Lang,
    as_json: bool,
) -> None:
    from api.cli.why_shown import print_person_answer
    from scenarios.why import explain_person, places_of

    plan = outcome.plan
    places = () if plan is None else places_of(plan, project, person)
    if not places:
        say(
            lang,
            f"{person} 不在 {project} 的任何岗位上。",
            f"{person} is on no need of {project}.",
        )
        raise typer.Exit(USAGE)
    each = limits.time_limit_seconds
    part = Limits(None if each is None else each / len(places), limits.workers, limits.seed)

    def work(cancel: threading.Event, _report: Report) -> list[PersonAnswer]:
        return [
            explain_person(round_, outcome, project, package, need, person, part, cancel=cancel)
            for package, need in places
            if not cancel.is_set()
        ]

    answers, interrupted = wait_for(
        work, lang, ("正在分析 …", "thinking ..."), ("正在停止 …", "stopping ...")
    )
    if as_json:
        print_json([answer.model_dump(mode="json") for answer in answers])
    else:
        for answer in answers:
            print_person_answer(answer, lang, data_console())
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _write_remedy(answer: ProjectAnswer, round_: Round, output: Path, lang: Lang) -> None:
    """Write the first remedy as a scenario for ``roundtable scenario apply``."""
    from scenarios.changes import ForceProject, Scenario, write_scenario

    if not answer.remedies:
        say(lang, "没有可写入的变更。", "there is no change to write.")
        return
    remedy = answer.remedies[0]
    changes = remedy.changes
    if remedy.criterion == "beside":  # it can be done then; the office says that it is
        changes = (*changes, ForceProject(project=answer.project))
    scenario = Scenario(name=remedy.sentence, base_hash=round_.content_hash(), changes=changes)
    try:
        write_scenario(scenario, output)
    except OSError as error:
        why = error.strerror
        say(lang, f"无法写入 {output}：{why}", f"{output} can't be written: {why}")
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {output}", f"wrote {output}")
