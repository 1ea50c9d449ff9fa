"""Firmware images as bytes: Intel HEX, universal hex and UF2, checked before a board sees them."""
