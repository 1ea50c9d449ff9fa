"""The line mode: plain text, for screen readers and braille."""
