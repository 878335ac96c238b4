"""The sections of a report as data: every string ready to show, every length in percent."""
