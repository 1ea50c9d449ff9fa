"""What a pack still lacks: everything that can be found without running anything of it."""
