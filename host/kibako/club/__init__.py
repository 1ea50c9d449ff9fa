"""What a club keeps: the learner’s work and progress."""
