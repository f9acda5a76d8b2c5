"""What the merchant says by command, and what happens without anybody: time, and the schedule."""

from __future__ import annotations

from dataclasses import dataclass

from tests.killing.world import World

from pelicart_infra.local.invoke import FunctionFailed


class Failed(AssertionError):
    """The shopper sees an error; the merchant's command ends with one; nobody hears an answer."""


@dataclass
class Merchant:
    """Whoever fails may say the same again."""

    world: World

    def refunds(self) -> None:
        self._commands("refund", self._number)

    def refunds_by_hand(self) -> None:
        line = f"refund {self._number}"
        self._commands("refund", self._number, "--by-hand", "--reference", line)

    def refunds_a_part(self) -> None:
        self._commands("refund", self._number, "--amount", "1.00")

    def marks_paid(self) -> None:
        (order,) = self.world.orders()
        total = str(order.money).partition(" ")[0]
        line = f"line {order.number}"
        self._commands("orders", "paid", self._number, "--amount", total, "--reference", line)

    def clears_card(self) -> None:
        self._commands("cards", "done", self._number, "--reference", f"slip {self._number}")

    def declines_card(self) -> None:
        self._commands("cards", "done", self._number, "--declined")

    def reconciles(self) -> None:
        """The schedule comes by."""
        try:
            self.world.functions.invoke("reconcile", {"source": "aws.events"})
        except FunctionFailed as wrong:
            raise Failed("reconcile") from wrong

    def letters_go(self) -> None:
        """The table's stream tells of the order; a record that failed comes again."""
        try:
            answer = self.world.functions.invoke("tell", {"Records": self.world.records()})
        except FunctionFailed as wrong:
            raise Failed("tell") from wrong
        if answer["batchItemFailures"]:
            raise Failed("a record has to come again")

    def minutes_pass(self) -> None:
        self.world.travel(11 * 60)

    def hours_pass(self) -> None:
        self.world.travel(3 * 3600)

    def days_pass(self) -> None:
        self.world.travel(8 * 86400)

    @property
    def _number(self) -> str:
        (order,) = self.world.orders()
        return order.number

    def _commands(self, *argv: str) -> None:
        try:
            answer = self.world.functions.invoke("the command", {"argv": argv})
        except FunctionFailed as wrong:
            raise Failed(argv[0]) from wrong
        if answer["code"]:
            raise Failed(answer["said"])
