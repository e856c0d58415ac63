import random

import numpy as np
import pytest

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.mean_field.joined_panels import joined
from theory.mean_field.paired_integrals import paired
from theory.mean_field.resolved import Resolved


@pytest.mark.parametrize("index", range(2))
def test_fewer_panels_with_the_same_integrals(index):
    # Ends of one bump's panels between those of another were taken for features: a minute for a correlation.
    rng = random.Random(f"joined {index}")
    bumps = [(rng.uniform(0.1, 1), rng.uniform(-2.5, 2.5), 10 ** rng.uniform(-2, -0.5)) for _ in range(4)]
    text = "abs(x)" + "".join(f" + {h:.3f}*exp(-((x - ({a:.3f}))/{w:.3f})**2)" for h, a, w in bumps)
    function = Activation.from_expr(parse(text), "g")
    grid, few = Resolved.of(function, 1.0), joined(function, 1.0)
    assert len(few.low) <= 0.6 * len(grid.low)
    assert 0.0 in few.low, "a kink is an end"
    np.testing.assert_array_equal(few.low[1:], few.high[:-1])
    assert {*few.low, *few.high} <= {*grid.low, *grid.high}
    assert few.unresolved < 1e-13 > few.slope_unresolved
    c = 1 - 10 ** rng.uniform(-8, -5)
    first, second = paired(grid, c), paired(few, c)
    assert abs(first.value - second.value) <= first.error + second.error
