"""What the ground floor sweeps up by itself."""

from datetime import timedelta

from forum.kernel import once
from forum.kernel.jobs import handles


@handles("forget_old_forms", every=timedelta(days=1))
def forget_old_forms() -> None:
    """The keys of forms no browser will send again are gone."""
    once.forget_old_forms()
