"""The nRF52833: memory, processor, peripherals and the time that passes for all of them."""

from collections.abc import Callable, Iterable

from unicorn import UC_PROT_EXEC, UC_PROT_READ, UC_PROT_WRITE, Uc

from . import system
from .analog import Saadc
from .gpio import Gpio, Gpiote, Pins
from .i2c import Twim
from .image import Segment
from .interrupts import Interrupts
from .peripheral import Peripheral
from .ppi import Ppi
from .processor import Processor
from .pwm import Pwm
from .radio import Radio
from .spi import Spim
from .storage import DataFlash, Nvmc, factory_information, user_information
from .timeline import Timeline
from .timers import Rtc, Timer
from .uarte import Uarte

APPLICATION = 0x1C000
"""Where the application's vector table is, above the SoftDevice that is skipped."""
FLASH_END = 0x80000
RAM, RAM_SIZE = 0x2000_0000, 0x2_0000
FICR, UICR = 0x1000_0000, 0x1000_1000
PERIPHERALS, PERIPHERALS_SIZE = 0x4000_0000, 0x4_0000
GPIO = 0x5000_0000
PRIVATE, PRIVATE_SIZE = 0xE000_0000, 0x10_0000
SYSTEM_CONTROL = 0xE000

# One instruction takes one cycle and a half: the mean over MicroPython's own code, which runs from
# flash memory with its wait states. The processor has no other measure of time here.
CYCLES_2 = 3
SLICE = 2000
"""The longest slice, in instructions: 47 microseconds. Interrupts come no later than that."""
HELD_SLICE = 64
"""The longest slice while the program holds back an interrupt that waits: it comes as soon as it
may. The firmware takes no note of a byte whose successor comes before its interrupt, 87
microseconds later; looked at twice in a row in such a moment, it missed the end of a line."""
# How long a slice was that ended early is not known; these are usual lengths.
EARLY_INSTRUCTIONS = 200
ACCESS_CYCLES = 4


