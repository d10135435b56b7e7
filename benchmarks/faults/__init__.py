"""What the benchmarks of faults share."""
