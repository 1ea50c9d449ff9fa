"""Scripts of inputs: press A at 1.2 s, shake at 3 s, let it grow warmer over ten seconds."""
