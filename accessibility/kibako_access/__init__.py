"""Access for every child: readings, and later speech, earcons and braille. Knows nothing of kibako."""
