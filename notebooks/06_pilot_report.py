import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="试点报告 · Pilot report")


@app.cell
def _():
    import altair as alt
    import marimo as mo
    import pandas as pd

    from optimizer.domain import Text
    from optimizer.solve import Limits, solve_round
    from optimizer.verify import verify_plan
    from scenarios.compare import Case, compare_plans
    from scenarios.formats import read_file
    from scenarios.pilot import Gate, judge, outcome_by_hand, plan_by_hand
    from scenarios.sample import SAMPLE_WORKBOOK

    return (
        Case,
        Gate,
        Limits,
        SAMPLE_WORKBOOK,
        Text,
        alt,
        compare_plans,
        judge,
        mo,
        outcome_by_hand,
        pd,
        plan_by_hand,
        read_file,
        solve_round,
        verify_plan,
    )


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # 试点报告 · Pilot report

    手工计划与优化计划并排：同样的资源，同样的申请。事先定好门槛，再看是否推广。

    The plan made by hand beside the optimizer's: the same resources, the same requests. Gates are
    set beforehand; then it is go or no-go.
    """)
    return


@app.cell
def _(mo):
    workbook_field = mo.ui.text(
        label="工作簿（空着为示例机构） · Workbook (empty: the sample organisation)",
        full_width=True,
    )
    value_slider = mo.ui.slider(
        0,
        50,
        step=5,
        value=10,
        label="门槛：价值至少提高 % · Gate: value up by at least %",
        show_value=True,
    )
    seconds_slider = mo.ui.slider(
        2, 120, value=10, label="求解时限（秒） · Time limit (seconds)", show_value=True
    )
    mo.vstack([workbook_field, value_slider, seconds_slider])
    return seconds_slider, value_slider, workbook_field


@app.cell
def _(workbook_field):
    workbook = workbook_field.value
    return (workbook,)


@app.cell
def _(seconds_slider, value_slider):
    value_gate_pct = value_slider.value
    seconds = seconds_slider.value
    return seconds, value_gate_pct


@app.cell
def _(
    SAMPLE_WORKBOOK,
    mo,
    outcome_by_hand,
    plan_by_hand,
    read_file,
    verify_plan,
    workbook,
):
    from pathlib import Path

    round_ = read_file(Path(workbook) if workbook else SAMPLE_WORKBOOK)
    manual, source = plan_by_hand(round_)
    broken = verify_plan(round_, manual)
    by_hand = outcome_by_hand(round_, manual)
    mo.md(
        {
            "baseline": "手工计划取自工作簿的基准表。 The plan by hand is the workbook's baseline.",
            "first-come": "工作簿没有基准计划：按先来先得排出。 The workbook holds no baseline: "
            "requests are served as they came.",
        }[source]
        + f" 违反规则 · Rules broken: **{len(broken)}**."
    )
    return broken, by_hand, manual, round_


@app.cell
def _(Limits, manual, round_, seconds, solve_round):
    optimized = solve_round(
        round_, Limits(time_limit_seconds=seconds, workers=2, seed=0), start=manual
    )
    return (optimized,)


@app.cell
def _(Case, Text, by_hand, compare_plans, optimized, round_):
    comparison = compare_plans(
        Case(Text(zh="手工", en="By hand"), round_, by_hand),
        [Case(Text(zh="优化", en="Optimized"), round_, optimized)],
    )
    side = comparison.sides[0]
    return comparison, side


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 门槛 · Gates
    """)
    return


@app.cell
def _(Gate, Text, broken, comparison, judge, mo, pd, side, value_gate_pct):
    gates = (
        Gate("value", Text(zh="总价值", en="Value"), True, value_gate_pct),
        Gate("accepted", Text(zh="立项数", en="Projects accepted"), True, 0),
        Gate("worst_off", Text(zh="受益最少部门", en="Worst-off department"), True, 0),
    )
    results = judge(comparison.base_figures, side.figures, gates)
    gate_table = pd.DataFrame(
        [
            {
                "门槛 · Gate": f"{r.gate.name.zh} · {r.gate.name.en}",
                "至少 · At least": f"+{r.gate.least_change_pct:g} %",
                "手工 · By hand": r.by_hand,
                "优化 · Optimized": r.optimized,
                "变化 % · Change %": None if r.change_pct is None else round(r.change_pct, 1),
                "结果 · Result": "通过 · passed" if r.passed else "未过 · not passed",
            }
            for r in results
        ]
    )
    go = all(r.passed for r in results)
    verdict = (
        "建议推广 · **Go**"
        if go
        else "暂不推广，先看未过的门槛 · **No-go**: look at the gates not passed first"
    )
    note = (
        f"手工计划有 {len(broken)} 处违反规则，比较时请留意。 The plan by hand breaks "
        f"{len(broken)} rules; mind this when comparing."
        if broken
        else ""
    )
    mo.vstack(
        [
            mo.ui.table(gate_table, selection=None, show_download=False, show_data_types=False),
            mo.md(f"{verdict} {note}"),
        ]
    )
    return go, results


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 逐项对比 · Project by project
    """)
    return


@app.cell
def _(mo, pd, side):
    fates = {
        "lost": "落选 · lost",
        "later": "推迟 · later",
        "restaffed": "换人 · restaffed",
        "earlier": "提前 · earlier",
        "won": "入选 · won",
        "same": "不变 · same",
        "never": "都未列入 · in neither",
    }
    projects = pd.DataFrame(
        [
            {
                "项目 · Project": f"{p.project} {p.title.zh or p.title.en}",
                "结果 · Fate": fates[p.fate],
                "价值 · Worth": p.worth,
                "原因 · Reason": f"{p.reason.zh} {p.reason.en}".strip(),
            }
            for p in side.projects
        ]
    )
    mo.ui.table(
        projects,
        selection=None,
        show_download=False,
        show_data_types=False,
        wrapped_columns=["原因 · Reason"],
    )
    return (projects,)


@app.cell
def _(alt, pd, side):
    gains = pd.DataFrame(
        [
            {"department": f"{d.name.zh or d.department} · {d.name.en}", "gain": d.gain}
            for d in side.departments
        ],
        columns=["department", "gain"],
    )
    gains_chart = (
        alt.Chart(gains)
        .mark_bar()
        .encode(
            x=alt.X("gain:Q", title="效益变化（点） · Change of benefit (points)"),
            y=alt.Y("department:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.condition("datum.gain < 0", alt.value("#a8201a"), alt.value("#1a7340")),
        )
        .properties(width=600)
    )
    gains_chart
    return (gains,)


@app.cell(hide_code=True)
def _(mo, optimized):
    first = optimized.objective[0]
    mo.md(
        f"优化计划的价值 · The optimizer's value: **{first.value}**，界 · bound {first.bound}，"
        f"差距 · gap {'–' if first.gap is None else f'{first.gap:.0%}'}。"
        "任何计划都不会超过界。 No plan can pass the bound."
    )
    return


if __name__ == "__main__":
    app.run()
