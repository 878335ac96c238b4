"""The authority rules that an office starts from; amounts and counts are its own to change.

They follow the cooperation policy: whoever owns a resource and, by its weight, the leading group
approve its use; where an owner objects, the leading group settles it; large projects are the
leading group's; data of the higher classes needs more eyes; the office and the leading group stand
behind a plan as a whole.
"""

from __future__ import annotations

from api.access.rules import AllOf, AuthorityRule, AuthorityRules, Condition, Participants, Scope
from api.access.rules import Seat as _Seat
from optimizer.domain import SecurityLevel, Text

__all__ = ["DEFAULT_RULES"]

LARGE_LINE_CENTS = 100_000_00
LARGE_PROJECT_CENTS = 500_000_00
LARGE_LOAN_PCT_PERIODS = 12 * 100

_owner = _Seat(role="contact", of="owner")
_office = _Seat(role="office")
_leader = _Seat(role="leader")
_two_leaders = _Seat(role="leader", count=2)

DEFAULT_RULES = AuthorityRules(
    rules=(
        AuthorityRule(
            id="owner",
            title=Text(
                zh="借用其他部门的资源，由资源所属部门签", en="Owners sign for what they lend"
            ),
            applies=Condition(
                scopes=(Scope.LINE,),
                kinds=("person", "facility", "dataset", "money"),
                department="other",
                disputed=False,
            ),
            requires=_owner,
        ),
        AuthorityRule(
            id="large-line",
            title=Text(zh="大额资金，由领导小组一人签", en="A leader signs for large sums"),
            applies=Condition(
                scopes=(Scope.LINE,), kinds=("money",), amount_cents_from=LARGE_LINE_CENTS
            ),
            requires=_leader,
        ),
        AuthorityRule(
            id="long-loan",
            title=Text(zh="长期借调人员，由领导小组一人签", en="A leader signs for long loans"),
            applies=Condition(
                scopes=(Scope.LINE,),
                kinds=("person",),
                effort_pct_periods_from=LARGE_LOAN_PCT_PERIODS,
                department="other",
            ),
            requires=_leader,
        ),
        AuthorityRule(
            id="dispute",
            title=Text(zh="部门间有分歧，由领导小组一人签", en="A leader signs what was disputed"),
            applies=Condition(scopes=(Scope.LINE, Scope.CHANGE), disputed=True),
            requires=_leader,
        ),
        AuthorityRule(
            id="important-data",
            title=Text(
                zh="涉及重要数据，由办公室和领导小组各一人签",
                en="Office and a leader sign for important data",
            ),
            applies=Condition(scopes=(Scope.PROJECT,), security_from=SecurityLevel.IMPORTANT),
            requires=AllOf(of=(_office, _leader)),
        ),
        AuthorityRule(
            id="core-data",
            title=Text(zh="涉及核心数据，由领导小组两人签", en="Two leaders sign for core data"),
            applies=Condition(scopes=(Scope.PROJECT,), security_from=SecurityLevel.CORE),
            requires=_two_leaders,
        ),
        AuthorityRule(
            id="large-project",
            title=Text(
                zh="重大项目，由各参与部门和领导小组两人签",
                en="Every participant and two leaders sign for large projects",
            ),
            applies=Condition(scopes=(Scope.PROJECT,), amount_cents_from=LARGE_PROJECT_CENTS),
            requires=AllOf(of=(Participants(), _two_leaders)),
        ),
        AuthorityRule(
            id="plan",
            title=Text(
                zh="整体计划，由办公室和领导小组各一人签",
                en="Office and a leader sign for the plan",
            ),
            applies=Condition(scopes=(Scope.PLAN,)),
            requires=AllOf(of=(_office, _leader)),
        ),
        AuthorityRule(
            id="change-owner",
            title=Text(
                zh="发布后的变更动用其他部门资源，由资源所属部门签",
                en="Owners sign for what a change takes from them",
            ),
            applies=Condition(scopes=(Scope.CHANGE,), department="other", disputed=False),
            requires=_owner,
        ),
        AuthorityRule(
            id="change",
            title=Text(
                zh="发布后的变更，由办公室签", en="The office signs for changes after award"
            ),
            applies=Condition(scopes=(Scope.CHANGE,)),
            requires=_office,
        ),
        AuthorityRule(
            id="large-change",
            title=Text(zh="大额变更，由领导小组一人签", en="A leader signs for large changes"),
            applies=Condition(scopes=(Scope.CHANGE,), amount_cents_from=LARGE_LINE_CENTS),
            requires=_leader,
        ),
    )
)
