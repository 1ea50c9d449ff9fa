# A word to whoever asks what this is.
def authors():
    print("Written by everybody who tried something and told how it went.")


print("Try it. Look what happens.\nChange one thing. Look again.\nThen show it to somebody.")
