"""Background runs: durable workflows, each solve in a child process of its own."""
# Nothing is imported here: a child, which starts for every solve, needs only the solver.
