"""A clerk at the payment screen without a window: the presenter, what it showed, and the window around it."""

from desk_app.application.desk import Desk
from desk_app.presenters.payment import PaymentPresenter
from desk_app.presenters.payment_view import CardView, PaymentView
from desk_app.presenters.tasks import Tasks, TasksAtOnce
from tests.helpers.prepared_desk import Around


class Counter:
    """Acts as the clerk does; `view` is what stands on the screen now."""

    def __init__(self, desk: Desk, tasks: Tasks | None = None) -> None:
        self.desk, self.around, self.views = desk, Around(), list[PaymentView]()
        self.presenter = PaymentPresenter(desk, tasks or TasksAtOnce(), self.views.append, self.around.outlets())
        self.cards = self.presenter.cards

    @property
    def view(self) -> PaymentView:
        return self.views[-1]

    def card(self, place: int) -> CardView:
        return [card for flat in self.view.flats for card in flat.cards][place]

    def pays(self) -> None:
        self.presenter.pay()
        self.presenter.agree()


def plain(text: str) -> str:
    """Write no-break spaces as spaces, so that a test reads as it prints."""
    return text.replace("\u00a0", " ")
