"""What is to be done today, gathered from everything that has a day, the most urgent first."""
