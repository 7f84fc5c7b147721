"""What keeps patients safe between an application and a model; it calls nobody.

ONNX Runtime since 1.31 sends events to its maker from native code, where no watch on Python's
sockets sees it, and keeps a device id under the user's home. It is silent if it finds this variable
when it is loaded; `disable_telemetry_events` comes too late.
"""

from __future__ import annotations

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
