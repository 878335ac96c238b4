import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="什么稀缺 · What is scarce")


@app.cell
def _():
    import altair as alt
    import marimo as mo
    import pandas as pd

    from optimizer.bounds import BoundLimits, bound_value
    from optimizer.solve import Limits, solve_round
    from scenarios.changes import apply_scenario
    from scenarios.ready_made import more_of_the_scarcest_skill
    from scenarios.sample import sample_round

    return (
        BoundLimits,
        Limits,
        alt,
        apply_scenario,
        bound_value,
        mo,
        more_of_the_scarcest_skill,
        pd,
        sample_round,
        solve_round,
    )


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # 什么稀缺 · What is scarce

    “再多一点”值多少？松弛问题的对偶价格给出每项技能、每处设施、每笔资金在每一周多一个单位的价值。
    价格说的是上界的变化；真正的计划变化多少，要重新求解才知道——最后一节就这样核对。

    What is one more worth? The dual prices of the relaxation tell for each skill, facility and
    fund, week by week. Prices are about the bound; what the best plan gains is known only by
    solving again – the last section does so.
    """)
    return


@app.cell
def _(mo):
    bound_slider = mo.ui.slider(
        2, 60, value=10, label="求价（秒） · Seconds for prices", show_value=True
    )
    seconds_slider = mo.ui.slider(
        2, 60, value=8, label="每次求解（秒） · Seconds a solve", show_value=True
    )
    more_slider = mo.ui.slider(
        5,
        50,
        step=5,
        value=10,
        label="最缺技能增加 % · More of the scarcest skill, %",
        show_value=True,
    )
    mo.vstack([bound_slider, seconds_slider, more_slider])
    return bound_slider, more_slider, seconds_slider


@app.cell
def _(bound_slider, more_slider, seconds_slider):
    bound_seconds = bound_slider.value
    seconds = seconds_slider.value
    more_pct = more_slider.value
    return bound_seconds, more_pct, seconds


@app.cell
def _(BoundLimits, bound_seconds, bound_value, mo, sample_round):
    round_ = sample_round()
    bound = bound_value(round_, BoundLimits(seconds=bound_seconds))
    mo.md(f"价值不会超过 · No plan is worth more than **{bound.bound}**.")
    return bound, round_


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 哪项技能、哪一周 · Which skill, which week

    多一个全职的人一周值多少（价值点）。

    What one more full-time person is worth for a week (value points).
    """)
    return


@app.cell
def _(alt, bound, pd, round_):
    skills = pd.DataFrame(
        [
            {
                "skill": f"{skill.name.zh or skill.id} · {skill.name.en or skill.id}",
                "week": week,
                "worth": float(worth),
            }
            for skill, row in zip(round_.skills, bound.prices.skills, strict=True)
            for week, worth in enumerate(row)
        ]
    )
    heat = (
        alt.Chart(skills)
        .mark_rect()
        .encode(
            x=alt.X("week:O", title="周 · Week"),
            y=alt.Y(
                "skill:N",
                title=None,
                sort=alt.EncodingSortField("worth", op="sum", order="descending"),
                axis=alt.Axis(labelLimit=260),
            ),
            color=alt.Color("worth:Q", title="价值 · Worth", scale=alt.Scale(scheme="blues")),
            tooltip=["skill", "week", alt.Tooltip("worth:Q", format=".1f")],
        )
        .properties(width=560)
    )
    heat
    return (skills,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 设施与资金 · Facilities and money
    """)
    return


@app.cell
def _(bound, mo, pd, round_):
    facilities = pd.DataFrame(
        [
            {
                "设施 · Facility": f"{f.name.zh or f.id} · {f.name.en or f.id}",
                "整轮多一台 · One more unit, whole round": round(float(row.sum()), 1),
            }
            for f, row in zip(round_.facilities, bound.prices.facilities, strict=True)
        ]
    ).sort_values("整轮多一台 · One more unit, whole round", ascending=False)
    funds = pd.DataFrame(
        [
            {
                "资金 · Fund": f"{f.name.zh or f.id} · {f.name.en or f.id}",
                "每万元 · Each ten thousand": round(float(row.max()) * 1_000_000, 1),
            }
            for f, row in zip(round_.funds, bound.prices.funds, strict=True)
        ]
    ).sort_values("每万元 · Each ten thousand", ascending=False)
    mo.hstack(
        [
            mo.ui.table(
                facilities.head(10), selection=None, show_download=False, show_data_types=False
            ),
            mo.ui.table(funds, selection=None, show_download=False, show_data_types=False),
        ],
        widths="equal",
    )
    return facilities, funds


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 核对：真的多一些 · Checked: really more of it
    """)
    return


@app.cell
def _(
    Limits,
    apply_scenario,
    mo,
    more_of_the_scarcest_skill,
    more_pct,
    round_,
    seconds,
    solve_round,
):
    scenario = more_of_the_scarcest_skill(round_, more_pct)
    applied = apply_scenario(round_, scenario)
    limits = Limits(time_limit_seconds=seconds, workers=2, seed=0)
    before = solve_round(round_, limits)
    after = solve_round(applied.round, limits, start=before.plan)
    old, new = before.objective[0], after.objective[0]
    proven = old.bound is not None and new.value is not None and new.value > old.bound
    said = " ".join(f"{s.zh} {s.en}" for s in applied.sentences)
    mo.md(
        f"{said}\n\n"
        f"价值 · Value: **{old.value} → {new.value}**。"
        + (
            "已证实：超过了原来的界。 Proven: above the former bound."
            if proven
            else "差异在差距之内，不作证明。 Within the gaps: it proves nothing yet."
        )
    )
    return after, before


if __name__ == "__main__":
    app.run()
