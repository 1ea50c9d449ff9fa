"""Several boards in one world: their wires, their radio, and one time for all of them."""
