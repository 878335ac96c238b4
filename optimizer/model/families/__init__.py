"""Constraint families: each adds one rule of the domain and knows no other."""
