"""The one exception that a person who asks for a model gets to see."""

from __future__ import annotations


class ModelError(ValueError):
    """A model that cannot be fitted as asked.

    The message names the term, the visit or the counts concerned and says what to do. It never
    holds a participant's value.
    """
