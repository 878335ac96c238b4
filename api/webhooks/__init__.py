"""Webhooks by the Standard Webhooks specification: signed, vetted, retried; no store in here."""
