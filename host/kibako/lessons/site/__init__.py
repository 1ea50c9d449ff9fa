"""Web pages made of lesson packs: the portal of a club, and what an author looks at while writing."""