class Chip:
    """Everything on the die, with the program in its flash memory."""

    def __init__(self, image: Iterable[Segment], flash_from: int, data_flash: DataFlash) -> None:
        """Make a chip and load its program.

        Args:
            image: What is in its flash memory and in its UICR.
            flash_from: Where the part of the flash memory begins that holds no code.
            data_flash: That part.
        """
        self.timeline = Timeline()
        self._reset_wanted = False
        self.resets = 0
        """How often the program asked for a reset."""
        self.after_reset: list[Callable[[], None]] = []
        """What the world around the chip does when it begins anew."""
        self.interrupts = Interrupts(APPLICATION, self._want_reset)
        self.processor = Processor(self.interrupts)
        self.engine: Uc = self.processor.engine
        self.pins = Pins(self)
        self.data_flash = data_flash
        self._map(image, flash_from)
        self._make_peripherals()
        self.reset()

    def _make_peripherals(self) -> None:
        self.gpiote = Gpiote(self, 0x4000_6000)
        self.ppi = Ppi(self, 0x4001_F000)
        self.saadc = Saadc(self, 0x4000_7000)
        self.uarts = [Uarte(self, base) for base in (0x4000_2000, 0x4002_8000)]
        self.serial_engines = [Twim(self, base) for base in (0x4000_3000, 0x4000_4000)]
        self.temperature = system.Temperature(self, 0x4000_C000)
        self.power = system.ClockAndPower(self, 0x4000_0000)
        self.pwms = [Pwm(self, base) for base in (0x4001_C000, 0x4002_1000, 0x4002_2000)]
        self.spi = Spim(self, 0x4002_3000)
        self.timers = [
            *(Timer(self, base, 4) for base in (0x4000_8000, 0x4000_9000, 0x4000_A000)),
            *(Timer(self, base, 6) for base in (0x4001_A000, 0x4001_B000)),
        ]
        made: list[Peripheral] = [
            *(self.gpiote, self.ppi, self.saadc, self.temperature, self.power, self.spi),
            *(*self.uarts, *self.serial_engines, *self.pwms),
            *self.timers,
            *(Rtc(self, base) for base in (0x4000_B000, 0x4001_1000, 0x4002_4000)),
            system.Random(self, 0x4000_D000),
            Nvmc(self, 0x4001_E000),
            Radio(self, 0x4000_1000),
        ]
        for base in range(PERIPHERALS, PERIPHERALS + PERIPHERALS_SIZE, 0x1000):
            if all(each.base != base for each in made):
                made.append(Peripheral(self, base))
        self._by_page = {each.base >> 12: each for each in made}
        self.gpio = Gpio(self)
        self.cycle_counter = system.CycleCounter(self)

    def _map(self, image: Iterable[Segment], flash_from: int) -> None:
        engine = self.engine
        readable = UC_PROT_READ | UC_PROT_EXEC
        above = self.data_flash.end
        engine.mem_map(0, flash_from, readable)
        engine.mmio_map(
            flash_from, above - flash_from, self._read_data, None, self._write_data, None
        )
        engine.mem_map(above, FLASH_END - above, readable)
        engine.mem_map(RAM, RAM_SIZE, UC_PROT_READ | UC_PROT_WRITE | UC_PROT_EXEC)
        engine.mem_map(FICR, 0x2000, UC_PROT_READ)
        engine.mem_write(0, b"\xff" * flash_from)
        engine.mem_write(above, b"\xff" * (FLASH_END - above))
        engine.mem_write(FICR, factory_information())
        engine.mem_write(UICR, user_information())
        for each in image:
            engine.mem_write(each.address, each.data)
        engine.mmio_map(
            PERIPHERALS, PERIPHERALS_SIZE, self._read_peripheral, None, self._write_peripheral, None
        )
        engine.mmio_map(GPIO, 0x1000, self._read_gpio, None, self._write_gpio, None)
        engine.mmio_map(PRIVATE, PRIVATE_SIZE, self._read_private, None, self._write_private, None)

    def reset(self) -> None:
        """Begin anew, as after the reset button; flash memory and RAM stay as they are."""
        self._reset_wanted = False
        self.timeline.clear()
        self.interrupts.clear()
        for each in self._by_page.values():
            each.reset()
        self.gpio.reset()
        self.processor.reset()
        for each in self.after_reset:
            each()

    def step(self, until: int) -> None:
        """Let one slice of time pass, at most up to a moment."""
        timeline, processor = self.timeline, self.processor
        timeline.catch_up()
        longest = SLICE
        if self.interrupts.wakes():
            processor.sleeping = False
            if processor.take_interrupt():
                longest = HELD_SLICE
        ahead = timeline.next_at()
        end = until if ahead is None else min(until, ahead)
        if processor.sleeping:
            timeline.now = max(end, timeline.now)
            return
        wanted = min(longest, max(16, (end - timeline.now) * 2 // CYCLES_2))
        ran = wanted if processor.run(wanted) else min(wanted, EARLY_INSTRUCTIONS)
        timeline.now += ran * CYCLES_2 // 2
        if self._reset_wanted:
            self.resets += 1
            self.power.reset_by_program()
            self.reset()

    def route(self, event_address: int) -> None:
        """Let an event trigger the tasks that the PPI connects to it."""
        for task_address in self.ppi.tasks_of(event_address):
            self.trigger(task_address)

    def is_live(self, task_address: int) -> bool:
        """Tell whether a task has to be triggered; the converter takes its samples in bulk."""
        return task_address != self.saadc.sample_task

    def replan_timers(self) -> None:
        """Let the timers look again which of their events matter."""
        for each in self.timers:
            each.replan()

    def trigger(self, task_address: int) -> None:
        """Do the task at an address."""
        self._by_page[task_address >> 12].task((task_address & 0xFFF) >> 2)

    def _want_reset(self) -> None:
        self._reset_wanted = True
        self.processor.stop()

    def _read_peripheral(self, _engine: Uc, offset: int, _size: int, _user: object) -> int:
        self.timeline.now += ACCESS_CYCLES
        address = PERIPHERALS + offset
        return self._by_page[address >> 12].read(address & 0xFFF)

    def _write_peripheral(
        self, _engine: Uc, offset: int, _size: int, value: int, _user: object
    ) -> None:
        self.timeline.now += ACCESS_CYCLES
        address = PERIPHERALS + offset
        self._by_page[address >> 12].write(address & 0xFFF, value)

    def _read_gpio(self, _engine: Uc, offset: int, _size: int, _user: object) -> int:
        self.timeline.now += ACCESS_CYCLES
        return self.gpio.read(offset)

    def _write_gpio(self, _engine: Uc, offset: int, _size: int, value: int, _user: object) -> None:
        self.timeline.now += ACCESS_CYCLES
        self.gpio.write(offset, value)

    def _read_private(self, _engine: Uc, offset: int, size: int, _user: object) -> int:
        if offset >> 12 == SYSTEM_CONTROL >> 12:
            shift = 8 * (offset & 3)
            return self.interrupts.read(offset & 0xFFC) >> shift & (1 << 8 * size) - 1
        return self.cycle_counter.read(offset)

    def _write_private(
        self, _engine: Uc, offset: int, size: int, value: int, _user: object
    ) -> None:
        if offset >> 12 == SYSTEM_CONTROL >> 12:
            self.interrupts.write(offset & 0xFFF, size, value)
        else:
            self.cycle_counter.write(offset, value)

    def _read_data(self, _engine: Uc, offset: int, size: int, _user: object) -> int:
        return self.data_flash.read(offset, size)

    def _write_data(self, _engine: Uc, offset: int, size: int, value: int, _user: object) -> None:
        self.data_flash.program(offset, size, value)
