import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="谁来付 · Who pays")


@app.cell
def _():
    import altair as alt
    import marimo as mo
    import pandas as pd

    from optimizer.sharing.plans import share_plan
    from optimizer.solve import Limits, solve_round
    from scenarios.sample import sample_round

    return Limits, alt, mo, pd, sample_round, share_plan, solve_round


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # 谁来付 · Who pays

    计划的成本由受益的部门分摊，分文不差；规则可以换，每条规则都带着自己的证明。

    The cost of a plan is shared among the departments that benefit, to the cent. The rule can be
    exchanged; every rule comes with its proof.
    """)
    return


@app.cell
def _(mo):
    rules = {
        "Shapley 值 · Shapley value": "shapley",
        "核仁 · nucleolus": "nucleolus",
        "均摊 · equal": "equal",
        "按比例 · proportional": "proportional",
    }
    rule_choice = mo.ui.dropdown(rules, value="Shapley 值 · Shapley value", label="规则 · Rule")
    other_choice = mo.ui.dropdown(rules, value="均摊 · equal", label="相比 · Compared with")
    seconds_slider = mo.ui.slider(
        2, 60, value=10, label="求解时限（秒） · Time limit (seconds)", show_value=True
    )
    mo.vstack([rule_choice, other_choice, seconds_slider])
    return other_choice, rule_choice, seconds_slider


@app.cell
def _(other_choice, rule_choice, seconds_slider):
    rule = rule_choice.value
    other_rule = other_choice.value
    seconds = seconds_slider.value
    return other_rule, rule, seconds


@app.cell
def _(Limits, sample_round, seconds, solve_round):
    round_ = sample_round()
    outcome = solve_round(round_, Limits(time_limit_seconds=seconds, workers=2, seed=0))
    names = {d.id: f"{d.name.zh or d.id} · {d.name.en or d.id}" for d in round_.departments}
    return names, outcome, round_


@app.cell
def _(mo, other_rule, outcome, round_, rule, share_plan):
    mo.stop(outcome.plan is None, mo.md("没有计划，没有成本 · no plan, no cost"))
    shares = share_plan(round_, outcome.plan, rule)
    others = share_plan(round_, outcome.plan, other_rule)
    mo.md(
        f"总成本 · Total cost: **{shares.total_cents / 100:,.2f} {shares.currency}**; "
        f"{shares.rule_name.zh} · {shares.rule_name.en}"
    )
    return others, shares


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 分摊与差别 · Shares, and the difference
    """)
    return


@app.cell
def _(alt, names, others, pd, shares):
    before = {s.department: s.pays_cents for s in others.departments}
    paid = pd.DataFrame(
        [
            {"department": names[s.department], "rule": label, "yuan": cents / 100}
            for s in shares.departments
            for label, cents in (
                (shares.rule_name.zh, s.pays_cents),
                (f"{others.rule_name.zh} ", before[s.department]),
            )
        ]
    )
    shares_chart = (
        alt.Chart(paid)
        .mark_bar()
        .encode(
            x=alt.X("yuan:Q", title=f"承担 · Pays ({shares.currency})"),
            y=alt.Y("department:N", title=None, axis=alt.Axis(labelLimit=260)),
            yOffset=alt.YOffset("rule:N"),
            color=alt.Color("rule:N", title="规则 · Rule"),
            tooltip=["department", "rule", alt.Tooltip("yuan:Q", format=",.2f")],
        )
        .properties(width=560)
    )
    shares_chart
    return (paid,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 各部门的账 · Each department's statement

    付出、贡献与结余；与单独行动相比的所得。

    What each pays, earns and settles, and what it gains against standing alone.
    """)
    return


@app.cell
def _(mo, names, pd, shares):
    def interval(amount):
        low, high = amount.low / 100, amount.high / 100
        return f"{low:,.0f}" if low == high else f"{low:,.0f} – {high:,.0f}"

    statements = pd.DataFrame(
        [
            {
                "部门 · Department": names[s.department],
                "承担 · Pays": f"{s.pays_cents / 100:,.2f}",
                "贡献 · Earns": f"{s.earns_cents / 100:,.2f}",
                "结余 · Balance": f"{s.balance_cents / 100:,.2f}",
                "比单独行动省 · Saves against alone": interval(s.gain_cents),
            }
            for s in shares.departments
        ]
    )
    mo.ui.table(statements, selection=None, show_download=False, show_data_types=False)
    return (statements,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 为什么公平 · Why it is fair
    """)
    return


@app.cell
def _(mo, pd, shares):
    certificate = pd.DataFrame(
        [
            {
                "公理 · Axiom": c.axiom,
                "结论 · Verdict": c.verdict,
                "说明": c.text.zh,
                "Told": c.text.en,
            }
            for c in shares.certificate
        ]
    )
    mo.ui.table(
        certificate,
        selection=None,
        show_download=False,
        show_data_types=False,
        wrapped_columns=["说明", "Told"],
    )
    return (certificate,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## 结算：几笔转账 · Settlement: a few transfers
    """)
    return


@app.cell
def _(mo, names, pd, shares):
    transfers = pd.DataFrame(
        [
            {
                "付款 · From": names[x.payer],
                "收款 · To": names[x.payee],
                "金额 · Amount": f"{x.cents / 100:,.2f}",
            }
            for x in shares.transfers
        ],
        columns=["付款 · From", "收款 · To", "金额 · Amount"],
    )
    mo.vstack(
        [
            mo.md(f"{len(transfers)} 笔 · transfers (最少 · at least {shares.least_transfers})"),
            mo.ui.table(transfers, selection=None, show_download=False, show_data_types=False),
        ]
    )
    return (transfers,)


if __name__ == "__main__":
    app.run()
