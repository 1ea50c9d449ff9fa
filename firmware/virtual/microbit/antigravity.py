# A surprise for those who look.
print("     o\n    /|\\\n    / \\   up here!\n\n\n__________")
