import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="一个轮次 · A round")


@app.cell
def _():
    import altair as alt
    import marimo as mo
    import pandas as pd

    from optimizer.checks import check_round
    from optimizer.solve import Limits, solve_round
    from optimizer.verify import verify_plan
    from scenarios.figures import figures_of
    from scenarios.sample import sample_round

    return Limits, alt, check_round, figures_of, mo, pd, sample_round, solve_round, verify_plan


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # 一个轮次 · A round

    八个部门，六十个人，二十四项申请——而几项技能、两间实验室和多数资金不够所有人用。
    这本笔记从申请读到计划：什么稀缺，做哪些项目，何时做、谁来做，以及这份计划有多好。

    Eight departments, sixty people, twenty-four requests – and a few skills, two laboratories and
    most funds can't serve them all. This notebook goes from requests to a plan: what is scarce,
    what is done, when and by whom, and how good the plan is.
    """)
    return


@app.cell
def _(mo):
    seconds_slider = mo.ui.slider(
        2, 60, value=10, label="求解时限（秒） · Time limit (seconds)", show_value=True
    )
    seconds_slider
    return (seconds_slider,)


@app.cell
def _(seconds_slider):
    seconds = seconds_slider.value
    return (seconds,)


@app.cell
def _(check_round, mo, sample_round):
    # Any round will do: scenarios.formats.read_file("mine.xlsx").
    round_ = sample_round()
    findings = check_round(round_)
    mo.md(
        f"**检查 · Checks:** {len(round_.projects)} 项申请 · requests, "
        f"{len(findings)} 条提示 · findings."
    )
    return (round_,)


@app.cell
def _(Limits, figures_of, round_, seconds, solve_round, verify_plan):
    outcome = solve_round(round_, Limits(time_limit_seconds=seconds, workers=2, seed=0))
    violations = [] if outcome.plan is None else verify_plan(round_, outcome.plan)
    figures = figures_of(round_, outcome)
    return figures, outcome, violations


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 什么稀缺 · What is scarce

    若每项申请都满足，各项技能的人要承担多少？超过 100 % 就必须取舍。

    If every request were served, how much would the people of each skill carry? Above 100 %
    somebody goes without.
    """)
    return


@app.cell
def _(alt, figures, pd, round_):
    skill_names = {s.id: f"{s.name.zh or s.id} · {s.name.en or s.id}" for s in round_.skills}
    pressure = pd.DataFrame(
        [
            {"skill": skill_names.get(p.name, p.name), "load": p.load_pct}
            for p in figures.skills
            if p.load_pct is not None
        ]
    )
    bars = (
        alt.Chart(pressure)
        .mark_bar()
        .encode(
            x=alt.X("load:Q", title="全部满足时的负荷 % · Load if all were served, %"),
            y=alt.Y("skill:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.condition("datum.load > 100", alt.value("#a8201a"), alt.value("#2456a6")),
            tooltip=["skill", alt.Tooltip("load:Q", format=".0f")],
        )
    )
    full = alt.Chart(pd.DataFrame({"load": [100]})).mark_rule(strokeDash=[4, 4]).encode(x="load")
    (bars + full).properties(width=620)
    return (pressure,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 计划有多好 · How good the plan is

    每一级目标都有数值和已证明的界：没有任何计划能超过界。两者之间就是差距。

    Every level has a value and a proven bound: no plan can pass it. What lies between is the gap.
    """)
    return


@app.cell
def _(mo, outcome, pd, violations):
    levels = pd.DataFrame(
        [
            {
                "层级 · Level": level.name,
                "值 · Value": level.value,
                "界 · Bound": level.bound,
                "差距 · Gap %": None if level.gap is None else round(100 * level.gap, 1),
            }
            for level in outcome.objective
        ]
    )
    mo.vstack(
        [
            mo.md(
                f"状态 · Status: **{outcome.status.value}**；核验发现 {len(violations)} 处违反 · "
                f"{len(violations)} violations found by the independent verifier."
            ),
            mo.ui.table(levels, selection=None, show_download=False, show_data_types=False),
        ]
    )
    return (levels,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 何时做什么 · What is done when
    """)
    return


@app.cell
def _(alt, figures, pd, round_):
    titles = {p.id: f"{p.id} {p.title.zh or p.title.en}" for p in round_.projects}
    runs = pd.DataFrame(
        [
            {
                "project": titles[run.project],
                "package": run.package,
                "start": run.start,
                "end": run.end,
                "sponsor": run.sponsor,
            }
            for run in figures.lines.packages
        ]
    )
    timeline = (
        (
            alt.Chart(runs)
            .mark_bar(height=11, cornerRadius=2)
            .encode(
                x=alt.X("start:Q", title="周 · Week"),
                x2="end:Q",
                y=alt.Y("project:N", sort="x", title=None, axis=alt.Axis(labelLimit=260)),
                color=alt.Color(
                    "sponsor:N", title="发起部门 · Sponsor", legend=alt.Legend(titleLimit=0)
                ),
                tooltip=["project", "package", "start", "end"],
            )
            .properties(width=620)
        )
        if len(runs)
        else None
    )
    timeline
    return (runs,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 为什么没有做 · Why not

    没有列入的每项申请都有原因：被谁占用，或为什么根本做不成。

    Every request that is left out has a reason: who holds what it needs, or why it can't be done.
    """)
    return


@app.cell
def _(figures, mo, pd, round_):
    names = {p.id: p.title.zh or p.title.en for p in round_.projects}
    left_out = pd.DataFrame(
        [
            {
                "项目 · Project": f"{row.project} {names[row.project]}",
                "价值 · Worth": row.worth,
                "原因": row.reason.zh,
                "Reason": row.reason.en,
            }
            for row in figures.left_out
        ]
    )
    mo.ui.table(
        left_out,
        selection=None,
        show_download=False,
        show_data_types=False,
        wrapped_columns=["原因", "Reason"],
    )
    return (left_out,)


if __name__ == "__main__":
    app.run()
