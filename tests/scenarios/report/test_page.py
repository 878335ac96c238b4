"""The HTML report: well formed, complete in itself, harmless, and true to the figures."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest

from optimizer.domain import Outcome, Plan, Round
from optimizer.sharing import PlanPolicy, share_plan
from scenarios.figures import figures_of
from scenarios.generate import Shape, generate
from scenarios.report import render_page
from tests.scenarios.report.reading import ReadPage
from tests.scenarios.rounds import hand_outcome, hand_round, infeasible_outcome

LANGS = ("zh", "en")


HEAT_ROW = r'class="first">{}.*?</th><td class="r mean">(.*?)</td>(.*?)</tr>'


def page_of(round_: Round, outcome: Outcome, lang: str, *, shared: bool = True) -> str:
    shares = None
    if shared and outcome.plan is not None:
        shares = share_plan(round_, outcome.plan)
    return render_page(figures_of(round_, outcome), lang, shares)


@pytest.fixture(scope="module", params=LANGS)
def page(request: pytest.FixtureRequest) -> str:
    return page_of(hand_round(), hand_outcome(), request.param)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("outcome", [hand_outcome(), infeasible_outcome()], ids=["plan", "none"])
def test_is_well_formed(outcome: Outcome, lang: str) -> None:
    read = ReadPage(page_of(hand_round(), outcome, lang))
    assert len(read.ids) == len(set(read.ids))
    links = [a["href"] for tag, a in read.elements if "href" in a]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(read.ids)
    assert read.named("html")[0]["lang"] == {"zh": "zh-CN", "en": "en"}[lang]


def test_loads_nothing(page: str) -> None:
    assert "://" not in page
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    read = ReadPage(page)
    assert [tag for tag, _ in read.elements if tag in ("img", "link", "iframe", "object")] == []
    assert [a for _, a in read.elements if "src" in a or "srcset" in a] == []


def test_policy_allows_exactly_its_own_script(page: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [m["content"] for m in ReadPage(page).named("meta") if "http-equiv" in m]
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy


def test_is_the_same_every_time(page: str) -> None:
    lang = "en" if '<html lang="en">' in page else "zh"
    assert page == page_of(hand_round(), hand_outcome(), lang)


def test_english_holds_no_chinese_and_chinese_no_english_sentence() -> None:
    """The round's own names stand in both languages, so every word left over is the report's."""
    english = ReadPage(page_of(hand_round(), hand_outcome(), "en")).text
    assert re.findall(r"[\u3000-\u9fff]+", english) == []
    chinese = ReadPage(page_of(hand_round(), hand_outcome(), "zh")).text
    runs = re.findall(r"[A-Za-z]+(?: [a-z]+){2,}", chinese)
    assert runs == []


@pytest.mark.parametrize("lang", LANGS)
def test_infeasible_page_is_complete_in_its_language(lang: str) -> None:
    text = ReadPage(page_of(hand_round(), infeasible_outcome(), lang)).text
    if lang == "en":
        assert re.findall(r"[\u3000-\u9fff]+", text) == []
        assert "P1 First is mandatory" in text
        assert "pin (start): P1 First/W1/0" in text
        assert "They can't hold together." in text
        assert "without any one of them, the rest can" in text
    else:
        assert "P1 第一项 必做" in text
        assert "下一步" in text


def test_headline_and_gap_in_words() -> None:
    text = ReadPage(page_of(hand_round(), hand_outcome(), "en")).text
    assert "2 of 4 requests done, 2 left out." in text
    assert "The plan is worth 64 points; it is proven that no plan is worth more than 80." in text
    assert "It costs CNY 346, of which cash CNY 140." in text
    assert "The best plan lies between 64 points and 80 points; this one reaches at least" in text
    assert "80.0% of it" in text
    assert "Gamma: 1 of the 7 points it asked for" in text
    assert "No bound was found for this level" in text
    assert "by 2 weeks in all, penalties CNY 2" in text
    assert "1 project in, 1 out, 1 adjusted" in text


def test_projects_around_the_cut_off() -> None:
    text = ReadPage(page_of(hand_round(), hand_outcome(), "en")).text
    section = text[text.index("Above the cut-off") : text.index("Left out, and why")]
    order = [section.index(name) for name in ("Third", "First", "Cut-off: 2", "Second", "Fourth")]
    assert order == sorted(order)
    assert "2 weeks late" in section
    assert "P3 of its group is accepted." in text


def test_gantt_stands_where_the_plan_says() -> None:
    page = page_of(hand_round(), hand_outcome(), "en")
    bars = re.findall(
        r'<svg class="b" x="([\d.]+)%" y="(\d+)" width="([\d.]+)%".*?<title>(.*?)</title>', page
    )
    assert [(x, w) for x, _, w, _ in bars] == [("0.0", "30.0"), ("30.0", "40.0"), ("40.0", "20.0")]
    assert bars[0][3] == "W1 One: 2026-01-05 – 2026-01-25 (3 weeks) · pinned: start"
    assert "due 2026-02-08" in page
    assert "deadline 2026-03-08" in page


def test_heat_map_shows_load_and_absence() -> None:
    page = page_of(hand_round(), hand_outcome(), "en")
    row = re.search(HEAT_ROW.format("Ann Two"), page)
    assert row is not None
    assert row[1] == "44%"  # 200 of 450
    cells = re.findall(r'<td class="(h\w)">(.*?)</td>', row[2])
    assert cells == [
        ("ha", ""), ("h0", ""), ("h0", ""), *[("h5", "100")] * 4, *[("h0", "")] * 3
    ]  # fmt: skip


def test_load_above_the_limit_has_a_mark_of_its_own() -> None:
    round_ = hand_round()
    policy = round_.policy.model_copy(update={"load_limit_pct": 75})
    page = page_of(round_.model_copy(update={"policy": policy}), hand_outcome(), "en", shared=False)
    # Ann Two for four weeks, Ben One for two, and so Beta, whose only expert he is.
    assert page.count('<td class="hx">▲100</td>') == 4 + 2 + 2
    assert "At most 75% of what a person offers may be committed." in page


def test_cost_shares_are_a_section_when_given() -> None:
    with_shares = ReadPage(page_of(hand_round(), hand_outcome(), "en"))
    assert "sharing" in with_shares.ids
    assert "CNY 346.00, shared by the rule: Shapley value." in with_shares.text
    without = ReadPage(page_of(hand_round(), hand_outcome(), "en", shared=False))
    assert "sharing" not in without.ids


def test_a_share_that_policy_moved_stands_beside_the_rule_s_own() -> None:
    round_, plan = hand_round(), hand_outcome().plan
    assert plan is not None
    figures = figures_of(round_, hand_outcome())
    plain = render_page(figures, "en", share_plan(round_, plan))
    assert "By the rule alone" not in plain
    policy = PlanPolicy({}, {}, exempt=frozenset({"C"}))
    page = render_page(figures, "en", share_plan(round_, plan, policy=policy))
    row = re.search(r'<th scope="row">Gamma</th><td class="r"><b>(.*?)</b></td>(.*?)</td>', page)
    assert "By the rule alone" in page
    assert row is not None
    assert (row[1], row[2]) == ("0.00", '<td class="r">30.00')


@pytest.mark.parametrize("periods", [10, 61, 400, 5000])
def test_long_horizons_are_drawn_in_few_columns(periods: int) -> None:
    round_ = hand_round()
    calendar = round_.calendar.model_copy(update={"periods": periods})
    funds = tuple(f.model_copy(update={"slots": ()}) for f in round_.funds)
    longer = round_.model_copy(update={"calendar": calendar, "funds": funds})
    page = page_of(longer, infeasible_outcome(), "en")
    ReadPage(page)
    page = page_of(longer, hand_outcome(), "en", shared=False)
    row = re.search(HEAT_ROW.format("Ann Two"), page)
    assert row is not None
    assert 7 <= row[2].count("<td") <= 60


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</title></style></svg>]]>",
    "=1+1",
    "超长" * 300,
    "A" * 600,
    "\u202etxt.exe",
)


def hostile_round(text: str) -> Round:
    data: dict[str, Any] = hand_round().model_dump(mode="json")
    names = {"zh": text, "en": text}
    data["title"] = names
    for group in ("departments", "skills", "experts", "facilities", "datasets", "funds"):
        for thing in data[group]:
            thing["name"] = names
    for project in data["projects"]:
        project["title"] = names
        for package in project["packages"]:
            package["name"] = names
    data["facilities"][0]["kind"] = data["projects"][0]["packages"][0]["modes"][0]["facilities"][0][
        "kind"
    ] = text[:100].strip()
    return Round.model_validate(data)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("lang", LANGS)
def test_hostile_names_stay_text(text: str, lang: str) -> None:
    round_ = hostile_round(text)
    provenance = hand_outcome().provenance.model_copy(update={"solver": text})
    reasons = tuple(
        r.model_copy(update={"reason": round_.title, "code": text}) for r in hand_outcome().rejected
    )
    outcome = hand_outcome().model_copy(update={"provenance": provenance, "rejected": reasons})
    read = ReadPage(page_of(round_, outcome, lang, shared=False))
    plain = ReadPage(page_of(hand_round(), hand_outcome(), lang, shared=False))
    assert {tag for tag, _ in read.elements} == {tag for tag, _ in plain.elements}
    assert len(read.named("script")) == 1
    assert [n for _, a in read.elements for n in a if n.startswith("on") or n == "style"] == []
    assert " ".join(text.split()) in read.text


def test_nothing_at_all_still_makes_a_page() -> None:
    empty = Round.model_validate({"calendar": {"start": "2026-01-05", "periods": 1}})
    provenance = hand_outcome().provenance
    for data in ({"status": "optimal", "plan": {"projects": []}}, {"status": "no plan found"}):
        outcome = Outcome.model_validate({**data, "provenance": provenance.model_dump()})
        for lang in LANGS:
            ReadPage(page_of(empty, outcome, lang, shared=False))


@pytest.mark.long
@pytest.mark.parametrize("lang", LANGS)
def test_a_large_round_stays_small_enough_to_mail(lang: str) -> None:
    """400 people, 52 weeks, 200 projects all drawn at once, whether they fit together or not."""
    generated = generate(Shape(400, 200, 52))
    plan = Plan(projects=generated.witnesses)
    outcome = hand_outcome().model_copy(update={"plan": plan, "rejected": (), "changes": ()})
    page = page_of(generated.round_, outcome, lang, shared=False)
    ReadPage(page)
    assert len(page.encode()) < 3_000_000
