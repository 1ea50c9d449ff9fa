"""Access for every child: readings, later speech, earcons, braille. Knows nothing of kibako."""
