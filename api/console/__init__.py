"""The console: pages for the office, leaders, contacts, teams and auditors.

A page does what an API call can do and nothing else: both call the same function of
:mod:`api.usecases`, in one transaction that the route opens (see :mod:`api.http.route`).

How a page is added
-------------------
1. **The page**: one file in ``api/console/pages/`` with a ``router`` made by
   :func:`api.console.route.console_router`; add it to ``PAGES`` in
   ``api/console/pages/__init__.py``. A route that reads returns ``page(request, "x.html", ...)``;
   one that writes returns ``gone_to(request, path, notice="part.key")`` (the browser then loads
   ``path`` and shows the notice once), or ``fragment(request, "_part.html", ...)`` to change a part
   of the page in place. Who may open it: ``**open_to(Role.OFFICE, ...)``, as for the API. Refusals
   are raised as :class:`api.problems.Problem` and become a page, or a message at the top, that says
   what to do.
2. **The template**: ``api/templates/name.html`` extends ``layout.html`` and fills the blocks
   ``title`` and ``main`` (and ``path`` for the breadcrumb). Parts that are sent alone begin with an
   underscore. Shared pieces are macros in ``macros.html`` (import them ``with context``):
   ``badge``, ``findings``, ``empty``, ``pages``, ``scroll``, ``input``, ``select``, ``area``,
   ``trail``, ``chart``.
   No ``style`` attribute, no inline script, no ``onclick``: the content security policy refuses
   them. Buttons that write are ``hx-post`` forms; the CSRF token goes along by itself. A form with
   an effect that must not happen twice carries ``{{ once() }}`` (an ``Idempotency-Key``), and one
   that changes a versioned thing a hidden ``version`` that the route gives to
   :func:`api.console.forms.check_version`.
3. **The words**: pairs of Chinese and English in ``api/console/words/<area>.py``, joined in
   ``words/__init__.py``; in templates ``{{ t("area.key", count=3) }}``. A template holds no words
   of its own and every key must exist (``tests/api/console/test_words.py``). States and other
   codes: ``t.coded("round", state)``; a document's own texts: ``t.text(project.title)``.
4. **Navigation**: one line in :mod:`api.console.navigation`, with the roles that see it.
5. **A chart**: ``{{ chart(spec, name) }}`` with a dict made in Python (see
   :mod:`api.console.charts`), always called around the table that says the same. ``charts.js``
   draws it; colours are names of the style sheet (``"@accent"``), so that dark and light just work.
6. **A test**: a test of the route beside the others in ``tests/api/console/``, and one line in
   ``PAGES`` of ``tests/api/console/page_list.py``: from there the page is opened in both languages,
   checked by axe, and drawn by ``python -m tests.api.console.shots``.
"""
