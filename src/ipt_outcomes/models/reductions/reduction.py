"""`Reduction`: all that an MMRM needs of the data, as sums that can be added, kept and sent.

Formulas: docs/methods.md, "Reductions that add".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ipt_outcomes.models.arguments import shown
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.in_short import counted, in_short
from ipt_outcomes.models.reductions.reduction_contents import ReductionContents
from ipt_outcomes.models.reductions.reduction_file import (
    read_contents,
    reduction_content,
    write_reduction,
)


@dataclass(frozen=True, repr=False, eq=False)
class Reduction(ReductionContents):
    """Sums over people; `ReductionContents` describes what they are.

    `ipt.fit(formula, reduction)` fits them as it fits the rows, and `a + b`, or `sum([a, b])`, are
    the sums of both sets of people. They hold no row of any person, unless a pattern of visits has
    one person only: then that pattern's sums are that person's, and a reduction with such a pattern
    is to be guarded as the data are. `smallest_pattern` tells.
    """

    def __repr__(self) -> str:
        """A line of counts."""
        people, rows = counted(self.n_subjects, "person"), counted(self.n_observations, "row")
        rarest = f", smallest pattern {self.smallest_pattern}" if self.n_subjects else ""
        return in_short("Reduction", f": {people}, {rows}{rarest}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Reduction):
            return NotImplemented
        return reduction_content(self) == reduction_content(other)

    def __hash__(self) -> int:
        return hash((self.formula, self.n_subjects, self.n_observations))

    def __radd__(self, other: object) -> Reduction:
        """So that sum() adds reductions, which begins with zero."""
        if isinstance(other, int) and other == 0:
            return self
        raise ModelError(f"a reduction adds to another one, and was {shown(other)}")

    def __add__(self, other: Reduction) -> Reduction:
        """The sums of both sets of people, who must be different people.

        Raises:
            ModelError: formula, levels or centring differ.
        """
        if not isinstance(other, Reduction):
            raise ModelError(f"a reduction adds to another one, and was {shown(other)}")
        return Reduction(
            self.scheme.shared_with(other.scheme),
            tuple(a + b for a, b in zip(self.products, other.products, strict=True)),
            self.cell_rows + other.cell_rows,
            {name: total + other.numeric_sums[name] for name, total in self.numeric_sums.items()},
            _added(self.rows_dropped, other.rows_dropped),
            _added(self.changing, other.changing),
        )

    def save(self, path: str | Path) -> None:
        """Write the sums as JSON: the same sums give the same bytes, and read back to the bit."""
        write_reduction(self, path)


def _added(one: Mapping[str, int], two: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + two.get(name, 0) for name in dict.fromkeys([*one, *two])}


def read_reduction(path: str | Path) -> Reduction:
    """Read what `Reduction.save` wrote; fits of it equal the original's bit for bit.

    Raises:
        ModelError: the file is not a reduction, or was written by another version of the format.
    """
    return Reduction(**vars(read_contents(path)))
