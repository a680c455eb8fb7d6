"""What a run was made with: model, prompts, playbooks and code, each by a hash, so that two runs can be told apart."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from agent.playbook import Playbook

ROOT = Path(__file__).resolve().parent.parent
_CODE = ("agent", "tools", "evals")


@lru_cache(maxsize=8)
def folder_hash(folder: Path, endings: tuple[str, ...]) -> str:
    """SHA-256 over names and contents of the folder's files, 16 hex digits."""
    told = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in endings and "__pycache__" not in p.parts):
        told.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()[:16]


def prompts_hash(home: Path) -> str:
    return folder_hash(home, (".j2", ".yaml"))


def code_hash() -> str:
    """The code that reads, scores, words and plays. The cases are not in it: each has its own hash."""
    parts = [folder_hash(ROOT / name, (".py",)) for name in _CODE]
    parts.append(folder_hash(ROOT / "agent", (".yaml",)))
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]


def made_with(model: str, prompts: Path, playbooks: Iterable[Playbook]) -> Mapping[str, str]:
    """Everything that decides an outcome besides the case."""
    hashes = {f"playbook {playbook.name}": playbook.hash for playbook in playbooks}
    return {"model": model, "prompts": prompts_hash(prompts), "code": code_hash(), **dict(sorted(hashes.items()))}
