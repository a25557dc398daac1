"""Schema revisions of the desk's file; journal rows are never migrated."""
