"""Background runs: durable workflows, each solve in a child process of its own."""
