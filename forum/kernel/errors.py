"""What can go wrong in the domain; the app turns each into one page."""


class DomainError(Exception):
    """A refusal in words a member can read; `status` is the HTTP answer it becomes.

    `title` heads its page where the status alone says too little. `may_be_sent_again`: the page offers to send the
    same form once more, with a new key unless `keeps_key`: under its own key it is never saved twice.
    """

    status = 400
    title = ""
    may_be_sent_again = False
    keeps_key = True


class Denied(DomainError):
    """You may not do this."""

    status = 403


class SignInNeeded(DomainError):
    """Only members may do this, and nobody is signed in."""

    status = 401


class Missing(DomainError):
    """There is no such thing, or you may not know of it."""

    status = 404


class WrongState(DomainError):
    """Somebody else was faster, or the thing has moved on."""

    status = 409


class Outdated(DomainError):
    """What was read a moment ago has gone elsewhere meanwhile; begun again, it is found there. Edges begin again."""

    status = 503


class Invalid(DomainError):
    """What was sent cannot be used as it is."""

    status = 422


class Moved(Exception):
    """The thing lives under another name now: the same page of it is at the same address with `new` for `old`."""

    def __init__(self, old: object, new: object) -> None:
        super().__init__(f"{old} is now {new}")
        self.old, self.new = old, new
