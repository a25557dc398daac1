"""How a command answers: one JSON object for machines, short Russian lines for people."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

from desk_app.cli.words import Failure, PaperNotWrittenError, command_words
from desk_app.i18n import _


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found or did; `lines` are for people, `facts` for machines."""

    facts: Mapping[str, object]
    lines: tuple[str, ...] = field(default=())
    done: bool = True


class UsageError(Exception):
    """The call makes no sense; the text says why, in Russian."""


def refusal(error: Failure) -> Answer:
    """Say why the desk refused, what is safe and what to do."""
    said = command_words(error)
    facts = {"refused": type(error).__name__, "what": said.what, "safe": said.safe, "todo": said.todo}
    if isinstance(error, PaperNotWrittenError):
        facts["operation"] = error.op_id
    return Answer(facts, (said.line(),), done=False)


def show(answer: Answer, *, as_json: bool) -> None:
    """Write the answer; a refusal for people goes to standard error."""
    if as_json:
        _write(sys.stdout, json.dumps({"done": answer.done, **answer.facts}, ensure_ascii=False))
        return
    _write(sys.stdout if answer.done else sys.stderr, "\n".join(answer.lines or (_("Сделано."),)))


def _write(stream: TextIO | None, text: str) -> None:
    """Write to a stream; where the caller has closed it there is none, and the exit code still tells."""
    if stream is not None:
        stream.write(text + "\n")
