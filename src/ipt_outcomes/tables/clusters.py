"""The tables of clusters: who shares what, how alike they are, and what that does."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import number, one_of, text, whole
from ipt_outcomes.tables.place import Place

CLUSTERS = pa.DataFrameSchema(
    {
        "column": text("the file's column"),
        "name": text(
            "the plan's name of it; missing where the plan maps no such column", nullable=True
        ),
        "kind": text("what the plan says it is", nullable=True),
        "state": text(
            "modelled: among the plan's clusters; ignored: with a reason; found: neither",
            one_of("modelled", "ignored", "found"),
        ),
        "pattern": text(
            "nested: each value in one arm; partial: there are values in one arm alone; crossed: "
            "values in several arms",
            one_of("nested", "partial", "crossed"),
        ),
        "arm": text("the arm"),
        "levels": whole("values, of all arms: sites, therapists"),
        "mixed": whole("of these, with people of several arms"),
        "in_arm": whole("values with people of this arm"),
        "people": whole("people of this arm with a value"),
        "without": whole("people of this arm without one"),
        "smallest": whole("people of this arm that share a value: the fewest"),
        "median": number("the median"),
        "largest": whole("the most"),
    },
    unique=["column", "arm"],
    strict=True,
    title="clusters",
    metadata=Place("ingest").said(),
    description="Columns whose values people share: the plan's clusters, and columns that look "
    "like clusters though the plan does not say so. One row a column x arm that has any.",
)

INTRACLASS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "cluster": text("the plan's cluster"),
        "visit": text("planned visit"),
        "week": number("the visit's target week"),
        "people": whole("people with a score at the visit who are in such a cluster"),
        "clusters": whole("clusters that they are in"),
        "mean_size": number("people a cluster, the mean"),
        "icc": number("intraclass correlation of their scores, adjusted as the analysis is"),
        "ci_lower": number("lower confidence limit, by the profile of the likelihood"),
        "ci_upper": number("upper confidence limit"),
        "design_effect": number(
            "by how much the variance of a mean of clusters exceeds that of independent people"
        ),
        "status": text("ok, or not estimable"),
    },
    unique=["outcome", "cluster", "visit"],
    strict=True,
    title="intraclass",
    metadata=Place("estimate").said(),
    description="How alike people of one cluster are, at each visit of the primary analysis.",
)
