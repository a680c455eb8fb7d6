"""What the commands of evaluations share: a wrong use said in a sentence, and options made into values."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.prices import Price
    from service.settings import Settings


class UsageFault(Exception):
    """The command was called with something it cannot use."""


def with_folders(settings: "Settings", playbooks: Path | None, prompts: Path | None) -> "Settings":
    """The settings with another folder of playbooks. Raises UsageFault where a folder is not there."""
    for what, folder in (("playbooks", playbooks), ("prompts", prompts)):
        if folder is not None and not folder.is_dir():
            raise UsageFault(f"{folder}: no such folder of {what}")
    return settings if playbooks is None else settings.model_copy(update={"bantam_playbooks": playbooks})


def cache_at(settings: "Settings", cache: Path | None, no_cache: bool) -> Path | None:
    """Where model calls are kept; None: nowhere."""
    return None if no_cache else cache or settings.bantam_home / "evals" / "calls.sqlite"


def price_given(text: str | None) -> "Price | None":
    """A price as the command line has it. Raises UsageFault."""
    from evals.cost import price_from

    try:
        return price_from(text) if text is not None else None
    except ValueError as error:
        raise UsageFault(f"--price {text}: two figures such as 0.40/1.60, US dollars for a million tokens") from error
