"""Every page of the console: its address in the furnished store, and who looks at it.

From here pages are opened in both languages, checked for accessibility and drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PAGES", "Page"]


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes
    ----------
    name : str
        Also the name of its screenshot.
    path : str
        ``{...}`` stand for ids of :class:`tests.api.console.organisation.Organisation`.
    login : str
        Who looks; empty for nobody signed in.
    """

    name: str
    path: str
    login: str = "office"


PAGES = (
    Page("sign-in", "/sign-in", ""),
    Page("problem", "/rounds/none"),
    Page("rounds", "/rounds"),
    Page("round-draft", "/rounds/{draft}"),
    Page("round-rules", "/rounds/{draft}/rules"),
    Page("round-collecting", "/rounds/{collecting}"),
    Page("round-collecting-contact", "/rounds/{collecting}", "rd"),
    Page("round-freeze", "/rounds/{collecting}/freeze"),
    Page("round-review", "/rounds/{review}"),
    Page("round-review-contact", "/rounds/{review}", "quality"),
    Page("round-published", "/rounds/{published}", "leader"),
    Page("runs", "/rounds/{review}/runs"),
    Page("run", "/runs/{run}"),
    Page("plan", "/runs/{run}/plan"),
    Page("plan-none", "/rounds/{collecting}/plan"),
    Page("heat", "/runs/{run}/heat?rows=skills&measure=load"),
    Page("heat-people", "/runs/{run}/heat?rows=people&measure=idle", "leader"),
    Page("heat-worth", "/runs/{run}/heat?rows=skills&measure=worth"),
    Page("heat-tree", "/runs/{run}/heat?rows=tree&measure=load"),
    Page("heat-worth-tree", "/runs/{run}/heat?rows=tree&measure=worth"),
    Page("heat-who", "/runs/{run}/heat?rows=facilities&measure=pressure&row=F01&period=3"),
    Page("timeline", "/runs/{run}/timeline", "leader"),
    Page("timeline-ghosts", "/runs/{what-if}/timeline"),
    Page("plan-project-out", "/runs/{run}/projects/{out}", "leader"),
    Page("plan-project-in", "/runs/{run}/projects/{in}"),
    Page("shares", "/runs/{run}/shares"),
    Page("shares-rule", "/runs/{run}/shares?rule=proportional&project={in}", "leader"),
    Page("shares-published", "/rounds/{published}/shares", "leader"),
    Page("shares-bill", "/rounds/{published}/shares", "quality"),
    Page("shares-none", "/rounds/{review}/shares"),
    Page("lines", "/rounds/{review}/plan/lines"),
    Page("lines-contact", "/rounds/{review}/plan/lines", "quality"),
    Page("lines-leader", "/rounds/{review}/plan/lines?state=objected", "leader"),
    Page("compare", "/rounds/{review}/compare?run={what-if}", "leader"),
    Page("compare-empty", "/rounds/{collecting}/compare"),
    Page("inventory", "/inventory"),
    Page("inventory-contact", "/inventory?kind=facilities", "quality"),
    Page("inventory-funds", "/inventory?kind=funds", "leader"),
    Page("inventory-form", "/inventory/experts/{item}"),
    Page("import", "/imports/{import}"),
    Page("requests", "/requests"),
    Page("request", "/requests/{request}", "leader"),
    Page("request-edit", "/requests/{request}/edit"),
    Page("request-new", "/requests/new", "rd"),
    Page("inbox", "/inbox", "quality"),
    Page("inbox-leader", "/inbox", "leader"),
    Page("inbox-empty", "/inbox", "auditor"),
    Page("projects", "/projects", "rd"),
    Page("proposal", "/rounds/{published}/proposals/P01", "team"),
    Page("audit", "/audit?check=1", "auditor"),
    Page("admin-people", "/admin/people", "keeper"),
    Page("admin-people-found", "/admin/people?named=zzz", "auditor"),
    Page("admin-person-new", "/admin/people/new", "keeper"),
    Page("admin-person", "/admin/people/{person}", "keeper"),
    Page("admin-departments", "/admin/departments", "keeper"),
    Page("authority", "/rounds/{collecting}/authority"),
    Page("authority-others", "/rounds/{review}/authority", "rd"),
    Page("authority-none", "/rounds/{draft}/authority"),
    Page("authority-rule", "/rounds/{collecting}/authority/rules/large-project"),
    Page("authority-rule-new", "/rounds/{collecting}/authority/rules/new"),
    Page("account", "/account", "rd"),
)
