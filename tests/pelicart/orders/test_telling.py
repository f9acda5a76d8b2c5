from dataclasses import dataclass, field

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.interleaving import Turns, interleaved

from pelicart.errors import MailDown, MailRefused, NotFound
from pelicart.letters import Due
from pelicart.order import Order, order_from, order_key
from pelicart.orders.moves import event, move, place
from pelicart.orders.telling import AGAIN, LEASE, tell
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

PAID = event("paid", NOW, "notice:stripe", reference="r")


@dataclass
class Post:
    """Who was written to, and what happens when somebody writes: an error, or anything."""

    sent: list[str] = field(default_factory=list)
    fails: dict[str, Exception] = field(default_factory=dict)
    meanwhile: object = None

    def send(self, _order: Order, due: Due) -> None:
        if due.letter in self.fails:
            raise self.fails[due.letter]
        self.sent.append(due.letter)
        if self.meanwhile:
            do, self.meanwhile = self.meanwhile, None
            do()


@pytest.fixture
def store():
    store = MemoryStore()
    order = an_order(history=(event("new", NOW, "checkout"),))
    store.write_all([*place(order, "2027-01"), Write("STOCK#NOTEBOOK-OCHRE", add={"avail": 9})][:1])
    store.write(move(order.id, "paid", PAID))
    return store


def stored(store):
    return order_from(store.snapshot()[order_key(an_order().id)])


def told(store, post, now=NOW):
    return tell(store, an_order().id, post.send, now)


def waiting(store):
    return store.query("untold", "TELL#3", upto=NOW + 10**9, limit=9) + [
        key
        for shard in (0, 1, 2)
        for key in store.query("untold", f"TELL#{shard}", upto=NOW + 10**9, limit=9)
    ]


def test_a_move_leaves_the_duty_to_tell_of_it_until_that_is_done(store):
    assert waiting(store) == [order_key(an_order().id)]
    post = Post()
    assert told(store, post) == "told"
    assert post.sent == ["paid", "sale"]
    assert stored(store).told == ("1:paid", "1:sale")
    assert not waiting(store)
    assert (stored(store).telling, stored(store).tell_at) == (0, 0)


def test_what_was_told_is_not_told_again(store):
    post = Post()
    told(store, post)
    before = store.snapshot()
    assert told(store, post) == "nothing"
    assert post.sent == ["paid", "sale"]
    assert store.snapshot() == before


def test_a_letter_that_could_not_be_sent_is_tried_again_and_the_others_only_once(store):
    post = Post(fails={"paid": MailDown("busy")})
    assert told(store, post) == "failed"
    assert post.sent == ["sale"]
    assert stored(store).tell_at == NOW + AGAIN
    post.fails.clear()
    assert told(store, post, NOW + AGAIN) == "told"
    assert post.sent == ["sale", "paid"]


def test_a_broken_letter_stops_no_other(store):
    post = Post(fails={"paid": ZeroDivisionError()})
    assert told(store, post) == "failed"
    assert (post.sent, waiting(store)) == (["sale"], [order_key(an_order().id)])


def test_a_letter_that_nobody_takes_is_given_up_and_noted(store):
    post = Post(fails={"paid": MailRefused("no such mailbox")})
    assert told(store, post) == "told"
    assert stored(store).told == ("1:paid:refused", "1:sale")
    assert not waiting(store)


def test_the_older_a_letter_the_longer_until_it_is_tried_again_but_never_for_ever(store):
    post, waits = Post(fails={"paid": MailDown("busy"), "sale": MailDown("busy")}), []
    now = NOW
    for _ in range(20):
        told(store, post, now)
        waits.append(stored(store).tell_at - now)
        now = stored(store).tell_at
    assert waits[0] == AGAIN
    assert waits == sorted(waits)
    assert waits[-1] == 6 * 3600


def test_who_fell_over_while_telling_is_followed_by_another(store):
    class Killed(BaseException):
        pass

    def killed():
        raise Killed

    with pytest.raises(Killed):
        told(store, Post(meanwhile=killed))
    post = Post()
    assert told(store, post) == "busy"
    assert told(store, post, NOW + LEASE) == "told"
    assert post.sent == ["paid", "sale"]


def test_what_happens_while_letters_are_sent_is_told_too(store):
    def refunded():
        entry = event("part_refunded", NOW, "notice:stripe", refunded=5)
        store.write(move(an_order().id, "part_refunded", entry, change={"refunded": 5}))

    post = Post(meanwhile=refunded)
    assert told(store, post) == "told"
    assert post.sent == ["paid", "sale", "refunded"]
    assert not waiting(store)


def test_a_letter_for_later_keeps_its_duty(store):
    other = MemoryStore()
    order = an_order(history=(event("new", NOW, "checkout"),))
    other.write(place(order, "2027-01")[0])
    other.write(move(order.id, "new", event("new", NOW, "notice:x", why="failed"), since=("new",)))
    post = Post()
    assert told(other, post) == "later"
    assert (post.sent, len(waiting(other))) == ([], 1)
    assert told(other, post, NOW + 600) == "told"
    assert post.sent == ["failed"]


def test_an_order_that_the_table_forgot_is_told_of_to_nobody():
    with pytest.raises(NotFound):
        told(MemoryStore(), Post())


def test_two_at_once_send_each_letter_once_in_whatever_order_they_come():
    def build():
        store, post = MemoryStore(), Post()
        order = an_order(history=(event("new", NOW, "checkout"),))
        store.write(place(order, "2027-01")[0])
        store.write(move(order.id, "paid", PAID))
        turns = Turns(store)
        works = [lambda: tell(turns, order.id, post.send, NOW) for _ in range(2)]
        return (store, post), works

    seen = 0
    for (store, post), _ in interleaved(build):
        assert sorted(post.sent) == ["paid", "sale"]
        assert not waiting(store)
        seen += 1
    assert seen > 10
