"""What the engine is measured by: the data, the rows, the peers, a measurement, and the table."""
