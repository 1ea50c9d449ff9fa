# Between the radio and a host on USB, for micro:bit V1 and V2. docs/protocol.md has the lines.
# It is sent by `kibako radio` and leaves no file on the board; V1 has 10 KB for all of it.
from microbit import sleep, uart


def serve(radio, group, channel):
    radio.config(length=251, queue=3, group=group, channel=channel)
    radio.on()
    print("bridge 1")
    line = packet = b""
    try:
        while True:
            heard = radio.receive_full()
            if heard:
                # print() writes bytes as ASCII, and takes no memory for that.
                print("heard", heard[1], heard[2], heard[0])
                continue
            if not uart.any():
                sleep(1)
                continue
            line += uart.read(64) or b""
            end = line.find(b"\n")
            while end >= 0:
                packet = obey(radio, str(line[:end], "ascii"), packet)
                line = line[end + 1 :]
                end = line.find(b"\n")
            line = line[:64]
    finally:
        radio.off()


def obey(radio, line, packet):
    try:
        if line == "!":
            radio.send_bytes(packet)
            print("sent", len(packet))
            return b""
        if line[:1] != "+":
            packet = b""
        for at in range(1, len(line), 2):
            packet += bytes((int(line[at : at + 2], 16),))
        print("more", len(packet))
    except ValueError:
        packet = b""
        print("bad")
    return packet
