"""Talking to the centre. requests lives here."""
