"""Web pages made of lesson packs: a club's portal, and what an author sees while writing."""
