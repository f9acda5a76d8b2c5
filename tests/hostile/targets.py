"""Every reader that hostile input is tried on."""

from __future__ import annotations

from tests.hostile.bound import BOUND
from tests.hostile.events import EVENTS
from tests.hostile.forms import FORMS
from tests.hostile.kept import KEPT
from tests.hostile.notices import NOTICES

TARGETS = {target.kind: target for target in (*EVENTS, *FORMS, *BOUND, *NOTICES, *KEPT)}
