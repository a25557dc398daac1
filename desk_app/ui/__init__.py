"""The window. PySide6 lives here and nowhere else."""

from desk_app.ui.features import without_features
from desk_app.ui.singletons import keep_alive

# Before any call into Qt, whoever makes it.
keep_alive()
# Before anything else is imported.
without_features()
