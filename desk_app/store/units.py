"""The store: books over one transaction, each transaction on the one encrypted file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from desk_app.application.once import StoreBrokenError
from desk_app.application.ports import Intake
from desk_app.protocol.frames import Signer
from desk_app.protocol.messages import Head
from desk_app.protocol.snapshots import Manifest
from desk_app.store.accounts import SqlAccounts
from desk_app.store.database import Database
from desk_app.store.desk import SqlDesk, SqlDrafts, SqlShifts, SqlTasks
from desk_app.store.journal import SqlJournal
from desk_app.store.mark import HighMark
from desk_app.store.mirror import SqlMirror
from desk_app.store.mirror_files import MirrorFiles, Room, free_bytes
from desk_app.store.papers import Opened, SqlCards, SqlCodes, SqlPrints
from desk_app.store.search import SearchIndex
from desk_app.store.sql import Sql


class SqlBooks:
    """Everything one transaction can reach; a book is opened when asked for, since an act needs two or three of ten."""

    __slots__ = ("_store", "journal", "sql")

    def __init__(self, store: "SqlStore", connection: Connection) -> None:
        """Open the journal, which every act uses."""
        self._store = store
        self.sql = Sql(connection)
        self.journal = SqlJournal(self.sql, store.key)

    @property
    def accounts(self) -> SqlAccounts:
        """The accounts."""
        return SqlAccounts(self.sql, self._store.index)

    @property
    def mirror(self) -> SqlMirror:
        """The mirror."""
        return SqlMirror(self.sql, self._store.index)

    @property
    def shifts(self) -> SqlShifts:
        """The shifts."""
        return SqlShifts(self.sql)

    @property
    def codes(self) -> SqlCodes:
        """The receipt codes."""
        return SqlCodes(self.sql, self._store.opened)

    @property
    def cards(self) -> SqlCards:
        """The card numbers."""
        return SqlCards(self.sql)

    @property
    def prints(self) -> SqlPrints:
        """The papers."""
        return SqlPrints(self.sql)

    @property
    def tasks(self) -> SqlTasks:
        """The tasks."""
        return SqlTasks(self.sql)

    @property
    def drafts(self) -> SqlDrafts:
        """The drafts."""
        return SqlDrafts(self.sql)

    @property
    def desk(self) -> SqlDesk:
        """The desk itself."""
        return SqlDesk(self.sql, self.journal)


@dataclass(frozen=True, slots=True)
class SqlStore:
    """The desk's encrypted file with the keys that sign and open."""

    database: Database
    key: Signer
    opened: Callable[[bytes], Opened]
    index: SearchIndex
    room: Room = free_bytes
    _mark: HighMark = field(init=False)
    _mirrors: MirrorFiles = field(init=False)

    def __post_init__(self) -> None:
        """Stand the mark and the mirror beside the file."""
        object.__setattr__(self, "_mark", HighMark.beside(self.database.path))
        object.__setattr__(self, "_mirrors", MirrorFiles(self.database, self.index, self.room))

    @contextmanager
    def reading(self) -> Iterator[SqlBooks]:
        """Open a consistent view; writing in it fails."""
        try:
            with self.database.reading() as connection:
                yield SqlBooks(self, connection)
        except StoreBrokenError as broken:
            raise self._mirrors.judged(broken) from broken

    @contextmanager
    def writing(self) -> Iterator[SqlBooks]:
        """Open the one write transaction; once it is durable the high-water mark follows."""
        try:
            with self.database.writing() as connection:
                books = SqlBooks(self, connection)
                yield books
                further = self._mark.next(books.sql, books.journal.made)
        except StoreBrokenError as broken:
            raise self._mirrors.judged(broken) from broken
        if further is not None:
            self._mark.write(further)

    def mirroring(self) -> AbstractContextManager[SqlMirror]:
        """Hold the write transaction of the mirror, which never keeps the journal waiting."""
        return self._mirrors.writing()

    @property
    def mirror_path(self) -> Path:
        """Return the file of the mirror that this program works with."""
        return self._mirrors.path

    def begun(self) -> str:
        """Return the form of the snapshot of which a part has come."""
        return self._mirrors.begun()

    def intake(self, manifest: Manifest) -> Intake:
        """Receive a snapshot beside the mirror."""
        return self._mirrors.intake(manifest)

    def close(self) -> None:
        """Release the files and the mark."""
        self._mark.close()
        self.database.close()
        self._mirrors.close()  # last, for only its writer can bring the log into the file

    def faults(self) -> tuple[str, ...]:
        """Run the integrity checks on the journal's file."""
        return self.database.faults()

    def mirror_faults(self) -> tuple[str, ...]:
        """Run the same on the mirror; what they find the next exchange puts right."""
        return self._mirrors.faults()

    def mirror_sealed(self) -> bool:
        """Tell whether every page of the mirror is as it was written."""
        return self._mirrors.sealed()

    def shortened(self) -> Head | None:
        """See that the journal did not grow shorter; see store.mark."""
        with self.reading() as books:
            return self._mark.lost(books.sql, books.journal.head())

    def begin(self, install_id: str, public_key: bytes) -> None:
        """Record installation and key at the first start; after a recovery the installation has another name."""
        with self.database.writing() as connection:
            sql = Sql(connection)
            sql.run(
                "INSERT OR IGNORE INTO desk(one, install_id, public_key) VALUES (1, ?, ?)",
                (install_id, public_key),
            )
            sql.run("UPDATE desk SET install_id = ?1 WHERE install_id <> ?1", (install_id,))
