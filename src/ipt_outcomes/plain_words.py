"""Words as they are compared: in small letters, without accents, their parts joined by `_`."""

from __future__ import annotations

import re
import unicodedata


def plain(name: str) -> str:
    """A name in small letters, its parts joined by `_`: BDI.pre and bdiPre are bdi_pre.

    Letters lose their accents: Übliche is ubliche, témoin is temoin.
    """
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    bare = without_accents(split.replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")


def without_accents(text: str) -> str:
    """The text's letters without their marks: José is Jose."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
