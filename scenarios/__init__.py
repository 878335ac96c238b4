"""Rounds from outside: samples, readers and writers of the formats, and named changes to a round."""
