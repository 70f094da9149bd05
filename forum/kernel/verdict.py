"""A yes or a no that can say why."""

from dataclasses import dataclass

from forum.kernel.errors import Denied


@dataclass(frozen=True)
class Verdict:
    """The answer of a policy: truthy when allowed, with the reason when not."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str) -> Verdict:
    """A refusal with its reason."""
    return Verdict(False, reason)


def require(verdict: Verdict) -> None:
    """Raise Denied with the reason unless the verdict is a yes."""
    if not verdict:
        raise Denied(verdict.reason)
