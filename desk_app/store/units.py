"""The store: books over one transaction, each transaction on the one encrypted file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from desk_app.protocol.frames import Signer
from desk_app.store.accounts import SqlAccounts
from desk_app.store.database import Database
from desk_app.store.desk import SqlDesk, SqlDrafts, SqlShifts, SqlTasks
from desk_app.store.journal import SqlJournal
from desk_app.store.mark import HighMark
from desk_app.store.mirror import SqlMirror
from desk_app.store.papers import Opened, SqlCards, SqlCodes, SqlPrints
from desk_app.store.search import SearchIndex
from desk_app.store.sql import Sql


@dataclass(frozen=True, slots=True)
class SqlBooks:
    """Everything one transaction can reach."""

    accounts: SqlAccounts
    journal: SqlJournal
    mirror: SqlMirror
    shifts: SqlShifts
    codes: SqlCodes
    cards: SqlCards
    prints: SqlPrints
    tasks: SqlTasks
    drafts: SqlDrafts
    desk: SqlDesk


@dataclass(frozen=True, slots=True)
class SqlStore:
    """The desk's encrypted file with the keys that sign and open."""

    database: Database
    key: Signer
    opened: Callable[[bytes], Opened]
    index: SearchIndex
    _mark: HighMark = field(init=False)

    def __post_init__(self) -> None:
        """Stand the mark beside the file."""
        object.__setattr__(self, "_mark", HighMark.beside(self.database.path))

    @contextmanager
    def reading(self) -> Iterator[SqlBooks]:
        """Open a consistent view; writing in it fails."""
        with self.database.reading() as connection:
            yield self._books(connection)

    @contextmanager
    def writing(self) -> Iterator[SqlBooks]:
        """Open the one write transaction; once it is durable the high-water mark follows."""
        with self.database.writing() as connection:
            books = self._books(connection)
            yield books
            further = self._mark.next(books.journal.sql, books.journal.head())
        if further is not None:
            self._mark.write(further)

    def faults(self) -> tuple[str, ...]:
        """Run the database's own integrity checks."""
        return self.database.faults()

    def shortened(self) -> str:
        """See that the journal did not grow shorter; see store.mark."""
        with self.reading() as books:
            return self._mark.fault(books.journal.sql, books.journal.head())

    def begin(self, install_id: str, public_key: bytes) -> None:
        """Record installation and key at the very first start; later starts change nothing."""
        with self.database.writing() as connection:
            Sql(connection).run(
                "INSERT OR IGNORE INTO desk(one, install_id, public_key) VALUES (1, ?, ?)",
                (install_id, public_key),
            )

    def _books(self, connection: Connection) -> SqlBooks:
        sql = Sql(connection)
        journal = SqlJournal(sql, self.key)
        return SqlBooks(
            accounts=SqlAccounts(sql, self.index),
            journal=journal,
            mirror=SqlMirror(sql, self.index),
            shifts=SqlShifts(sql),
            codes=SqlCodes(sql, self.opened),
            cards=SqlCards(sql),
            prints=SqlPrints(sql),
            tasks=SqlTasks(sql),
            drafts=SqlDrafts(sql),
            desk=SqlDesk(sql, journal),
        )
