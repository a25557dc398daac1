"""A signature serves one key, one purpose and one call."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk_app.protocol import signing
from desk_app.protocol.fields import whole
from desk_app.protocol.signing import Signed, check, envelope, fingerprint, public_bytes, request_bytes, sign_request
from desk_app.protocol.strict_json import MalformedError, dumps, loads

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
CALL = ("POST", "/v2/desk/push?x=1", b"body", 1_763_260_800, "nonce-1", "11111111-2222-4333-8444-555555555555")


def said_by(*call: object) -> bytes:
    return bytes.fromhex(sign_request(KEY, *call)[signing.HEADER_SIGNATURE])  # type: ignore[arg-type]  # one call


def test_an_envelope_is_genuine_for_its_key_and_tag_only() -> None:
    signed = envelope(KEY, "SG-ACK-v1", b"payload")
    assert signed.genuine(public_bytes(KEY), "SG-ACK-v1")
    assert not signed.genuine(public_bytes(OTHER), "SG-ACK-v1")
    assert not signed.genuine(public_bytes(KEY), "SG-HELLO-v1")
    assert not Signed(b"Payload", signed.signature, signed.key_id).genuine(public_bytes(KEY), "SG-ACK-v1")


@pytest.mark.parametrize(("public", "signature"), [(b"", b"s" * 64), (b"k" * 31, b"s" * 64), (public_bytes(KEY), b"")])
def test_a_key_or_signature_of_another_size_is_no_signature(public: bytes, signature: bytes) -> None:
    assert not check(public, "t", b"", signature)
    assert not signing.request_genuine(public, b"", signature)


def test_an_envelope_travels_as_json() -> None:
    signed = envelope(KEY, "t", b"\x00\xffpayload")
    assert whole(loads(dumps(signed.to_json())), Signed.read) == signed
    with pytest.raises(MalformedError):
        whole(signed.to_json() | {"signature": "00"}, Signed.read)


def test_a_public_key_is_the_same_from_both_halves() -> None:
    assert public_bytes(KEY) == public_bytes(KEY.public_key())


def test_a_fingerprint_is_short_enough_for_the_phone() -> None:
    shown = fingerprint(public_bytes(KEY))
    assert [len(group) for group in shown.split()] == [4] * 5
    assert shown != fingerprint(public_bytes(OTHER))
    assert envelope(KEY, "t", b"").key_id == shown.replace(" ", "")[:8]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "GET"), (1, "/v2/desk/push?x=2"), (2, b"Body"), (3, 1_763_260_801), (4, "nonce-2"),
        (5, "99999999-2222-4333-8444-555555555555"),
    ],
)  # fmt: skip
def test_a_signed_call_is_good_for_that_very_call(place: int, value: object) -> None:
    signature = said_by(*CALL)
    assert signing.request_genuine(public_bytes(KEY), request_bytes(*CALL), signature)
    other = (*CALL[:place], value, *CALL[place + 1 :])
    assert not signing.request_genuine(public_bytes(KEY), request_bytes(*other), signature)  # type: ignore[arg-type]  # one changed


def test_a_call_by_another_desk_is_not_believed() -> None:
    assert not signing.request_genuine(public_bytes(OTHER), request_bytes(*CALL), said_by(*CALL))


def test_a_call_says_who_when_and_which_protocol() -> None:
    headers = sign_request(KEY, *CALL)
    assert headers.pop(signing.HEADER_SIGNATURE)
    assert headers == {
        "Desk-Id": CALL[5], "Desk-Time": "1763260800", "Desk-Nonce": "nonce-1", "Sync-Protocol": "2",
    }  # fmt: skip


@pytest.mark.parametrize("make", [KEY.sign, lambda said: signing.sign(KEY, "SG-ACK-v1", said)])
def test_a_signature_for_another_purpose_does_not_sign_a_call(make: Callable[[bytes], bytes]) -> None:
    assert not signing.request_genuine(public_bytes(KEY), request_bytes(*CALL), make(request_bytes(*CALL)))
