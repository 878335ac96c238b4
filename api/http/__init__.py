"""The HTTP service: routes, problems, conditional requests, pages.

The work itself is done by the use cases.
"""
