"""Text that waits in the database and that nobody may read there: encrypted with a key made of SECRET_KEY.

A backup, or a copy of the database, holds nothing of it without the key of the site.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class CannotUnseal(Exception):
    """The text was sealed with another SECRET_KEY, or is no sealed text."""


def seal(text: str) -> str:
    """Encrypt the text. `unseal` gives it back."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt what `seal` made, also with a key of SECRET_KEY_FALLBACKS. Raises CannotUnseal."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotUnseal from None


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in keys])


def _key(secret: str | bytes) -> bytes:
    return urlsafe_b64encode(salted_hmac("background.sealing", "", secret, algorithm="sha256").digest())
