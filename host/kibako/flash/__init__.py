"""Firmware onto boards: the shelf of images, and the way onto a board's drive."""
