"""Which houses a desk sees: always those of its organisation, never what a request asks for."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, true

from desk_app.settlement.changes import CATALOGUE
from desk_app.settlement.tables import organisation, organisation_house


@dataclass(frozen=True, slots=True)
class Scope:
    """An organisation's houses at one version of their list."""

    organisation_id: int
    everything: bool
    version: int

    @property
    def name(self) -> str:
        """Name the scope for snapshots; organisations that see everything share them."""
        return "all" if self.everything else f"org:{self.organisation_id}:{self.version}"

    def holds(self, column: ColumnElement[Any], *, catalogue: bool = False) -> ColumnElement[bool]:
        """Return the condition that a house column lies within the scope."""
        if self.everything:
            return true()
        houses = select(organisation_house.c.house_id).where(
            organisation_house.c.organisation_id == self.organisation_id
        )
        inside = column.in_(houses)
        return or_(column == CATALOGUE, inside) if catalogue else inside


def scope_of(connection: Connection, organisation_id: int) -> Scope:
    """Read the scope of an organisation."""
    query = select(organisation.c.scope_all, organisation.c.scope_version).where(organisation.c.id == organisation_id)
    row = connection.execute(query).one()
    return Scope(organisation_id, row.scope_all, row.scope_version)


def in_scope(connection: Connection, organisation_id: int, house_id: int) -> bool:
    """Tell whether a house belongs to an organisation's scope."""
    if scope_of(connection, organisation_id).everything:
        return True
    mine = (organisation_house.c.organisation_id == organisation_id, organisation_house.c.house_id == house_id)
    return connection.execute(select(organisation_house.c.house_id).where(*mine)).first() is not None
