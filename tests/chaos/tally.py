from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """Times in seconds, monotonic. `status` 0: the connection broke and nothing came back."""

    operation: str
    idempotent: bool
    began: float
    ended: float
    status: int
    retry_after: bool

    @property
    def failed(self) -> bool:
        return self.status == 0 or self.status >= 500


@dataclass
class Acknowledged:
    """What the site said it has done."""

    phones: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    uploads: list[tuple[str, str]] = field(default_factory=list)
    """(path, SHA-256)"""


@dataclass
class Record:
    answers: list[Answer] = field(default_factory=list)
    acknowledged: Acknowledged = field(default_factory=Acknowledged)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: Answer) -> None:
        with self.lock:
            self.answers.append(answer)

    def __len__(self) -> int:
        return len(self.answers)


@dataclass(frozen=True)
class Window:
    """A time in which a fault may show: from its beginning until service has to be normal again."""

    kind: str
    began: float
    ended: float


@dataclass(frozen=True)
class Verdict:
    requests: int
    statuses: dict[int, int]
    unavailable: int
    """503 with Retry-After while the database was away."""
    lost_in_flight: int
    """Requests that change something, on their way in a worker that was killed: 502, or a broken connection."""
    violations: list[str]


def judge(answers: list[Answer], windows: list[Window]) -> Verdict:
    """What the site promises: no idempotent request fails for a killed process; nothing but a 503 with Retry-After
    while the database is away; nothing at all two seconds after it is back."""
    violations: list[str] = []
    unavailable = lost = 0
    for answer in answers:
        within = {window.kind for window in windows if answer.began < window.ended and answer.ended > window.began}
        if not answer.failed:
            slow = answer.ended - answer.began
            if slow > 2 and not within:
                violations.append(f"{answer.operation}: {slow:.1f} s long after the fault")
        elif answer.status == 503 and answer.retry_after and "database" in within:
            unavailable += 1
        elif answer.status in (0, 502) and not answer.idempotent and "process" in within:
            lost += 1
        else:
            violations.append(
                f"{answer.operation}: {answer.status or 'broken connection'} during {within or 'nothing'}"
            )
    return Verdict(len(answers), dict(Counter(answer.status for answer in answers)), unavailable, lost, violations)
