"""Rounds from outside, and named changes to them: samples, readers, writers, what-if."""
