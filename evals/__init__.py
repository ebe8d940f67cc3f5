"""Measuring: how well the package answers the evaluation tasks, and how fast it is."""
