"""What Python processes under libfaketime need, read by each as it starts (bin/test-on puts this folder on its path).

Where the monotonic clock stays real, as every timeout needs it, version 0.9.10 breaks the call that time.sleep() makes.
"""

import select
import time
from typing import SupportsIndex


def sleep_by_select(seconds: SupportsIndex | float) -> None:
    """Sleep for so many seconds by another system call."""
    select.select([], [], [], float(seconds))


time.sleep = sleep_by_select
