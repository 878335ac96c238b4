"""Plans without a solver: construction, ruin and recreate, in compiled code.

Step of the way: solve. The search knows every rule of the domain, or leaves a project to the exact
path (:attr:`optimizer.search.tables.Tables.hard`); the verifier decides about every plan it shows.
"""
