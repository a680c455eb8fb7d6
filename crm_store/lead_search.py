"""Which leads a search means: by who they are and by what they said, each by its index."""

import re
from typing import TYPE_CHECKING

from sqlalchemy import text

from crm_store.lead_words import WHO, WHO_WORDS

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST = 2000
"""Leads that one search finds; of more, the ones that changed last."""
_PHONE = re.compile(r"[\d\s()+./-]{4,}")
_FIND = text(
    f"""
    WITH named AS MATERIALIZED (
      SELECT id FROM leads WHERE {WHO_WORDS} @@ to_tsquery('simple', :words) AND NOT :is_phone
    ), holding AS (
      SELECT id FROM leads WHERE NOT EXISTS (SELECT FROM named) AND ({WHO}) ILIKE ALL (:parts)
    ), said AS (
      SELECT lead_id FROM messages
      WHERE sender = 'lead' AND to_tsvector('simple'::regconfig, messages.text) @@ to_tsquery('simple', :words)
    )
    SELECT id FROM leads
    WHERE id = :whole
      OR id IN (SELECT id FROM named UNION ALL SELECT id FROM holding UNION ALL SELECT lead_id FROM said)
    ORDER BY updated_at DESC, id DESC LIMIT :most
    """
)


async def found_by(connection: "AsyncConnection", search: str, most: int | None = None) -> list[str]:
    """Leads who are, or in one message said, all these words, each also as a beginning of one; the latest first.

    Where no lead is called so, letters anywhere in a name, firm or address count as well; of a phone number any digits.
    """
    words = re.findall(r"\w+", search.lower())[:12]
    if not words:
        return []
    is_phone = _PHONE.fullmatch(search) is not None
    parts = ["".join(words)] if is_phone else re.split(r"\s+", search.strip())[:12]
    given = {
        "words": " & ".join(f"'{word}':*" for word in words),
        "parts": [f"%{escaped(part)}%" for part in parts],
        "is_phone": is_phone,
        "whole": search.strip(),
        "most": most or MOST,
    }
    return list((await connection.scalars(_FIND, given)).all())


def escaped(words: str) -> str:
    """As a pattern that stands for these letters alone."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
