"""Slips of the pen: one letter left out, doubled, swapped or put in, of words long enough to stay themselves."""

from collections.abc import Collection, Iterator

_REAL_WORDS = frozenset(
    (
        "moth moths moths mouth mouths mount tenth fourth weak weeks seek seeks meek week weeds nest "
        "text nexus ext year ears years dear near hear bear gear tear wear yearn yeas march marsh "
        "larch arch match mach merch starch parch jun jul june tune july jolly augur gust august "
        "autumn summer summers summed hummer winter winner winters inter sinter spring sprig sprint "
        "string offspring april easter eastern quarter quarters quartet quarterly charter before bore "
        "afore befor monday sunday sundry tuesday friday fridge october november december january "
        "february morrow tomorrow season reason day days sat sun mon won son wed thus thu then the "
        "moss mos mo money moneys mono monthly sunny satin satay saturn webs webbed fort fortnight "
        "fortnightly bore borne beware firmer mons tues true rue hurs thirst marc marcy marched wek "
        "seep weep wee keek geek peek reek leek eek ween month sept kept slept wept fry dry frid jan "
        "jane june juno juny julie julia jules janet apricot augusta novel decent deck member ember "
        "remember timber umber number sunda monda weekly weekday yeah yeh year's montha weekend weeks "
        "mother other moth northern north"
    ).split()
)


def corrections(words: Collection[str], avoid: Collection[str]) -> dict[str, str]:
    """Misspelling -> word, for `words` of five letters or more; never a word of its own or one in `avoid`."""
    found: dict[str, str] = {}
    for word in words:
        if len(word) < 5:
            continue
        for slip in slips(word):
            if slip not in avoid and slip not in _REAL_WORDS:
                found.setdefault(slip, word)
    return found


def slips(word: str) -> Iterator[str]:
    """The usual slips of one word; the first letter stays, as it does for most hands."""
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if len(word) > 6:
        for at in range(1, len(word)):
            for letter in _NEAR.get(word[at], ""):
                yield word[:at] + letter + word[at + 1 :]
                yield word[:at] + letter + word[at:]


_NEAR = {
    "a": "qwsze", "b": "vghn", "c": "xdfvs", "d": "serfcx", "e": "wsdria", "f": "drtgvc", "g": "ftyhbv", "h": "gyujnb",
    "i": "ujkoey", "j": "huikmn", "k": "jiolm", "l": "kop", "m": "njk", "n": "bhjm", "o": "iklpau", "p": "ol",
    "q": "wa", "r": "edft", "s": "awedxzc", "t": "rfgy", "u": "yhjio", "v": "cfgb", "w": "qase", "x": "zsdc",
    "y": "tghui", "z": "asx",
}  # fmt: skip
"""Neighbours on the keyboard, and the vowels that are taken for one another."""
