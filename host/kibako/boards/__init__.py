"""What a board is: profiles, discovery and the Board object."""
