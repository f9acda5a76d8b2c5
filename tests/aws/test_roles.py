"""Each role tries all that others may do, and is refused everything that its function doesn't."""

import pytest
from botocore.exceptions import ClientError
from tests.aws.attempts import ATTEMPTS, MAY, attempted
from tests.aws.making import tables

ROLES = tuple(MAY)


@pytest.fixture(scope="module")
def answers(trial):
    """What each attempt of each role was answered."""
    found = {role: attempted(trial, trial.acting(role)) for role in ROLES}
    width = max(map(len, ATTEMPTS))
    tables.append(f"{'':{width}}  " + "  ".join(f"{role:14}" for role in ROLES))
    for what in ATTEMPTS:
        cells = (f"{found[role][what]:14}" for role in ROLES)
        tables.append(f"{what:{width}}  " + "  ".join(cells).rstrip())
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_this_and_nothing_else(answers, role):
    let = {what for what, answer in answers[role].items() if answer == "may"}
    assert let == MAY[role]
    assert len(ATTEMPTS) - len(let) >= 3


def test_whoever_owns_the_account_may_do_all_of_it(trial):
    """So a refusal speaks of the role, not of a call that nobody could make."""
    assert set(attempted(trial, trial.imitation.session).values()) == {"may"}


def test_no_role_of_a_function_can_be_taken_by_another(trial):
    session = trial.acting("cart")
    with pytest.raises(ClientError, match="AccessDenied"):
        trial.acting("tell", session)
