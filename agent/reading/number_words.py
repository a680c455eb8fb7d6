"""Words that count, as data: word -> value. Common misspellings stand beside the right form."""

SMALL: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "fivve": 5, "sevn": 7, "eigth": 8, "nien": 9, "elevn": 11, "twelv": 12, "fiften": 15, "fourten": 14, "sixten": 16,
}  # fmt: skip

TENS: dict[str, int] = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "twent": 20, "twnty": 20, "tweny": 20, "twenny": 20, "thirthy": 30, "thrity": 30, "fourty": 40, "fity": 50,
    "fiffty": 50, "sixy": 60, "seventee": 70, "eightty": 80, "eigthy": 80, "ninty": 90,
}  # fmt: skip

HUNDRED: frozenset[str] = frozenset(
    {"hundred", "hundreds", "hundo", "hundered", "hunderd", "hundrd", "hunnid", "hundy", "hundie"}
)

SCALES: dict[str, float] = {
    "k": 1e3, "ks": 1e3, "thousand": 1e3, "thousands": 1e3, "thou": 1e3, "thous": 1e3, "grand": 1e3, "grands": 1e3,
    "gs": 1e3, "large": 1e3, "racks": 1e3, "stacks": 1e3, "bags": 1e3,
    "thousend": 1e3, "thousnd": 1e3, "thousan": 1e3, "thosand": 1e3, "thousands'": 1e3, "tousand": 1e3,
    "m": 1e6, "mm": 1e6, "mn": 1e6, "mln": 1e6, "mil": 1e6, "mill": 1e6, "mils": 1e6, "mills": 1e6, "million": 1e6,
    "millions": 1e6, "milion": 1e6, "millon": 1e6, "bn": 1e9, "billion": 1e9,
    "mio": 1e6, "tsd": 1e3, "tausend": 1e3, "teur": 1e3,
    "l": 1e5, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
}  # fmt: skip

SLANG_SCALES: frozenset[str] = frozenset({"large", "racks", "stacks", "bags"})
"""Scales only where nothing follows that they could describe ("ten large", not "ten large tables")."""

LETTER_SCALES: frozenset[str] = frozenset({"k", "ks", "m", "mm", "cr", "l"})
"""Letters that scale a figure in digits ("25k", "25 k") or in words ("five k"), never stand alone."""

MONEY_SCALES: frozenset[str] = frozenset(
    {"grand", "grands", "gs", "crore", "crores", "cr", "large", "racks", "stacks", "bags"}
)
"""Scales that nobody uses for counting people."""

ADDING_SCALES: frozenset[str] = frozenset(
    {"thousand", "million", "lakh", "crore", "billion", "thousands", "lakhs", "crores", "lac", "lacs", "milion"}
)
"""Scales after which a remainder may follow ("two thousand five hundred", "one crore twenty lakh")."""

NOTES: dict[str, float] = {"tenner": 10, "tenners": 10, "fiver": 5, "fivers": 5, "ton": 100, "monkey": 500, "pony": 25}
"""Bank notes and slang that name a sum ("a tenner", "a ton")."""

SLANG_SUMS: frozenset[str] = frozenset({"ton", "monkey", "pony"})
"""Of these, the ones that mean a sum only in an answer about money."""

DOZEN: frozenset[str] = frozenset({"dozen", "dozens", "doz"})
FRACTIONS: dict[str, float] = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
