"""What a process holds in memory, kept off every disk."""

from __future__ import annotations

import ctypes
import resource

PR_SET_DUMPABLE = 4


def keep_memory_off_disk() -> None:
    """No core dump, however this process ends: its memory holds identifiers and keys.

    A limit alone does not hold where the kernel pipes dumps to a collector. Source: core(5).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)
