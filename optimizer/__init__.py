"""The pure library: a round goes in, an outcome with a verified plan comes out."""

__version__ = "0.1.0"
