"""What the registration screen shows, as frozen values."""

from dataclasses import dataclass

from desk_app.presenters.question import Question


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: its text and what is said under it; `tone` is ok, error, wait or empty."""

    text: str = ""
    hint: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One service that will be connected to the cabinet."""

    title: str
    account: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class MemoView:
    """The memo as it will be printed, filled in as the clerk types."""

    name: str
    address: str
    phone: str
    card: str
    note: str


@dataclass(frozen=True, slots=True)
class DoneView:
    """A registration in the journal; `tone` is ok only with the centre's acknowledgement."""

    title: str
    card: str
    name: str
    phone: str
    address: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """The whole screen.

    `stage` is form or done; `types` are the receipt types to choose from;
    `remaining` names the fields to mend, with their titles; `focus` is the
    field where the cursor should go once (account, code, tail, name, phone,
    email, services, consent, memo).
    """

    stage: str = "form"
    types: tuple[tuple[str, str], ...] = ()
    receipt_type: str = ""
    account: FieldView = FieldView()
    address: str = ""
    by_document: bool = False
    code: FieldView = FieldView()
    documents: tuple[str, ...] = ()
    document: str = ""
    tail: FieldView = FieldView()
    name: FieldView = FieldView()
    phone: FieldView = FieldView()
    email: FieldView = FieldView()
    services: tuple[ServiceView, ...] = ()
    services_fault: str = ""
    consent: bool = False
    consent_fault: str = ""
    memo: MemoView | None = None
    remaining: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    notice: str = ""
    asks: str = ""
    question: Question | None = None
    done: DoneView | None = None
    busy: bool = False
    draft: str = ""
    unsaved: bool = False
    focus: str = ""
