"""Before an outcome is shown: it answers this round, its plan keeps the rules and is worth that."""

from __future__ import annotations

from pathlib import Path

from api.cli.documents import stop_with
from api.cli.options import Lang
from api.cli.verify import verify_outcome
from optimizer.domain import Outcome, Round
from optimizer.findings import Finding, Place, Severity

__all__ = ["refuse_unsound"]


def refuse_unsound(round_: Round, outcome: Outcome, file: Path, lang: Lang) -> None:
    """Return only if an outcome may be shown; one without a plan may.

    Raises
    ------
    typer.Exit
        With code 3, after showing the findings: another round, a broken rule, a value that the
        plan is not worth.
    """
    if outcome.provenance.round_hash != round_.content_hash():
        raise stop_with([_other_round(file, outcome, round_)], lang)
    if outcome.plan is None:
        return
    found = verify_outcome(round_, outcome)
    if found:
        raise stop_with([_unsound(file, str(f["code"]), str(f["text"])) for f in found], lang)


def _other_round(path: Path, outcome: Outcome, round_: Round) -> Finding:
    return Finding(
        code="outcome.other-round",
        severity=Severity.ERROR,
        place=Place(pointer="/provenance/round_hash", file=path.name),
        message_zh="该结果回答的是另一个轮次（或轮次已被修改）。",
        message_en="The outcome answers another round, or the round was changed since.",
        found=outcome.provenance.round_hash,
        expected=round_.content_hash(),
        suggestion_zh="请给出求解时的轮次文件，或重新求解。",
        suggestion_en="Give the round that was solved, or solve again.",
    )


def _unsound(path: Path, code: str, text: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        place=Place(pointer="/plan", file=path.name),
        message_zh="结果未通过核验，因此不予展示。",
        message_en="The outcome fails verification and is not shown.",
        found=text,
        suggestion_zh="结果文件可能被改动过，请重新求解。",
        suggestion_en="The outcome may have been edited: solve again.",
    )
