"""The Cortex-M4: Unicorn runs its instructions, in slices; this module does the exceptions.

Unicorn knows the instructions of a Cortex-M4 but has no interrupt controller. A slice ends after
so many instructions, at a WFI, at a supervisor call or at the return from a handler; then the
stack frames of section B1.5.6 of the ARMv7-M manual are made and taken here.
"""

from struct import Struct

from unicorn import (
    UC_ARCH_ARM,
    UC_ERR_INSN_INVALID,
    UC_HOOK_INTR,
    UC_MODE_MCLASS,
    UC_MODE_THUMB,
    Uc,
    UcError,
)
from unicorn.arm_const import (
    UC_ARM_REG_BASEPRI,
    UC_ARM_REG_CONTROL,
    UC_ARM_REG_D0,
    UC_ARM_REG_FPSCR,
    UC_ARM_REG_LR,
    UC_ARM_REG_PC,
    UC_ARM_REG_PRIMASK,
    UC_ARM_REG_R0,
    UC_ARM_REG_R1,
    UC_ARM_REG_R2,
    UC_ARM_REG_R3,
    UC_ARM_REG_R12,
    UC_ARM_REG_SP,
    UC_ARM_REG_XPSR,
    UC_CPU_ARM_CORTEX_M4,
)

from .interrupts import Interrupts
from .registers import Registers

_FRAME = (
    *(UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3),
    *(UC_ARM_REG_R12, UC_ARM_REG_LR, UC_ARM_REG_PC, UC_ARM_REG_XPSR),
)
_FLOATS = (*(UC_ARM_REG_D0 + each for each in range(8)), UC_ARM_REG_FPSCR)
_STACKED = Struct("<8I")
_TO_THREAD, _TO_HANDLER = 0xFFFFFFF9, 0xFFFFFFF1
_THUMB = 1 << 24
_PADDED = 1 << 9
_WFI, _WFE = b"\x30\xbf", b"\x20\xbf"
_SUPERVISOR_CALL, _EXCEPTION_RETURN = 2, 8
_NOWHERE = 0xFFFFFFFE
NOT_ENABLED = 2
"""NRF_ERROR_SOFTDEVICE_NOT_ENABLED of Nordic's nrf_error.h."""
_SD_IS_ENABLED = 0x12


class ProcessorFault(Exception):
    """The program did what the processor or the emulator cannot do."""


