"""Background work about members."""

from datetime import timedelta

from forum.kernel.jobs import handles
from forum.members import actions


@handles("forget_expired_sign_ins", every=timedelta(days=1))
def forget_expired_sign_ins() -> None:
    """Sign-ins past their time are gone."""
    actions.forget_expired_sign_ins()
