from dataclasses import FrozenInstanceError

import pytest
import sympy as sp

from paper_checks import Status
from paper_checks.claim import Rival
from paper_checks.evidence.line import Line


def test_a_line_has_no_number_and_no_note_unless_it_says_so() -> None:
    rival = Rival(sp.S(2), "the lost factor 2")
    line = Line("proof", Status.VERIFIED, {rival: Status.REFUTED})
    assert (line.measurements, line.note) == ((), "")
    assert line.rivals[rival] is Status.REFUTED


def test_what_was_found_cannot_be_changed_afterwards() -> None:
    line = Line("proof", Status.INCONCLUSIVE, {}, note="step 1 of 2 fails")
    with pytest.raises(FrozenInstanceError):
        line.status = Status.VERIFIED
