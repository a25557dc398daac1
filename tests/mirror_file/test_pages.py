"""What is sealed here is opened by SQLCipher itself, and by nobody without the key."""

import os
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from desk_app.mirror_file.pages import LOCK_PAGE, PAGE, RESERVE, SALT, PageCipher, PageForgedError

KEY = b"\x11" * 32
NEW_KEY = b"\x22" * 32


def sealed_by_sqlcipher(path: Path) -> bytes:
    """Make an encrypted file of several pages."""
    with closing(opened(path, KEY)) as connection:
        connection.execute("CREATE TABLE word(n INTEGER PRIMARY KEY, text TEXT)")
        connection.executemany("INSERT INTO word(text) VALUES (?)", [(f"слово {n}" * 20,) for n in range(500)])
        connection.execute("CREATE INDEX by_text ON word(text)")
        connection.commit()
    return path.read_bytes()


def opened(path: Path, key: bytes) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def test_pages_opened_and_sealed_with_another_key_are_a_sound_file_to_sqlcipher(tmp_path: Path) -> None:
    made = sealed_by_sqlcipher(tmp_path / "one.db")
    plain = PageCipher(KEY, made[:SALT]).open(made, 1)
    assert plain.startswith(b"SQLite format 3\x00")
    assert plain[20] == RESERVE, "the plain file says itself what it keeps free"
    other = PageCipher(NEW_KEY, os.urandom(SALT))
    half = len(plain) // PAGE // 2 * PAGE
    (tmp_path / "two.db").write_bytes(other.seal(plain[:half], 1) + other.seal(plain[half:], half // PAGE + 1))
    with closing(opened(tmp_path / "two.db", NEW_KEY)) as connection:
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*), min(text) FROM word").fetchone()[0] == 500
        connection.execute("DELETE FROM word WHERE n < 400")
        connection.commit()
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []


def test_every_flipped_bit_and_every_exchanged_page_is_found(tmp_path: Path) -> None:
    made = sealed_by_sqlcipher(tmp_path / "one.db")
    cipher = PageCipher(KEY, made[:SALT])
    for at in range(SALT, 3 * PAGE, 97):
        torn = bytearray(made[: 3 * PAGE])
        torn[at] ^= 1 << at % 8
        with pytest.raises(PageForgedError):
            cipher.open(bytes(torn), 1)
    with pytest.raises(PageForgedError):
        cipher.open(made[PAGE : 2 * PAGE], 3)
    with pytest.raises(PageForgedError):
        PageCipher(NEW_KEY, made[:SALT]).open(made, 1)


def test_the_same_page_is_never_sealed_the_same_twice() -> None:
    cipher = PageCipher(KEY, bytes(SALT))
    assert cipher.seal(bytes(PAGE), 2) != cipher.seal(bytes(PAGE), 2)


def test_the_page_that_sqlite_never_writes_stays_empty() -> None:
    cipher = PageCipher(KEY, bytes(SALT))
    run = cipher.seal(b"\x01" * 3 * PAGE, LOCK_PAGE - 1)
    assert run[PAGE : 2 * PAGE] == bytes(PAGE)
    assert cipher.open(run, LOCK_PAGE - 1)[PAGE : 2 * PAGE] == bytes(PAGE)
    assert cipher.open(run, LOCK_PAGE - 1)[:10] == b"\x01" * 10
