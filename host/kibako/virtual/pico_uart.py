"""The Pico's two UARTs: bytes that take their time, buffers that overflow, interrupts.

Pins, limits and texts follow MicroPython's rp2 port (ports/rp2/machine_uart.c).
"""

from dataclasses import dataclass, field
from functools import partial

from kibako.virtual.buses import Buses
from kibako.virtual.gpio import UART, Gpio
from kibako.virtual.hostcall import HostFunction, bounded, integer, integers, value_error
from kibako.virtual.pico_i2c import from_hex
from kibako.virtual.shown import shown
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan
from kibako.virtual.wires import Wires

READ_MAX = 900
"""The most bytes that fit in one answer; the board asks again for more."""
FIRST_HANDLER = 60
"""Handler numbers of the two UARTs; those below belong to pins."""

_BAUD_FIRST = 115_200
_BUFFER_FIRST, _BUFFER_MIN, _BUFFER_MAX = 256, 32, 32_766
_FIFO_BYTES = 32
_DEFAULT_PINS = (("GP0", "GP1", "GP2", "GP3"), ("GP4", "GP5", "GP6", "GP7"))
_PINS = ("TX", "RX", "CTS", "RTS")
_IRQ_TXIDLE, _IRQ_RXIDLE = 32, 64
_IDLE_BITS = 32
"""After this many bits of silence the receiver says that it is idle (PL011's time-out)."""
_WAIT_US_MAX = 70_000_000
_TEXT_BYTES_MAX = 1024
_ON_THE_WAY_MAX = 16_384
"""More than that a peer cannot have sent ahead: the rest is lost."""
_PIECE_US = 1000
"""Bytes of one millisecond arrive together."""


@dataclass(slots=True)
class _Uart:
    number: int
    pins: list[str]
    baud: int = 0
    bits: int = 8
    parity: str = "None"
    stop: int = 1
    timeout_ms: int = 0
    char_ms: int = 0
    invert: int = 0
    flow: int = 0
    tx_bytes: int = _BUFFER_FIRST
    rx_bytes: int = _BUFFER_FIRST
    triggers: int = 0
    hard: bool = False
    coming: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    free_us: int = 0
    arrival: Plan | None = None
    idle: Plan | None = None
    sending: list[Plan] = field(default_factory=list[Plan])

    @property
    def name(self) -> str:
        """Its name in events and inputs."""
        return f"uart{self.number}"

    @property
    def byte_us(self) -> float:
        """How long a byte takes on the wire."""
        parity = self.parity != "None"
        return (1 + self.bits + parity + self.stop) * 1e6 / self.baud


