"""How lists of leads are ordered and searched, as their indexes have it: spelt otherwise, a query finds no index.

Parentheses and line breaks are as PostgreSQL writes them, so that the schema can be compared with the tables.
"""

from functools import reduce

STAGE_RANK = """
CASE stage
    WHEN 'SQL' THEN 0
    WHEN 'MQL' THEN 1
    WHEN 'lead' THEN 2
    ELSE 3
END"""
"""The order of stages, best first."""
WHO = reduce(
    lambda line, name: f"(({line}) || ' ') || COALESCE({name}, '')",
    ("company", "email", "phone"),
    "(COALESCE(name, '') || ' ') || COALESCE(title, '')",
)
"""Who a lead is, in one line."""
WHO_WORDS = rf"to_tsvector('simple'::regconfig, regexp_replace({WHO}, '\W+', ' ', 'g'))"
"""The words of that line; an address is several."""
