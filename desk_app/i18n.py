"""Words for people: gettext and Russian plurals, for every layer above the domain.

The source language is Russian, so an absent catalogue is the normal case and a
catalogue only replaces words (for instance for a partner who says «абонент»).
"""

import gettext

from desk_app.resources import resource

_catalogue = gettext.translation("desk", str(resource("locale")), languages=["ru"], fallback=True)


def _(text: str) -> str:
    """Return the text as the clerk should read it."""
    return _catalogue.gettext(text)


def plural(count: int, one: str, few: str, many: str) -> str:
    """Choose the Russian plural form: 1 счёт, 2 счёта, 5 счетов."""
    tens, ones = abs(count) % 100, abs(count) % 10
    if 11 <= tens <= 14 or ones == 0 or ones >= 5:
        return many
    return one if ones == 1 else few
