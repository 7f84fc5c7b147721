"""What can go wrong in training, and whose move it is.

TrainingError
├── RefusedError      the inputs are readable but must not be used: exit code 1
└── UncheckedError    something needed could not be read: exit code 3
"""

from __future__ import annotations


class TrainingError(Exception):
    """Base of every error this package raises on purpose."""


class RefusedError(TrainingError):
    """The request is understood and declined; the message says what to change."""


class UncheckedError(TrainingError):
    """A file or model needed for the decision could not be read."""
