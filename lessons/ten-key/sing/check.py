from check import board, expect

board.run(for_s=1)
expect.no_error()
for key, hz in (("2", 784), ("8", 330), ("4", 440), ("5", 523), ("6", 659)):
    board.forget()
    board.keys(key)
    board.run(for_s=0.4)
    expect.no_error()
    expect.plays([hz])
