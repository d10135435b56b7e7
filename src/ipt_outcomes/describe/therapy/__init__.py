"""What came of the therapy afterwards."""
