"""The desk's encrypted store. SQLAlchemy lives here."""
