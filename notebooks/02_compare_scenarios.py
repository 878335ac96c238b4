import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="对比情景 · Compare scenarios")


@app.cell
def _():
    import altair as alt
    import marimo as mo
    import pandas as pd

    from optimizer.domain import Text
    from optimizer.errors import BadScenario
    from optimizer.solve import Limits, solve_round
    from scenarios.changes import apply_changes
    from scenarios.compare import Case, compare_plans
    from scenarios.ready_made import under_conditions
    from scenarios.sample import sample_round

    return (
        BadScenario,
        Case,
        Limits,
        Text,
        alt,
        apply_changes,
        compare_plans,
        mo,
        pd,
        sample_round,
        solve_round,
        under_conditions,
    )


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # 如果…… · What if …

    移动滑块，看同一轮次在另一组条件下会怎样。先看谁失去了什么。

    Move the sliders to see the same round under other conditions. Who loses what comes first.
    """)
    return


@app.cell
def _(mo, sample_round):
    round_ = sample_round()
    names = {d.id: f"{d.name.zh or d.id} · {d.name.en or d.id}" for d in round_.departments}
    money_slider = mo.ui.slider(
        50, 150, step=5, value=110, label="资金 % · Money %", show_value=True
    )
    load_slider = mo.ui.slider(
        50, 100, step=5, value=100, label="人员负荷上限 % · Load limit %", show_value=True
    )
    leaver_choice = mo.ui.dropdown(
        {"没有 · nobody": "", **{name: id_ for id_, name in names.items()}},
        value="没有 · nobody",
        label="退出的部门 · Department that withdraws",
    )
    seconds_slider = mo.ui.slider(
        2, 60, value=8, label="每次求解（秒） · Seconds a solve", show_value=True
    )
    mo.vstack([money_slider, load_slider, leaver_choice, seconds_slider])
    return leaver_choice, load_slider, money_slider, names, round_, seconds_slider


@app.cell
def _(leaver_choice, load_slider, money_slider, seconds_slider):
    money_pct = money_slider.value
    load_pct = load_slider.value
    leaver = leaver_choice.value
    seconds = seconds_slider.value
    return leaver, load_pct, money_pct, seconds


@app.cell
def _(Limits, round_, seconds, solve_round):
    limits = Limits(time_limit_seconds=seconds, workers=2, seed=0)
    base = solve_round(round_, limits)
    return base, limits


@app.cell
def _(
    BadScenario,
    apply_changes,
    leaver,
    load_pct,
    money_pct,
    round_,
    under_conditions,
):
    changes = under_conditions(round_, money_pct, load_pct, leaver)
    # Conditions under which a request can't be done at all are findings; then all stays as it is.
    try:
        applied, refused = apply_changes(round_, changes), ()
    except BadScenario as error:
        applied, refused = apply_changes(round_, ()), error.findings
    return applied, refused


@app.cell
def _(applied, mo, refused):
    said = [f"- {s.zh} {s.en}" for s in applied.sentences] or ["- 没有改变 · nothing is changed"]
    clashes = [f"- {f.message_zh} {f.message_en}" for f in refused[:5]]
    mo.md(
        "**行不通，仍按现状 · This can't be; all stays as it is**\n\n" + "\n".join(clashes)
        if clashes
        else "**改变 · Changes**\n\n" + "\n".join(said)
    )
    return


@app.cell
def _(Case, Text, applied, base, compare_plans, limits, round_, solve_round):
    changed = solve_round(applied.round, limits, start=base.plan)
    comparison = compare_plans(
        Case(Text(zh="现状", en="As it is"), round_, base),
        [Case(Text(zh="情景", en="Scenario"), applied.round, changed, applied.sentences)],
    )
    side = comparison.sides[0]
    return changed, comparison, side


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 要点 · Headline

    “未证实”：差异小于差距，继续求解可能反转。
    “unproven”: the difference is within the gaps; solving longer might turn it round.
    """)
    return


@app.cell
def _(mo, pd, side):
    verdicts = {
        "better": "更好 · better",
        "worse": "更差 · worse",
        "same": "相同 · same",
        "unproven": "未证实 · unproven",
    }

    def shown(delta, figure):
        if figure is None:
            return "–"
        if delta.kpi.name == "cost_cents":
            return f"{figure / 100:,.0f}"
        return f"{figure:,.2f}".rstrip("0").rstrip(".")

    headline = pd.DataFrame(
        [
            {
                "指标 · Figure": f"{delta.kpi.label.zh} · {delta.kpi.label.en}",
                "现状 · As it is": shown(delta, delta.before),
                "情景 · Scenario": shown(delta, delta.after),
                "变化 · Change": shown(delta, delta.change),
                "判断 · Verdict": verdicts[delta.verdict],
            }
            for delta in side.deltas
        ]
    )
    mo.ui.table(headline, selection=None, show_download=False, show_data_types=False)
    return (headline,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 谁失去、谁得到 · Who loses, who wins
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
            if p.fate in fates
        ],
        columns=["项目 · Project", "结果 · Fate", "价值 · Worth", "原因 · Reason"],
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
def _(alt, names, pd, side):
    gains = pd.DataFrame(
        [
            {"department": names.get(d.department, d.department), "gain": d.gain}
            for d in side.departments
        ],
        columns=["department", "gain"],
    )
    gains_chart = (
        alt.Chart(gains)
        .mark_bar()
        .encode(
            x=alt.X("gain:Q", title="效益变化（点） · Change of benefit (points)"),
            y=alt.Y("department:N", sort="x", title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.condition("datum.gain < 0", alt.value("#a8201a"), alt.value("#1a7340")),
            tooltip=["department", "gain"],
        )
        .properties(width=620)
    )
    gains_chart
    return (gains,)


if __name__ == "__main__":
    app.run()
