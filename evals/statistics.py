"""The statistics of a report: intervals for a share, pass@1 and pass^k, and whether two runs really differ."""

from collections.abc import Sequence
from math import comb, sqrt

Z_95 = 1.959964
"""Two-sided 95 % of the normal distribution."""


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's score interval for a share (Wilson, 1927): honest near 0 and 1 and for few trials."""
    if trials == 0:
        return 0.0, 1.0
    share, spread = successes / trials, z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    return round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4)


def pass_hat_k(passes: Sequence[tuple[int, int]], k: int) -> float:
    """pass^k: how likely a case passes k times in a row, averaged over cases of (passed, runs), k runs at least.

    The estimator of tau-bench (Yao et al., 2024): C(c, k) / C(n, k).
    """
    if not passes:
        return 0.0
    return round(sum(comb(passed, k) / comb(runs, k) for passed, runs in passes) / len(passes), 4)


def mcnemar(only_before: int, only_after: int) -> float:
    """McNemar's exact two-sided p: how likely so lopsided a change would be by chance alone.

    `only_before`: cases that passed before and fail now; `only_after`: the other way round. Cases that did
    not change say nothing.
    """
    changed, fewer = only_before + only_after, min(only_before, only_after)
    if changed == 0:
        return 1.0
    tail = sum(comb(changed, i) for i in range(fewer + 1)) / 2**changed
    return round(min(1.0, float(2 * tail)), 6)


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of two raters' labels: agreement beyond chance; 1 where they never differ."""
    if not pairs:
        return 0.0
    n = len(pairs)
    seen = sum(a == b for a, b in pairs) / n
    labels = {label for pair in pairs for label in pair}
    chance = sum(sum(a == x for a, _ in pairs) * sum(b == x for _, b in pairs) for x in labels) / (n * n)
    return 1.0 if chance == 1 else round((seen - chance) / (1 - chance), 4)
