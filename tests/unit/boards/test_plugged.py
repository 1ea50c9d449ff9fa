"""Drives of boards, seen in made-up trees of each system."""

from pathlib import Path

from kibako.boards.plugged import ComputerUsb
from kibako.usb import UsbDrive


def linux(root: Path, vendor: str, mount: str) -> Path:
    device = root / "sys/devices/pci0/usb1/1-2"
    block = device / "1-2:1.0/host0/block/sda"
    block.mkdir(parents=True)
    (device / "idVendor").write_text(f"{vendor}\n")
    (device / "idProduct").write_text("0204\n")
    (device / "serial").write_text("9904abcd\n")
    (root / "sys/dev/block").mkdir(parents=True)
    (root / "sys/dev/block/8:0").symlink_to(block)
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/mountinfo").write_text(
        "22 1 0:5 / /proc rw - proc proc rw\nbroken\n"
        f"40 1 8:0 / {mount} rw,nosuid shared:1 - vfat /dev/sda rw\n"
    )
    path = root / mount.replace("\\040", " ").lstrip("/")
    path.mkdir(parents=True)
    return path


def test_linux_tells_a_drive_by_its_usb_device(tmp_path: Path) -> None:
    path = linux(tmp_path, "0d28", "/media/ha\\040na/MICROBIT1")
    found = ComputerUsb("linux", tmp_path).drives()
    assert found == [UsbDrive(path, "MICROBIT", 0x0D28, 0x0204, "9904abcd", "1-2")]


def test_linux_passes_over_a_stick_that_calls_itself_a_board(tmp_path: Path) -> None:
    linux(tmp_path, "0781", "/media/hana/MICROBIT")
    assert ComputerUsb("linux", tmp_path).drives() == []
    assert ComputerUsb("linux", tmp_path / "nowhere").drives() == []


def test_linux_knows_a_drive_mounted_elsewhere_by_its_text(tmp_path: Path) -> None:
    path = linux(tmp_path, "2e8a", "/mnt/x")
    (path / "INFO_UF2.TXT").write_text("UF2 Bootloader v3.0\r\n")
    assert [drive.label for drive in ComputerUsb("linux", tmp_path).drives()] == ["RPI-RP2"]


def test_macos_and_windows_tell_a_drive_by_name_and_text(tmp_path: Path) -> None:
    first, other = tmp_path / "Volumes/MICROBIT 1", tmp_path / "Volumes/MICROBITS"
    first.mkdir(parents=True)
    other.mkdir()
    (first / "DETAILS.TXT").write_bytes(b"# DAPLink\r\nUnique ID: 9904ABCD\r\n")
    expected = [UsbDrive(first, "MICROBIT", serial="9904abcd")]
    assert ComputerUsb("darwin", tmp_path).drives() == expected
    volumes = [(first, "MICROBIT"), (other, "PHOTOS")]
    assert ComputerUsb("win32", volumes=lambda: volumes).drives() == expected
