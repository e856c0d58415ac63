"""The reader of CIFAR-10's python version, from a folder of the user's.

The files are pickles, which can run any code. So each must be the official file, byte for byte, and even then the
unpickler makes nothing but NumPy arrays of numbers.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import stat
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["FILES", "OfficialFile", "cifar10", "unpickled"]


Pixels = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]


class OfficialFile(NamedTuple):
    """The size in bytes and the SHA-256 of an official file."""

    size: int
    sha256: str


FILES = {
    "data_batch_1": OfficialFile(
        31035704, "54636561a3ce25bd3e19253c6b0d8538147b0ae398331ac4a2d86c6d987368cd"
    ),
    "data_batch_2": OfficialFile(
        31035320, "766b2cef9fbc745cf056b3152224f7cf77163b330ea9a15f9392beb8b89bc5a8"
    ),
    "data_batch_3": OfficialFile(
        31035999, "0f00d98ebfb30b3ec0ad19f9756dc2630b89003e10525f5e148445e82aa6a1f9"
    ),
    "data_batch_4": OfficialFile(
        31035696, "3f7bb240661948b8f4d53e36ec720d8306f5668bd0071dcb4e6c947f78e9682b"
    ),
    "data_batch_5": OfficialFile(
        31035623, "d91802434d8376bbaeeadf58a737e3a1b12ac839077e931237e0dcd43adcb154"
    ),
    "test_batch": OfficialFile(31035526, "f53d8d457504f7cff4ea9e021afcf0e0ad8e24a91f3fc42091b8adef61157831"),
}
"""The files that are read, from cifar-10-python.tar.gz of https://www.cs.toronto.edu/~kriz/cifar.html."""

_MEND = (
    "give the folder cifar-10-batches-py, unpacked from cifar-10-python.tar.gz of "
    "https://www.cs.toronto.edu/~kriz/cifar.html"
)
_OTHER_VERSIONS = {
    "data_batch_1.bin": "CIFAR-10's binary version",
    "data_batch_1.mat": "CIFAR-10's Matlab version",
    "train": "CIFAR-100",
    "cifar-10-batches-py": "the folder above",
}


def cifar10(folder: str | os.PathLike[str]) -> tuple[tuple[Pixels, Labels], tuple[Pixels, Labels]]:
    """Read CIFAR-10.

    Parameters
    ----------
    folder : path
        cifar-10-batches-py.

    Returns
    -------
    (pixels, labels), (pixels, labels)
        For training, shapes (50000, 3072) and (50000,), and for validation, (10000, 3072) and (10000,). A row holds
        the red values of an image, then the green ones, then the blue ones.

    Raises
    ------
    ValueError
        If the folder or one of its files is missing, cannot be read, or is not the official one.
    """
    place = Path(folder)
    try:
        names = os.listdir(place)
    except OSError as error:
        raise ValueError(f"folder = {str(place)!r} is not a folder that can be read: {_MEND}") from error
    missing = [name for name in FILES if name not in names]
    if missing:
        other = next(
            (f"; it seems to be {what}" for name, what in _OTHER_VERSIONS.items() if name in names),
            "",
        )
        raise ValueError(f"folder = {str(place)!r} lacks {', '.join(missing)}{other}: {_MEND}")
    batches = [_batch(place / name, official) for name, official in FILES.items()]
    pixels, labels = (np.concatenate([batch[part] for batch in batches[:-1]]) for part in (0, 1))
    return (pixels, labels), batches[-1]


def _batch(path: Path, official: OfficialFile) -> tuple[Pixels, Labels]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError(f"{str(path)!r} is not a regular file: {_MEND}")
        if (size := path.stat().st_size) != official.size:
            raise ValueError(
                f"{str(path)!r} has {size} bytes, not the {official.size} of the official file: {_MEND}"
            )
        # Read once: a file that changes between the check and the unpickler is not seen by either.
        with path.open("rb") as file:
            text = file.read(official.size)
    except OSError as error:
        raise ValueError(f"cannot read {str(path)!r} ({error.strerror}): {_MEND}") from error
    if hashlib.sha256(text).hexdigest() != official.sha256:
        raise ValueError(
            f"{str(path)!r} is not the official file, though of its size: its SHA-256 is not {official.sha256}; {_MEND}"
        )
    return unpickled(text, str(path))


def unpickled(text: bytes, name: str) -> tuple[Pixels, Labels]:
    """Return the pixels and labels of one batch, without running what a pickle may ask for.

    Parameters
    ----------
    text : bytes
        The pickle of a dictionary with b"data", n x 3072 bytes, and b"labels", n numbers from 0 to 9.
    name : str
        Of the file, for errors.

    Raises
    ------
    ValueError
        If the pickle asks for anything but NumPy arrays of numbers, or holds something else than above.
    """
    try:
        content = _Restricted(text).load()
        pixels, plain = content[b"data"], content[b"labels"]
        # Lists of one list many times would grow to an array of any size.
        if not (isinstance(plain, list) and all(type(label) is int for label in plain)):
            raise TypeError("its labels are not a list of integers")
        labels = np.array(plain)
        good = (
            isinstance(pixels, np.ndarray)
            and pixels.dtype == np.uint8
            and pixels.shape == (len(labels), 3072)
            and labels.dtype.kind == "i"
            and 0 <= labels.min() <= labels.max() <= 9
        )
    except Exception as error:
        # A pickle may raise anything.
        raise ValueError(
            f"{name!r} is not a batch of CIFAR-10 ({type(error).__name__}: {error}): {_MEND}"
        ) from error
    if not good:
        raise ValueError(f"{name!r} is not a batch of CIFAR-10, though it is a pickle: {_MEND}")
    return pixels, labels.astype(np.int64)


class _Restricted(pickle.Unpickler):
    """An unpickler that knows the three names which an array of numbers needs."""

    def __init__(self, text: bytes) -> None:
        super().__init__(io.BytesIO(text), encoding="bytes")

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in (
            ("numpy.core.multiarray", "_reconstruct"),
            ("numpy._core.multiarray", "_reconstruct"),
        ):
            return np.ndarray.__reduce__(np.empty(0))[0]
        if (module, name) == ("numpy", "ndarray"):
            return np.ndarray
        if (module, name) == ("numpy", "dtype"):
            return _numeric_dtype
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")


def _numeric_dtype(text: bytes | str, *arguments: object) -> np.dtype[Any]:
    dtype = np.dtype(text.decode() if isinstance(text, bytes) else text)
    if dtype.kind not in "uif":
        raise pickle.UnpicklingError(f"it asks for an array of {dtype}")
    return dtype
