"""Providers of each kind there is, under the name of the module that they are like."""

from tests.simulation.kinds.agreeing import Agreeing
from tests.simulation.kinds.base import HOST, Simulated
from tests.simulation.kinds.closing import Closing
from tests.simulation.kinds.forms import Forms
from tests.simulation.kinds.once import Once

KINDS: dict[str, type[Simulated]] = {
    "stripe": Closing,
    "monetico": Forms,
    "paypal": Agreeing,
    "mollie": Once,
}

__all__ = ["HOST", "KINDS", "Agreeing", "Closing", "Forms", "Once", "Simulated"]
