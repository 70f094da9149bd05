"""A bounded number of places for work, given to clients in turns: nobody waits behind all that one client asked for."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Overloaded(Exception):
    """Too many wait already."""


class FairSlots:
    """So many slots; those who wait for one are served round robin by client. Belongs to one event loop.

    At most `max_waiting` wait at once, and at most half as many of one client. Where all places are taken, a client
    with fewer of them pushes out the last request of the client with most.
    """

    def __init__(self, slots: int, max_waiting: int) -> None:
        self._free = slots
        self._max_waiting, self._max_of_one = max_waiting, max(1, max_waiting // 2)
        self._waiting = 0
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._waiting

    @asynccontextmanager
    async def hold(self, client: str) -> AsyncIterator[None]:
        """Hold one slot inside; raises Overloaded where too many wait."""
        await self._acquire(client)
        try:
            yield
        finally:
            self._release()

    async def _acquire(self, client: str) -> None:
        if self._free:
            self._free -= 1
            return
        queue = self._queues.get(client)
        mine = len(queue) if queue else 0
        if mine >= self._max_of_one or (self._waiting >= self._max_waiting and not self._push_out(mine)):
            raise Overloaded
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(turn)
        self._waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            self._give_up(client, turn)
            raise

    def _push_out(self, fewer: int) -> bool:
        """Refuse the last request of the client with most; return False where it has no more than `fewer` and one."""
        queue = max(self._queues.values(), key=len)
        if len(queue) <= fewer + 1:
            return False
        turn = queue.pop()
        self._waiting -= 1
        if not turn.done():
            turn.set_exception(Overloaded())
        return True

    def _give_up(self, client: str, turn: asyncio.Future[None]) -> None:
        """Pass a slot on that came too late, or leave the queue."""
        if turn.done() and not turn.cancelled():
            if turn.exception() is None:
                self._release()
        elif turn in (queue := self._queues.get(client, deque())):
            queue.remove(turn)
            self._waiting -= 1
            if not queue:
                del self._queues[client]

    def _release(self) -> None:
        """Give the slot to the first of the client whose turn it is."""
        while self._queues:
            client, queue = self._queues.popitem(last=False)
            turn = queue.popleft()
            self._waiting -= 1
            if queue:
                self._queues[client] = queue  # behind all others
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
