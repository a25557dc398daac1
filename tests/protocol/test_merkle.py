"""The log's roots are those that RFC 6962 prescribes."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.protocol.merkle import EMPTY_ROOT, LogHead, leaf_hash

# The entries and roots that Certificate Transparency's own tests publish.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(entries: list[bytes]) -> bytes:
    """Compute the root as §2.1 defines it: split at the largest power of two."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    split = 1 << (len(entries) - 1).bit_length() - 1
    return sha256(b"\1" + by_definition(entries[:split]) + by_definition(entries[split:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots_come_out(size: int) -> None:
    assert LogHead().append(LEAVES[:size]).root.hex() == ROOTS[size - 1]


def test_an_empty_log_has_the_empty_root() -> None:
    assert LogHead().root == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.lists(st.binary(max_size=8), max_size=40), st.integers(0, 40))
def test_growing_in_steps_gives_the_root_of_the_definition(entries: list[bytes], cut: int) -> None:
    grown = LogHead().append(entries[:cut]).append(entries[cut:])
    assert grown.root == by_definition(entries)
    assert LogHead.from_bytes(grown.size, grown.to_bytes()) == grown


def test_a_leaf_cannot_be_passed_off_as_a_node() -> None:
    node = LogHead().append([b"a", b"b"]).root
    assert LogHead().append([leaf_hash(b"a") + leaf_hash(b"b")]).root != node
