"""The central settlement service: what gives codes, registrations and payments their meaning."""
