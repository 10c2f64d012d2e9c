"""A disk that remembers: every write and every flush that a file system sends it, in order.

One file behind /dev/fuse, which a loop device takes for a disk. What a power cut leaves of it can be made
for every moment of a run: all that was flushed, and any part of what was not. Needs root.
"""

import ctypes
import errno
import os
import random
import stat
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_IN = struct.Struct("<IIQQIIIHH")
_OUT = struct.Struct("<IiQ")
_LOOKUP, _FORGET, _GETATTR, _SETATTR, _OPEN, _READ, _WRITE, _STATFS = 1, 2, 3, 4, 14, 15, 16, 17
_RELEASE, _FSYNC, _FLUSH, _INIT, _OPENDIR, _RELEASEDIR, _INTERRUPT, _DESTROY = 18, 20, 25, 26, 27, 29, 36, 38
_BATCH_FORGET = 42
_SILENT = {_FORGET, _BATCH_FORGET, _INTERRUPT}
_MAX_WRITE = 1 << 17
_ROOT, _DISK = 1, 2
_FOREVER = 1 << 30  # seconds for which the kernel may remember what it was told
SECTOR = 512


@dataclass(frozen=True)
class Write:
    """Bytes sent to a place of the disk."""

    at: int
    data: bytes


FLUSH = None
"""In the record: all writes before this are on the platter."""


@dataclass
class Disk:
    """The disk as it was at first, and all that happened to it."""

    first: bytes
    record: list[Write | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with what is there."""
        self.now = bytearray(self.first)

    def after_cut(self, moment: int, chance: random.Random) -> bytes:
        """Return what a power cut before the record's entry ``moment`` leaves.

        What was flushed is there. Of what was not, all, nothing, any part in any order, or any part with
        its last write torn between two sectors.
        """
        flushed = max((at for at in range(moment) if self.record[at] is FLUSH), default=0)
        left = bytearray(self.first)
        for entry in self.record[:flushed]:
            if entry is not None:
                left[entry.at : entry.at + len(entry.data)] = entry.data
        loose = [entry for entry in self.record[flushed:moment] if entry is not None]
        way = chance.randrange(4)
        if way >= 2:
            loose = [entry for entry in loose if chance.random() < 0.5]
        elif way == 1:
            loose = []
        for number, entry in enumerate(loose):
            data = entry.data
            if way == 3 and number == len(loose) - 1:
                data = data[: chance.randrange(len(data) // SECTOR + 1) * SECTOR]
            left[entry.at : entry.at + len(data)] = data
        return bytes(left)


class Served:
    """A disk that the kernel sees as a file; ``answer`` runs in a thread until the disk is unmounted."""

    def __init__(self, disk: Disk, folder: Path) -> None:
        """Mount a file system with the one file ``disk`` at a folder."""
        self.disk = disk
        self._device = os.open("/dev/fuse", os.O_RDWR)
        kernel = ctypes.CDLL(None, use_errno=True)
        settings = f"fd={self._device},rootmode=40000,user_id=0,group_id=0".encode()
        if kernel.mount(b"disk", os.fsencode(folder), b"fuse", 0, settings) != 0:
            os.close(self._device)
            raise OSError(ctypes.get_errno(), "no file system can be served here")
        self._ways: dict[int, Callable[[int, bytes], bytes]] = {
            _INIT: self._init,
            _LOOKUP: self._lookup,
            _GETATTR: lambda node, _: struct.pack("<QII", _FOREVER, 0, 0) + self._attributes(node),
            _SETATTR: lambda node, _: struct.pack("<QII", _FOREVER, 0, 0) + self._attributes(node),
            _OPEN: lambda _node, _: struct.pack("<QII", 0, 0, 0),
            _OPENDIR: lambda _node, _: struct.pack("<QII", 0, 0, 0),
            _READ: self._read,
            _WRITE: self._write,
            _FSYNC: self._flush,
            _STATFS: lambda _node, _: struct.pack(
                "<5Q4I24x", 1 << 20, 1 << 19, 1 << 19, 9, 9, 4096, 255, 4096, 0
            ),
            _FLUSH: lambda _node, _: b"",
            _RELEASE: lambda _node, _: b"",
            _RELEASEDIR: lambda _node, _: b"",
            _DESTROY: lambda _node, _: b"",
        }
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        """Answer the kernel until the file system is gone."""
        while True:
            try:
                asked = os.read(self._device, _MAX_WRITE + 4096)
            except OSError as error:
                if error.errno in (errno.ENOENT, errno.EINTR, errno.EAGAIN):
                    continue  # a request that was taken back
                return
            _, what, unique, node, *_ = _IN.unpack_from(asked)
            if what in _SILENT:
                continue
            way = self._ways.get(what)
            try:
                reply, failed = (way(node, asked[_IN.size :]), 0) if way else (b"", -errno.ENOSYS)
            except OSError as error:
                reply, failed = b"", -(error.errno or errno.EIO)
            os.write(self._device, _OUT.pack(_OUT.size + len(reply), failed, unique) + reply)

    def _init(self, _node: int, asked: bytes) -> bytes:
        big_writes, many_pages = 1 << 5, 1 << 22
        _, _, readahead, offered = struct.unpack_from("<IIII", asked)
        flags = offered & (big_writes | many_pages)
        return struct.pack("<IIIIHHIIHHII24x", 7, 31, readahead, flags, 12, 9, _MAX_WRITE, 1, 32, 0, 0, 0)

    def _attributes(self, node: int) -> bytes:
        folder = node == _ROOT
        mode = stat.S_IFDIR | 0o700 if folder else stat.S_IFREG | 0o600
        size = 0 if folder else len(self.disk.now)
        return struct.pack("<6Q10I", node, size, size // SECTOR, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)

    def _lookup(self, _node: int, asked: bytes) -> bytes:
        if asked.rstrip(b"\0") != b"disk":
            raise OSError(errno.ENOENT, "there is one file")
        return struct.pack("<QQQQII", _DISK, 0, _FOREVER, _FOREVER, 0, 0) + self._attributes(_DISK)

    def _read(self, _node: int, asked: bytes) -> bytes:
        _, at, size = struct.unpack_from("<QQI", asked)
        return bytes(self.disk.now[at : at + size])

    def _write(self, _node: int, asked: bytes) -> bytes:
        _, at, size = struct.unpack_from("<QQI", asked)
        data = asked[40 : 40 + size]
        self.disk.now[at : at + size] = data
        self.disk.record.append(Write(at, data))
        return struct.pack("<II", size, 0)

    def _flush(self, _node: int, _asked: bytes) -> bytes:
        self.disk.record.append(FLUSH)
        return b""
