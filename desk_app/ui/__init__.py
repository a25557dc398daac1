"""The window. PySide6 lives here and nowhere else."""

from desk_app.ui.keep_none import keep_none

keep_none()