class Processor:
    """Registers, instructions and exceptions."""

    def __init__(self, interrupts: Interrupts) -> None:
        self.engine = Uc(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS)
        self.engine.ctl_set_cpu_model(UC_CPU_ARM_CORTEX_M4)
        self.engine.hook_add(UC_HOOK_INTR, self._raised)
        self._interrupts = interrupts
        self._all = Registers(self.engine, (*_FRAME, UC_ARM_REG_SP, UC_ARM_REG_CONTROL, *_FLOATS))
        self._back = Registers(self.engine, (*_FLOATS, UC_ARM_REG_SP, UC_ARM_REG_XPSR, *_FRAME[:7]))
        self._jump = Registers(
            self.engine, (UC_ARM_REG_SP, UC_ARM_REG_LR, UC_ARM_REG_XPSR, UC_ARM_REG_PC)
        )
        self._masks = Registers(self.engine, (UC_ARM_REG_PRIMASK, UC_ARM_REG_BASEPRI))
        self._place = Registers(self.engine, (UC_ARM_REG_PC,))
        self._saved_floats: list[list[int]] = []
        self._signal: int | None = None
        self.sleeping = False
        """Whether it waits for an interrupt (WFI)."""

    def reset(self) -> None:
        """Begin at the reset vector."""
        engine = self.engine
        vectors = self._interrupts.vectors
        first = engine.mem_read(vectors, 8)
        self._saved_floats.clear()
        self._signal = None
        self.sleeping = False
        for register in (UC_ARM_REG_PRIMASK, UC_ARM_REG_BASEPRI, UC_ARM_REG_CONTROL):
            engine.reg_write(register, 0)
        engine.reg_write(UC_ARM_REG_XPSR, _THUMB)
        engine.reg_write(UC_ARM_REG_SP, int.from_bytes(first[:4], "little"))
        engine.reg_write(UC_ARM_REG_PC, int.from_bytes(first[4:], "little") | 1)

    def stop(self) -> None:
        """End the running slice early."""
        self.engine.emu_stop()

    def run(self, instructions: int) -> bool:
        """Run a slice.

        Args:
            instructions: How many there are to be at most.

        Returns:
            Whether all of them ran; if not, something ended the slice early.

        Raises:
            ProcessorFault: An address that is not there, or no instruction.
        """
        engine = self.engine
        (pc,) = self._place.read()
        try:
            engine.emu_start(pc | 1, _NOWHERE, count=instructions)
        except UcError as error:
            # To Unicorn a WFE is a fault; here it is as good as a WFI.
            at = engine.reg_read(UC_ARM_REG_PC)
            if error.errno != UC_ERR_INSN_INVALID or engine.mem_read(at - 2, 2) != _WFE:
                raise ProcessorFault(f"{error} at {at:#x}") from error
            self.sleeping = True
            return False
        signal, self._signal = self._signal, None
        if signal == _SUPERVISOR_CALL:
            self._answer_call()
        elif signal == _EXCEPTION_RETURN:
            self._leave()
        else:
            (pc,) = self._place.read()
            self.sleeping = engine.mem_read(pc - 2, 2) == _WFI
            return not self.sleeping
        return False

    def take_interrupt(self) -> bool:
        """Enter the handler of what is pending, if it may interrupt now.

        Returns:
            Whether the program holds interrupts back, so that one may have to wait for it.
        """
        primask, basepri = self._masks.read()
        number = self._interrupts.next(bool(primask), basepri)
        if number is not None:
            self._enter(number)
        return bool(primask or basepri)

    def _raised(self, engine: Uc, number: int, _user: object) -> None:
        if number not in (_SUPERVISOR_CALL, _EXCEPTION_RETURN):
            raise ProcessorFault(f"exception {number} at {engine.reg_read(UC_ARM_REG_PC):#x}")
        self._signal = number
        engine.emu_stop()

    def _enter(self, number: int) -> None:
        engine = self.engine
        found = self._all.read()
        values = found[:8]
        sp, control = found[8:10]
        self._saved_floats.append(found[10:])
        if control & 2:
            raise ProcessorFault("the process stack is not modelled")
        if sp & 4:
            sp -= 4
            values[7] |= _PADDED
        sp -= 32
        values[6] &= ~1
        engine.mem_write(sp, _STACKED.pack(*values))
        link = _TO_HANDLER if self._interrupts.active else _TO_THREAD
        vector = engine.mem_read(self._interrupts.begin(number), 4)
        entry = int.from_bytes(vector, "little") | 1
        self._jump.write((sp, link, _THUMB | number, entry))

    def _leave(self) -> None:
        sp = self.engine.reg_read(UC_ARM_REG_SP)
        values = _STACKED.unpack(self.engine.mem_read(sp, 32))
        status = values[7]
        sp += 36 if status & _PADDED else 32
        self._interrupts.end()
        pc = values[6] | 1
        self._back.write((*self._saved_floats.pop(), sp, status & ~_PADDED, *values[:6], pc))

    def _answer_call(self) -> None:
        """Answer a call of the SoftDevice, which is not there: it is not enabled."""
        engine = self.engine
        pc = engine.reg_read(UC_ARM_REG_PC)
        number = engine.mem_read(pc - 2, 1)[0]
        if number == _SD_IS_ENABLED:
            engine.mem_write(engine.reg_read(UC_ARM_REG_R0), b"\0")
            engine.reg_write(UC_ARM_REG_R0, 0)
        else:
            engine.reg_write(UC_ARM_REG_R0, NOT_ENABLED)
