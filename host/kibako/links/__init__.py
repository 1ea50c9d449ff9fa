"""Byte links to boards: serial, TCP and virtual, a wire log and a bridge."""
