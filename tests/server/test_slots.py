"""Slots for work: given in turns by client, and refused where too many wait."""

import asyncio

import pytest

from forum.server.slots import FairSlots, Overloaded

BUSY, QUIET = "busy", "quiet"


class Work:
    """Work that holds a slot until it is told to end, and notes in which order it began."""

    def __init__(self, slots: int, max_waiting: int) -> None:
        self.slots = FairSlots(slots, max_waiting)
        self.begun: list[str] = []
        self._ends: list[asyncio.Event] = []

    async def begin(self, client: str) -> asyncio.Task[None]:
        task = asyncio.create_task(self._work(client))
        await asyncio.sleep(0)
        return task

    async def end_one(self) -> None:
        self._ends.pop(0).set()
        for _ in range(3):
            await asyncio.sleep(0)

    async def _work(self, client: str) -> None:
        async with self.slots.hold(client):
            end = asyncio.Event()
            self._ends.append(end)
            self.begun.append(client)
            await end.wait()


def test_who_asks_little_does_not_wait_behind_all_that_another_asks():
    async def act() -> list[str]:
        work = Work(1, 100)
        tasks = [await work.begin(BUSY) for _ in range(10)] + [await work.begin(QUIET)]
        for _ in tasks:
            await work.end_one()
        await asyncio.gather(*tasks)
        return work.begun

    begun = asyncio.run(act())
    assert begun.index(QUIET) <= 2
    assert begun.count(BUSY) == 10


def test_one_client_waits_in_half_of_the_places_at_the_most_and_all_in_no_more_than_there_are():
    async def act() -> None:
        work = Work(1, 4)
        tasks = [await work.begin(BUSY) for _ in range(3)]
        with pytest.raises(Overloaded):
            await (await work.begin(BUSY))
        tasks += [await work.begin(str(other)) for other in range(2)]
        assert work.slots.waiting == 4
        newcomer = await work.begin(QUIET)
        with pytest.raises(Overloaded):  # the last of those who wait of the one with most makes room
            await tasks[2]
        with pytest.raises(Overloaded):  # and where all have one, nobody does
            await (await work.begin("another"))
        assert work.slots.waiting == 4
        for _ in range(5):
            await work.end_one()
        await asyncio.gather(tasks[0], tasks[1], *tasks[3:], newcomer)

    asyncio.run(act())


def test_a_slot_is_free_again_when_its_work_fails_and_when_who_waits_gives_up():
    async def act() -> None:
        work = Work(1, 10)
        first = await work.begin(BUSY)
        given_up, second = await work.begin(BUSY), await work.begin(BUSY)
        given_up.cancel()
        await asyncio.sleep(0)
        first.cancel()
        for _ in range(3):
            await asyncio.sleep(0)
        assert (len(work.begun), work.slots.waiting) == (2, 0)
        second.cancel()
        await asyncio.gather(first, given_up, second, return_exceptions=True)
        third = await work.begin(QUIET)
        assert work.begun[-1] == QUIET
        third.cancel()

    asyncio.run(act())


def test_who_gives_up_in_the_moment_of_their_turn_passes_it_on():
    async def act() -> list[str]:
        work = Work(1, 10)
        first, second = await work.begin("first"), await work.begin("second")
        third = await work.begin("third")
        work._ends.pop(0).set()
        await asyncio.sleep(0)  # the first ends, and the slot is the second's
        second.cancel()
        for _ in range(3):
            await asyncio.sleep(0)
        third.cancel()
        await asyncio.gather(first, second, third, return_exceptions=True)
        return work.begun

    assert asyncio.run(act()) == ["first", "third"]
