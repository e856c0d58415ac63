import numpy as np

from paper_checks.known_numbers import known_number, known_numbers


def test_what_json_cannot_hold_is_none() -> None:
    assert known_numbers(np.array([1.0, np.nan, -np.inf])) == [1.0, None, None]
    assert known_number(np.float64(2.5)) == 2.5
    assert type(known_number(np.float64(2.5))) is float
