import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="公平的代价 · The price of fairness")


@app.cell
def _():
    import altair as alt
    import marimo as mo
    import pandas as pd

    from optimizer.solve import Limits
    from scenarios.fairness import carried_credits, fairness_figures, price_of_fairness
    from scenarios.sample import sample_round

    return (
        Limits,
        alt,
        carried_credits,
        fairness_figures,
        mo,
        pd,
        price_of_fairness,
        sample_round,
    )


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # 公平的代价 · The price of fairness

    只求总价值，会有部门几乎一无所得。给受益最少的部门一个保证，总价值要让出多少？
    每个点都是一次单独的求解，带着自己的界：真实的代价在阴影之内。

    When only total value counts, some department may get next to nothing. What does a guarantee to
    the worst-off cost in value? Every point is a solve of its own with its bound: the true price
    lies within the shade.
    """)
    return


@app.cell
def _(mo):
    guarantees_choice = mo.ui.multiselect(
        {f"{pct} %": pct for pct in (10, 25, 50, 75, 90, 100)},
        value=["25 %", "50 %", "75 %", "100 %"],
        label="保证（占可达最好水平） · Guarantees (of the best worst-off share)",
    )
    seconds_slider = mo.ui.slider(
        2, 60, value=6, label="每个点（秒） · Seconds a point", show_value=True
    )
    mo.vstack([guarantees_choice, seconds_slider])
    return guarantees_choice, seconds_slider


@app.cell
def _(guarantees_choice, seconds_slider):
    guarantees = tuple(guarantees_choice.value)
    seconds = seconds_slider.value
    return guarantees, seconds


@app.cell
def _(Limits, guarantees, price_of_fairness, sample_round, seconds):
    round_ = sample_round()
    limits = Limits(time_limit_seconds=seconds, workers=2, seed=0)
    price = price_of_fairness(round_, limits, guarantees=guarantees)
    names = {d.id: f"{d.name.zh or d.id} · {d.name.en or d.id}" for d in round_.departments}
    return names, price, round_


@app.cell
def _(alt, mo, pd, price):
    curve = pd.DataFrame(
        [
            {
                "guarantee": p.guarantee_pct,
                "value": p.value,
                "bound": p.value_bound,
                "price": p.price,
            }
            for p in price.points
        ],
        columns=["guarantee", "value", "bound", "price"],
    )
    x = alt.X("guarantee:Q", title="给受益最少部门的保证 % · Guarantee to the worst-off, %")
    band = alt.Chart(curve).mark_area(opacity=0.18).encode(x=x, y="value:Q", y2="bound:Q")
    line = (
        alt.Chart(curve)
        .mark_line(point=True)
        .encode(
            x=x,
            y=alt.Y("value:Q", title="总价值 · Value", scale=alt.Scale(zero=False)),
            tooltip=["guarantee", "value", "bound", alt.Tooltip("price:Q", format=".1%")],
        )
    )
    curve_chart = (band + line).properties(width=620, height=300)
    mo.vstack(
        [
            curve_chart,
            mo.ui.table(
                curve.rename(
                    columns={
                        "guarantee": "保证 % · Guarantee %",
                        "value": "价值 · Value",
                        "bound": "界 · Bound",
                        "price": "代价 · Price",
                    }
                ),
                selection=None,
                show_download=False,
                show_data_types=False,
                format_mapping={"代价 · Price": "{:.1%}".format},
            ),
        ]
    )
    return (curve,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 各部门得到的份额 · What each department gets

    份额是效益与应得之比。两份计划并排：只看价值的，与保证最高的。

    A share is benefit over entitlement. Two plans side by side: value alone, and the highest
    guarantee reached.
    """)
    return


@app.cell
def _(alt, fairness_figures, mo, names, pd, price, round_):
    mo.stop(
        price.free is None or not price.points,
        mo.md("时限内没有找到计划 · no plan was found in time"),
    )
    plans = {
        "只看价值 · value alone": price.free.outcome.plan,
        "保证最高 · highest guarantee": price.points[-1].plan,
    }
    figures = {label: fairness_figures(round_, plan) for label, plan in plans.items()}
    served = pd.DataFrame(
        [
            {"department": names[s.department], "plan": label, "share": s.share}
            for label, found in figures.items()
            for s in found.shares
        ]
    )
    served_chart = (
        alt.Chart(served)
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title="效益／应得 · Benefit over entitlement"),
            y=alt.Y("department:N", title=None, axis=alt.Axis(labelLimit=260)),
            yOffset="plan:N",
            color=alt.Color("plan:N", title=None),
        )
        .properties(width=560)
    )
    indices = pd.DataFrame(
        [
            {
                "计划 · Plan": label,
                "Jain": found.jain,
                "Gini": found.gini,
                "嫉妒 · Envious pairs": len(found.envies),
            }
            for label, found in figures.items()
        ]
    )
    mo.vstack(
        [
            served_chart,
            mo.ui.table(indices, selection=None, show_download=False, show_data_types=False),
        ]
    )
    return figures, indices, plans


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 记到下一轮 · Carried to the next round

    少得的记为应补，多得的记为应还；合计不变。

    Who got less is owed benefit, who got more owes it; the sum stays what it was.
    """)
    return


@app.cell
def _(carried_credits, mo, names, pd, plans, round_):
    credit = pd.DataFrame(
        [
            {"部门 · Department": names[id_], "下一轮 · Next round (points)": points}
            for id_, points in carried_credits(
                round_, plans["保证最高 · highest guarantee"]
            ).items()
        ]
    )
    mo.ui.table(credit, selection=None, show_download=False, show_data_types=False)
    return (credit,)


if __name__ == "__main__":
    app.run()
