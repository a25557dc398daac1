"""Reading what providers send: balance registries and tables, all of a file or nothing of it."""
