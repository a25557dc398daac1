"""The base of everything the desk may refuse."""


class DeskError(Exception):
    """A refusal the clerk reads.

    Each kind lives beside the code that raises it and carries facts, not
    sentences; `presenters.words` turns the facts into Russian.
    """
