"""The `bantam` command: each sub-command in its own module, imported when it is called."""

import importlib
import sys

import typer

app = typer.Typer(
    name="bantam",
    help="Bantam talks with inbound leads, qualifies them by rule, and hands the good ones to people.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
COMMANDS = (
    "service.commands.serve", "service.commands.chat", "service.commands.playbooks", "service.commands.leads",
    "service.commands.scores", "service.commands.doctor", "service.commands.merges", "evals.cli", "evals.cli_training",
    "evals.phone",
)  # fmt: skip
"""Modules with a `register(app)`. Named, not imported: evaluations stand above the service."""


def main() -> None:
    """Run one command. A user's mistake is one sentence on stderr: exit 1 for a fault found, 2 for wrong use."""
    for name in COMMANDS:
        importlib.import_module(name).register(app)
    try:
        app(standalone_mode=True)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        sentence = explained(error)
        if sentence is None:
            raise
        print(f"bantam: {sentence}", file=sys.stderr)  # noqa: T201
        sys.exit(1)


def explained(error: BaseException) -> str | None:
    """The sentence for an expected failure, or None for a fault of ours, which keeps its traceback."""
    if isinstance(error, OSError) and error.errno is not None and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}."
    if type(error).__name__ in _EXPECTED:
        remedy = getattr(error, "remedy", None)
        return f"{error} {remedy}" if remedy else str(error)
    cause = error.__cause__
    return explained(cause) if cause is not None and cause is not error else None


_EXPECTED = frozenset(
    "SettingsError StoreError DatabaseUnreachable DatabaseRefused DatabaseTooOld DatabaseTooNew DatabaseBusy DiskFull "
    "EmbeddedFailed NotFound Conflict PlaybookError UnknownModel TracingUnavailable "
    "CaseError PortTaken UsageFault".split()
)
"""By name, so that no command pays for importing what it does not need."""
