"""``roundtable sample``: a generated round of a size, written in any format that can hold it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.documents import stop_with
from api.cli.exit_codes import USAGE
from api.cli.options import Lang, LangOption
from api.cli.speech import say
from optimizer.errors import NoPlace

if TYPE_CHECKING:
    from scenarios.generate import Generated

__all__ = ["sample_command"]


class Size(StrEnum):
    """People and projects: 30 and 12, 120 and 60, 400 and 200, 2,000 and 800."""

    S = "S"
    M = "M"
    L = "L"
    XL = "XL"


class FamilyChoice(StrEnum):
    """Which families of the domain a generated round uses."""

    BASIC = "basic"
    ALL = "all"


def sample_command(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write.", show_default=False)
    ],
    lang: LangOption,
    size: Annotated[Size, typer.Option(help="People and projects at once.")] = Size.S,
    experts: Annotated[int | None, typer.Option(help="People, in place of the size's.")] = None,
    projects: Annotated[int | None, typer.Option(help="Projects, in place of the size's.")] = None,
    weeks: Annotated[int | None, typer.Option(help="Weeks, in place of the size's.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    contention: Annotated[
        int, typer.Option(help="Person-weeks asked for, in percent of those on offer.")
    ] = 130,
    families: Annotated[
        FamilyChoice, typer.Option(help="Families of the domain that are used.")
    ] = FamilyChoice.BASIC,
    to: Annotated[
        str | None, typer.Option("--to", help="Write this format, whatever the name says.")
    ] = None,
) -> None:
    """Write a generated round: believable, contended, the same from the same seed."""
    from scenarios.formats import FORMATS, format_of_name, write_file
    from scenarios.generate import SIZES, Shape, UnusableShape, generate

    wanted = to or format_of_name(output)
    if wanted not in FORMATS:
        known = ", ".join(FORMATS)
        say(lang, f"请用 --to 指明格式：{known}", f"name the format to write with --to: {known}")
        raise typer.Exit(USAGE)
    usual = SIZES[size.value]
    people, requests, periods = (
        own if given is None else given
        for given, own in zip((experts, projects, weeks), usual, strict=True)
    )
    try:
        shape = Shape(people, requests, periods, seed, contention, families.value)
        generated = generate(shape)
    except UnusableShape as error:
        say(lang, f"无法生成：{error.reason.zh}", f"can't be generated: {error.reason.en}")
        raise typer.Exit(USAGE) from None
    try:
        write_file(generated.round_, output, wanted)
    except NoPlace as error:
        raise stop_with(error.findings, lang) from None
    except OSError as error:
        detail = error.strerror
        say(lang, f"无法写入 {output}：{detail}", f"{output} can't be written: {detail}")
        raise typer.Exit(USAGE) from None
    _tell(generated, output, lang)


def _tell(generated: Generated, output: Path, lang: Lang) -> None:
    """Say what was written and how contended it is, as measured."""
    from scenarios.generate.contention import cluster_contention, people_contention

    round_ = generated.round_
    overall = people_contention(round_)
    by_cluster = [cluster.pct for cluster in cluster_contention(round_, generated.clusters)]
    listed = ", ".join(f"{pct} %" for pct in by_cluster)
    places = sum(
        need.headcount
        for project in round_.projects
        for package in project.packages
        for need in package.modes[0].staffing
    )
    people, projects = len(round_.experts), len(round_.projects)
    say(
        lang,
        f"已写入 {output}：{people} 人，{projects} 个项目，{places} 个岗位；"
        f"需求为供给的 {overall.pct} %（各技能群：{listed}）",
        f"wrote {output}: {people} people, {projects} projects, {places} places; "
        f"demand {overall.pct} % of capacity (by skill cluster: {listed})",
    )
