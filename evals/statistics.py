"""The statistics of a report: intervals for a share, pass@1 and pass^k, and whether two runs really differ."""

from collections.abc import Sequence
from math import comb, sqrt
from random import Random

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


def f1_interval(true_positives: int, false_positives: int, false_negatives: int) -> tuple[float, float]:
    """Wilson's interval of an F1.

    F1 itself is no share, but F* = TP / (TP + FP + FN) is one, and F1 = 2 F* / (1 + F*) rises with it (Hand,
    Christen and Kirielle, 2021): the ends of F*'s interval give those of F1's.
    """
    low, high = wilson(true_positives, true_positives + false_positives + false_negatives)
    return round(2 * low / (1 + low), 4), round(2 * high / (1 + high), 4)


def paired_difference(only_before: int, only_after: int, pairs: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two paired shares, after less before.

    Wald's with half a case added to each way of changing and two to the pairs (Agresti and Min, 2005).
    """
    if pairs == 0:
        return -1.0, 1.0
    worse, better, n = only_before + 0.5, only_after + 0.5, pairs + 2
    difference = (better - worse) / n
    half = Z_95 * sqrt(max(0.0, worse + better - (better - worse) ** 2 / n)) / n
    return round(max(-1.0, difference - half), 4), round(min(1.0, difference + half), 4)


def kappa_interval(pairs: Sequence[tuple[str, str]], resamples: int = 2000) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of kappa; the same for the same pairs, since the draws are seeded."""
    if not pairs:
        return -1.0, 1.0
    draw = Random(len(pairs))
    found = sorted(kappa(draw.choices(pairs, k=len(pairs))) for _ in range(resamples))
    return found[int(0.025 * resamples)], found[min(resamples - 1, int(0.975 * resamples))]
