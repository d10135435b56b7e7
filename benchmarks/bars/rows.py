"""The rows of the table: what is done, to how many people, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One work and one demand.

    name     for --only
    work     what is done, in words
    people   how many
    unit     of the numbers: "ms" and "s" of processor time, "fits/s", "exponent"
    most     the largest number that is allowed; None without such a bar
    least    the smallest
    faster   the peer that must take longer, and how many times as long
    peers    beside the engine, in turns
    slow     peers that take minutes, for --slow
    repeats  of a measurement, the best of which counts
    memory   whether what the work adds to the process's peak is a line of its own, in MB
    """

    name: str
    work: str
    people: int
    unit: str
    most: float | None = None
    least: float | None = None
    faster: tuple[str, float] | None = None
    peers: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    repeats: int = 1
    memory: bool = False

    @property
    def bar(self) -> str:
        """The demand in words; empty where the number is only reported."""
        parts = []
        if self.most is not None:
            parts.append(f"at most {self.most:g} {self.unit}")
        if self.least is not None:
            parts.append(f"at least {self.least:g} {self.unit}")
        if self.faster is not None:
            peer, times = self.faster
            parts.append(f"faster than {peer}" if times == 1 else f"{times:g} x {peer}")
        return ", ".join(parts)


MIXED = "mixedlm-rs"
US, SLOPES = "us(visit | person) x 6, Kenward-Roger", "(1 + week | person), Satterthwaite"
STREAM = f"{US}, streamed from Parquet"
CLUSTERS = "us(visit | person) + (1 | cluster), Kenward-Roger"
ROWS = (
    Row(
        "slopes_100",
        f"{SLOPES}, warm",
        100,
        "ms",
        most=4.0,
        faster=(MIXED, 1.0),
        peers=(MIXED, "lmerTest", "lme4", "statsmodels"),
        repeats=50,
    ),
    Row("mmrm_100", f"{US}, warm", 100, "ms", most=5.0, peers=("nlme", "mmrm"), repeats=50),
    Row(
        "contrasts_100",
        "all contrasts of a fit, arm by visit, 3 arms",
        100,
        "ms",
        most=3.0,
        repeats=50,
    ),
    Row("many_slopes", "fit_many, random slopes, endpoint's df", 90, "fits/s", least=1000.0),
    Row("many_therapists", "fit_many, us + (1 | therapist)", 90, "fits/s", least=200.0),
    Row("many_gaps", "fit_many, us x 6, missingness of its own", 90, "fits/s", least=1500.0),
    Row(
        "slopes_own_days",
        f"{SLOPES}, everyone on days of their own",
        100_000,
        "s",
        faster=(MIXED, 1.0),
        peers=(MIXED,),
        repeats=3,
    ),
    Row(
        "slopes_common_days",
        f"{SLOPES}, common days",
        100_000,
        "s",
        faster=(MIXED, 1.0),
        peers=(MIXED,),
        slow=("lme4", "statsmodels"),
        repeats=3,
    ),
    Row("stream_1000000", STREAM, 1_000_000, "s", most=15.0, memory=True),
    Row("stream_10000000", STREAM, 10_000_000, "s", most=30.0, memory=True),
    Row("clusters_903", f"{CLUSTERS}, 40 clusters, 2 visits", 903, "ms", most=60.0, repeats=10),
    Row("clusters_240", f"{CLUSTERS}, 12 clusters, 6 visits", 240, "ms", most=60.0, repeats=10),
    Row("clusters_10000", f"{CLUSTERS}, 500 clusters, 6 visits", 10_000, "s", most=5.0),
    Row(
        "mmrm_300",
        f"{US}, warm",
        300,
        "ms",
        most=25.0,
        faster=("nlme", 30.0),
        peers=("nlme", "mmrm"),
        repeats=20,
    ),
    Row(
        "visits_27",
        "us(visit | person) x 27, Kenward-Roger, a quarter of the visits missed at random",
        256,
        "s",
        most=20.0,
        memory=True,
    ),
    Row("mmrm_100000", US, 100_000, "s", most=1.0, slow=("mmrm",), repeats=3),
    Row("growth", f"{US}, time by people, 10 000 to 1 000 000", 1_000_000, "exponent", most=1.0),
)
