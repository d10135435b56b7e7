"""What is asked of a fit: marginal means, contrasts, joint tests."""