class PicoUarts:
    """Both UARTs.

    Args:
        world: What all parts share.
        wires: The pins as wires.
        buses: Who is at the other end.
        gpio: Who has which pin.
    """

    def __init__(self, world: Surroundings, wires: Wires, buses: Buses, gpio: Gpio) -> None:
        self._world = world
        self._wires = wires
        self._buses = buses
        self._gpio = gpio
        self._uarts = [_Uart(number, [*pins]) for number, pins in enumerate(_DEFAULT_PINS)]
        for uart in self._uarts:
            number = uart.number
            world.inputs.add_text(
                f"{uart.name}.received", _TEXT_BYTES_MAX, partial(self._typed, number)
            )
        self.functions: dict[str, HostFunction] = {
            "serial.init": self._init,
            "serial.end": self._end,
            "serial.any": lambda payload: str(len(self._running(payload).received)),
            "serial.r": self._read,
            "serial.wait": self._wait,
            "serial.w": self._write,
            "serial.left": self._left,
            "serial.room": self._room,
            "serial.break": self._break,
            "serial.irq": self._irq,
        }

    def reset(self) -> None:
        """Stop both: the board starts anew. A soft reset leaves them their settings."""
        for number, uart in enumerate(self._uarts):
            self._stop(uart)
            if not self._world.soft_reset:
                self._uarts[number] = _Uart(number, [*_DEFAULT_PINS[number]])
            else:
                uart.baud = 0

    # Set-up

    def _init(self, payload: str) -> str:
        """Set up a UART; tells what it has now.

        ``ID CHANGE BAUD BITS PARITY STOP TIMEOUT CHAR INVERT FLOW TXBUF RXBUF TX RX CTS RTS``:
        -1 and ``-`` leave something as it is; parity: 2 none, 1 odd, 0 even.
        """
        words = payload.split(" ")
        if len(words) != 16:
            raise value_error("wrong number of values")
        values = integers(" ".join(words[:12]), 12)
        number, change, baud, bits, parity, stop, timeout, char, invert, flow, txbuf, rxbuf = values
        if number not in (0, 1):
            raise value_error(f"UART({number}) doesn't exist")
        uart = self._uarts[number]
        uart.baud = baud if baud > 0 else uart.baud
        uart.bits = bounded(bits, 5, 8, "bad bits") if bits > 0 else uart.bits
        uart.parity = ("0", "1", "None")[parity] if 0 <= parity <= 2 else uart.parity
        uart.stop = bounded(stop, 1, 2, "bad stop") if stop > 0 else uart.stop
        self._choose_pins(uart, words[12:])
        uart.timeout_ms = timeout & 0xFFFF if timeout >= 0 else uart.timeout_ms
        uart.char_ms = char & 0xFFFF if char >= 0 else uart.char_ms
        if invert >= 0:
            uart.invert = bounded(invert, 0, 3, "bad inversion mask")
        if flow >= 0:
            uart.flow = bounded(flow, 0, 3, "bad hardware flow control mask")
        if rxbuf > 0:
            uart.rx_bytes = max(bounded(rxbuf, 0, _BUFFER_MAX, "rxbuf too large"), _BUFFER_MIN)
        if txbuf > 0:
            uart.tx_bytes = max(bounded(txbuf, 0, _BUFFER_MAX, "txbuf too large"), _BUFFER_MIN)
        if change or not uart.baud:
            self._begin(uart)
        return (
            f"{uart.baud} {uart.bits} {uart.parity} {uart.stop} {uart.pins[0][2:]} "
            f"{uart.pins[1][2:]} {uart.tx_bytes} {uart.rx_bytes} {uart.timeout_ms} "
            f"{uart.char_ms} {uart.invert} {uart.triggers}"
        )

    def _choose_pins(self, uart: _Uart, names: list[str]) -> None:
        for at, name in enumerate(names):
            if name != "-":
                pin = int(self._gpio.regular(name).name[2:])
                if pin & 3 != at or (pin + 4) >> 3 & 1 != uart.number:
                    raise value_error(f"bad {_PINS[at]} pin")
                uart.pins[at] = name

    def _begin(self, uart: _Uart) -> None:
        self._stop(uart)
        uart.baud = uart.baud or _BAUD_FIRST
        # At least as long as one character, as on the real board.
        uart.char_ms = max(uart.char_ms, 13_000 // uart.baud + 1)
        wanted = [True, True, bool(uart.flow & 1), bool(uart.flow & 2)]
        for name, used in zip(uart.pins, wanted, strict=True):
            if used:
                self._gpio.take(self._wires.get(name), UART)
        self._buses.listen(uart.pins[1], lambda data: self._heard(uart, data))

    def _end(self, payload: str) -> str:
        """Stop a UART."""
        uart = self._uarts[bounded(integer(payload), 0, 1, "no UART")]
        self._stop(uart)
        uart.baud = 0
        return ""

    def _stop(self, uart: _Uart) -> None:
        for plan in uart.sending:
            plan.cancel()
        uart.sending.clear()
        for plan in (uart.arrival, uart.idle):
            if plan is not None:
                plan.cancel()
        uart.arrival = None
        uart.coming.clear()
        uart.received.clear()
        uart.free_us = 0
        uart.triggers = 0

    def _running(self, payload: str) -> _Uart:
        uart = self._uarts[bounded(integer(payload), 0, 1, "no UART")]
        uart.baud = uart.baud or _BAUD_FIRST
        return uart

    # Receiving

    def _typed(self, number: int, text: str) -> None:
        self._arrive(self._uarts[number], text.encode())

    def _heard(self, uart: _Uart, data: bytes) -> None:
        self._world.emit(uart.name, "received", shown(data))
        self._arrive(uart, data)

    def _arrive(self, uart: _Uart, data: bytes) -> None:
        """Let bytes come in one after the other, as fast as the line is."""
        if self._gpio.function(uart.pins[1]) != UART or not uart.baud:
            return
        uart.coming += data[: _ON_THE_WAY_MAX - len(uart.coming)]
        if uart.coming and uart.arrival is None:
            self._next(uart)

    def _next(self, uart: _Uart) -> None:
        count = min(max(1, int(_PIECE_US / uart.byte_us)), len(uart.coming))
        lasts_us = round(count * uart.byte_us)
        uart.arrival = self._world.after_us(lasts_us, lambda: self._arrived(uart, count))

    def _arrived(self, uart: _Uart, count: int) -> None:
        uart.arrival = None
        data = bytes(uart.coming[:count])
        del uart.coming[:count]
        if uart.coming:
            self._next(uart)
        # What does not fit is lost, as in the real ring buffer.
        uart.received += data[: max(uart.rx_bytes - len(uart.received), 0)]
        if uart.idle is not None:
            uart.idle.cancel()
        if uart.triggers & _IRQ_RXIDLE and not uart.coming:
            delay_us = round(_IDLE_BITS * 1e6 / uart.baud)
            uart.idle = self._world.after_us(delay_us, lambda: self._ring(uart, _IRQ_RXIDLE))

    def _read(self, payload: str) -> str:
        """Take received bytes: ``ID COUNT LINE`` (1: no further than a line); tells them as hex."""
        number, _, rest = payload.partition(" ")
        uart = self._running(number)
        count, line = integers(rest, 2)
        bounded(count, 0, READ_MAX, "too long")
        if line and (end := uart.received.find(b"\n", 0, count)) >= 0:
            count = end + 1
        data = bytes(uart.received[:count])
        del uart.received[:count]
        return data.hex()

    def _wait(self, payload: str) -> str:
        """Wait until something was received, at most so long: ``ID MICROSECONDS``."""
        number, _, limit = payload.partition(" ")
        uart = self._running(number)
        self._world.wait_us(min(integer(limit), _WAIT_US_MAX), lambda: bool(uart.received))
        return ""

    # Sending

    def _write(self, payload: str) -> str:
        """Send bytes: ``ID HEX``. What does not fit into the buffer makes the program wait."""
        number, _, data_hex = payload.partition(" ")
        uart = self._running(number)
        data = from_hex(data_hex)
        now_us = self._world.now_us()
        done_us = max(uart.free_us, now_us) + round(len(data) * uart.byte_us)
        uart.free_us = done_us
        if data:
            if len(uart.sending) > 1000:
                uart.sending = [plan for plan in uart.sending if plan.t_us > now_us]
            sent = self._world.after_us(done_us - now_us, lambda: self._sent(uart, data))
            uart.sending.append(sent)
        self._world.spend_us(done_us - now_us - self._buffered_us(uart))
        return str(len(data))

    def _buffered_us(self, uart: _Uart) -> int:
        """Return how long the bytes take that fit into the buffer and the chip."""
        return round((uart.tx_bytes + _FIFO_BYTES) * uart.byte_us)

    def _room(self, payload: str) -> str:
        """Tell 1 if another byte can be sent without waiting."""
        uart = self._running(payload)
        left_us = uart.free_us - self._world.now_us()
        return str(int(left_us + uart.byte_us <= self._buffered_us(uart)))

    def _sent(self, uart: _Uart, data: bytes) -> None:
        self._world.emit(uart.name, "sent", shown(data))
        if self._gpio.function(uart.pins[0]) == UART:
            self._buses.send(uart.pins[0], data, uart.baud)
        if uart.free_us <= self._world.now_us():
            self._ring(uart, _IRQ_TXIDLE)

    def _left(self, payload: str) -> str:
        """Tell how many microseconds the bytes on their way still take."""
        return str(max(self._running(payload).free_us - self._world.now_us(), 0))

    def _break(self, payload: str) -> str:
        uart = self._running(payload)
        self._world.emit(uart.name, "break")
        self._world.spend_us(13_000_000 // uart.baud + 1)
        return ""

    # Interrupts

    def _irq(self, payload: str) -> str:
        """Choose what interrupts: ``ID TRIGGERS HARD``; tells the handler's number."""
        number, triggers, hard = integers(payload, 3)
        uart = self._uarts[bounded(number, 0, 1, "no UART")]
        uart.triggers, uart.hard = triggers & 0xFFFF, bool(hard)
        return str(FIRST_HANDLER + uart.number)

    def _ring(self, uart: _Uart, flag: int) -> None:
        if uart.triggers & flag:
            self._world.interrupt(FIRST_HANDLER + uart.number, flag, hard=uart.hard)
