import numpy as np
import pytest

from montecarlo.training.aligned import aligned, empty


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [1, 7, (3, 5), (2, 1, 4), (1000, 33)])
def test_they_begin_a_line_of_the_cache(shape, dtype):
    array = empty(shape, dtype)
    assert array.ctypes.data % 64 == 0
    assert array.shape == np.empty(shape).shape
    assert array.dtype == dtype
    assert array.flags.c_contiguous
    assert array.flags.writeable


def test_a_copy_has_the_same_values():
    values = np.random.default_rng(0).standard_normal((5, 11))
    copy = aligned(values)
    np.testing.assert_array_equal(copy, values)
    assert copy.ctypes.data % 64 == 0
    assert not np.may_share_memory(copy, values)
