"""What an exchange has put right, in words: a clerk who was stopped or restored hears that it is over."""

from desk_app.application.exchange import Mended
from desk_app.i18n import _


def mended_words(mended: Mended) -> str:
    """Say what was put right; nothing where nothing was amiss."""
    said = []
    if mended.epoch:
        said.append(_("Оператор центра разрешил продолжить работу."))
    if mended.returned:
        said.append(_("Из центра вернулось операций: {n}.").format(n=mended.returned))
    if mended.sent_again:
        said.append(_("Центр терял принятое и получил его снова, операций: {n}.").format(n=mended.sent_again))
    return " ".join(said)
