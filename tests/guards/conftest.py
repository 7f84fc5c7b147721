"""Properties hold whatever the machine is busy with: no deadlines."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("guards", settings.default, deadline=None)
settings.load_profile("guards")
