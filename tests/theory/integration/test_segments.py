"""Segments: removable singularities are removed, roots are not."""

from flint import acb, arb

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration.segments import segments


def test_a_removable_singularity_has_values_over_it():
    for part in segments(Activation.from_expr(parse("(1-cos(x))/x**2"))):
        assert part.side == 0
        value, slope = part.values(acb(arb(0, 0.01)), True)
        assert value.contains(acb(0.5))
        assert slope.contains(acb(0))


def test_a_root_is_written_in_the_logarithm():
    assert [part.side for part in segments(Activation.from_expr(parse("sqrt(abs(x))")))] == [-1, 1]
