"""Lets chosen system calls of a server fail: the steering side of tests/faults."""

import errno
import mmap
import struct

from .programs import BINARIES

LIBRARY = BINARIES / "libfaults.so"
LAYOUT = struct.Struct("=IIqqQqq16s")  # tests/faults/control.hpp
ARMED = struct.Struct("=I")
SHORT = 0  # instead of an error: does half of what was asked
ANY = "any"  # instead of a name: whatever chance picks
FOR_EVER = 1 << 60


class Faults:
    """The faults of one server, which is to be started with `environment`."""

    def __init__(self, folder):
        self.path = folder / "faults"
        self.path.write_bytes(bytes(LAYOUT.size))
        with self.path.open("r+b") as file:
            self.control = mmap.mmap(file.fileno(), LAYOUT.size)

    @property
    def environment(self):
        return {"LD_PRELOAD": str(LIBRARY), "DISPATCHBENCH_FAULTS": str(self.path)}

    def arm(self, kind, error, skip=0, times=1, one_in=0):
        """Calls named so fail: `times` of them after the first `skip`, or one in so many."""
        self.disarm()
        LAYOUT.pack_into(self.control, 0, 0, error, skip, times, one_in, 0, 0, kind.encode())
        ARMED.pack_into(self.control, 0, 1)

    def disarm(self):
        ARMED.pack_into(self.control, 0, 0)

    def count(self, kind):
        """From now on calls of that name are counted; none fails."""
        self.arm(kind, SHORT, times=0)

    @property
    def calls(self):
        """How many there were since they were armed or counted."""
        return LAYOUT.unpack_from(self.control)[5]

    @property
    def failed(self):
        """How many calls have failed since they were armed."""
        return LAYOUT.unpack_from(self.control)[6]


def errors(**kinds):
    """Names of errors by call, as pairs to be tried one by one."""
    return [
        (kind, SHORT if name == "short" else getattr(errno, name))
        for kind, names in kinds.items()
        for name in names.split()
    ]


def describe(fault):
    kind, error = fault
    return f"{kind}-{errno.errorcode.get(error, 'short')}"
