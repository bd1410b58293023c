"""The key pair of a house: with the private key its bundles of content are signed, with the public one they are checked."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from bot.errors import CannotRun

PURPOSE = b"content of Wegwijs, format 1\n"
"""Stands before what is signed: a signature that the key gave to something else is none here."""


class UnusableKey(CannotRun):
    """There is no such key, or it is of another kind. The message says what to do."""


class NotSigned(CannotRun):
    """The signature is missing or was made with another key."""


def make(private: Path) -> Path:
    """Make a key pair; where the public key stands. Raises UnusableKey."""
    key, public = Ed25519PrivateKey.generate(), private.with_name(f"{private.name}.pub")
    try:
        for path, body, mode in (
            (private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600),
            (public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644),
        ):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(body)
    except OSError as error:
        raise UnusableKey(f"{error.filename} cannot be made ({error.strerror}); no key was replaced") from error
    return public


def sign(private: Path, message: bytes) -> bytes:
    """The signature of a message. Raises UnusableKey."""
    try:
        key = load_pem_private_key(private.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnusableKey(
            f"{private} is no private key; make one with `./wegwijs bundle --new-key {private}`"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKey(f"{private} is a key of another kind; make one with `./wegwijs bundle --new-key FILE`")
    return key.sign(PURPOSE + message)


def check(public: Path, message: bytes, signature: bytes, what: Path) -> None:
    """Look whether the owner of the key signed the message of the file `what`. Raises UnusableKey or NotSigned."""
    remedy = "put the .pub file of `./wegwijs bundle --new-key` there, or name it with --key"
    if not public.is_file():
        raise UnusableKey(f"there is no public key at {public}; {remedy}")
    try:
        key = load_pem_public_key(public.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise UnusableKey(f"{public} is no public key; {remedy}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableKey(f"{public} is a key of another kind; {remedy}")
    try:
        key.verify(signature, PURPOSE + message)
    except InvalidSignature:
        raise NotSigned(f"{what} is not signed with the key of this house ({public}); the old content stays") from None
