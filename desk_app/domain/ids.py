"""Names of things, so that one kind of id is never passed for another."""

from typing import NewType

DeskId = NewType("DeskId", str)
"""UUID text given by the centre at enrolment."""

OperationId = NewType("OperationId", str)
"""UUIDv7 text, made when the form opens; a double Enter is therefore one operation."""

AccountKey = NewType("AccountKey", str)
"""«receipt_type/number»: the same number may exist under two receipt types."""

ReceiptTypeCode = NewType("ReceiptTypeCode", str)
"""Code of a «тип квитанции»."""

ServiceCode = NewType("ServiceCode", str)
"""Service code from the provider's contract; a late fee has a code of its own."""

ProviderCode = NewType("ProviderCode", str)
"""Code of a service provider in the central directory."""

HouseKey = NewType("HouseKey", str)
"""Normalised «settlement|street|house»; the unit of a desk's scope."""

PremiseKey = NewType("PremiseKey", str)
"""Normalised «settlement|street|house|flat»: all accounts of one flat share it."""

MeterId = NewType("MeterId", str)
"""«account key/serial number» of a meter."""


def account_key(receipt_type: str, number: str) -> AccountKey:
    """Join a receipt type and a provider's own account number."""
    return AccountKey(f"{receipt_type}/{number}")
