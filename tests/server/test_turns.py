"""Turns are taken fairly: a client that asks much waits, and takes no other's place."""

import threading
import time

import pytest

from server.workers.errors import Busy, Stopped
from server.workers.turns import Place, Turns

SOON = 5.0


class Crowd:
    """Clients that ask in threads; who had a turn is written down in order."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.served: list[str] = []
        self.refused: list[str] = []
        self.threads: list[threading.Thread] = []

    def asks(self, client: str, seconds: float = SOON) -> Place:
        """Ask once; returns when the request waits or was decided on."""
        place, before = Place(client), len(self.refused)
        thread = threading.Thread(target=self._ask, args=(place, seconds))
        waiting = self.turns.waiting
        thread.start()
        self.threads.append(thread)
        until = time.monotonic() + SOON
        while self.turns.waiting == waiting and len(self.refused) == before:
            assert time.monotonic() < until
            time.sleep(0.001)
        return place

    def _ask(self, place: Place, seconds: float) -> None:
        try:
            with self.turns.turn(place, time.monotonic() + seconds):
                self.served.append(place.client)
        except (Busy, Stopped):
            self.refused.append(place.client)

    def join(self) -> None:
        for thread in self.threads:
            thread.join(SOON)
            assert not thread.is_alive()


def test_turns_go_round_the_clients_that_wait() -> None:
    turns = Turns(1, 10)
    crowd = Crowd(turns)
    with turns.turn(Place("first"), time.monotonic()):
        for client in ("a", "a", "a", "b", "b", "c"):
            crowd.asks(client)
    crowd.join()
    assert crowd.served == ["a", "b", "c", "a", "b", "a"]


def test_a_client_with_work_under_way_comes_after_one_without() -> None:
    turns = Turns(2, 10)
    crowd = Crowd(turns)
    now = time.monotonic()
    with turns.turn(Place("a"), now):
        with turns.turn(Place("x"), now):
            crowd.asks("a")
            crowd.asks("b")
        crowd.join()
    assert crowd.served == ["b", "a"]


def test_a_full_queue_makes_room_for_who_has_less_of_it() -> None:
    turns = Turns(1, 3)
    crowd = Crowd(turns)
    with turns.turn(Place("first"), time.monotonic()):
        for _ in range(3):
            crowd.asks("greedy")
        with pytest.raises(Busy), turns.turn(Place("greedy"), time.monotonic() + SOON):
            pass
        other = threading.Thread(target=crowd._ask, args=(Place("other"), SOON))
        other.start()
        crowd.threads.append(other)
        until = time.monotonic() + SOON
        while not crowd.refused and time.monotonic() < until:
            time.sleep(0.001)
        assert (crowd.refused, turns.waiting) == (["greedy"], 3)
        crowd.asks("third")  # two and one wait: again the place of the one with two
        assert crowd.refused == ["greedy", "greedy"]
        with pytest.raises(Busy), turns.turn(Place("fourth"), time.monotonic() + SOON):
            pass
    crowd.join()
    assert crowd.served == ["greedy", "other", "third"]


def test_a_client_with_its_share_waits_though_a_turn_is_free() -> None:
    turns = Turns(2, 3, share=1)
    crowd, now = Crowd(turns), time.monotonic()
    with turns.turn(Place("killer"), now):
        for _ in range(3):
            crowd.asks("killer")
        for _ in range(3):
            with turns.turn(Place("lookup"), now):
                crowd.served.append("lookup")
    crowd.join()
    assert crowd.served == ["lookup"] * 3 + ["killer"] * 3


def test_no_turn_in_time_is_busy_and_the_place_is_free_again() -> None:
    turns = Turns(1, 1)
    with turns.turn(Place("a"), time.monotonic()):
        for _ in range(3):
            with pytest.raises(Busy), turns.turn(Place("b"), time.monotonic() + 0.01):
                pass
    with turns.turn(Place("b"), time.monotonic()):
        pass


def test_one_that_waits_can_leave() -> None:
    turns = Turns(1, 2)
    crowd = Crowd(turns)
    with turns.turn(Place("a"), time.monotonic()):
        place = crowd.asks("b")
        turns.leave(place)
        crowd.join()
    assert (crowd.served, crowd.refused, turns.waiting) == ([], ["b"], 0)
    turns.leave(place)


def test_under_a_rush_no_more_work_than_may_and_every_turn_comes_back() -> None:
    turns, lock = Turns(3, 5), threading.Lock()
    at_work, most, done = 0, 0, 0

    def ask(client: str) -> None:
        nonlocal at_work, most, done
        for _ in range(50):
            try:
                with turns.turn(Place(client), time.monotonic() + 0.002):
                    with lock:
                        at_work += 1
                        most = max(most, at_work)
                    time.sleep(0.0005)
                    with lock:
                        at_work -= 1
                        done += 1
            except Busy:
                pass

    threads = [threading.Thread(target=ask, args=(str(n % 4),)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < most <= 3 and done > 50
    assert turns.waiting == 0
    places = [turns.turn(Place("z"), time.monotonic() + 0.01) for _ in range(3)]
    for place in places:
        place.__enter__()
    with pytest.raises(Busy), turns.turn(Place("z"), time.monotonic() + 0.01):
        pass
    for place in places:
        place.__exit__(None, None, None)
