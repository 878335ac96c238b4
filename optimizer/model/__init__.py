"""The CP-SAT model of a round: variables in one place, one constraint family a file."""
