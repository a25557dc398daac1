"""The desk's commands for scripts and support."""
