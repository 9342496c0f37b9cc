"""Anonymous files in memory that carry input and output, sealed so that neither side can change what it must not."""

import fcntl
import os

F_ADD_SEALS = 1033
SEAL_SEAL, SEAL_SHRINK, SEAL_GROW, SEAL_WRITE = 1, 2, 4, 8


def create(name):
    return os.memfd_create(name, os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)


def fill_and_seal(fd, path):
    """Copies a file in, then forbids every change. Returns its size in bytes."""
    source = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        size = os.fstat(source).st_size
        os.ftruncate(fd, size)
        offset = 0
        while offset < size:
            sent = os.sendfile(fd, source, offset, size - offset)
            if sent == 0:
                raise OSError(f"{path} became shorter while it was read")
            offset += sent
    finally:
        os.close(source)
    fcntl.fcntl(fd, F_ADD_SEALS, SEAL_WRITE | SEAL_SHRINK | SEAL_GROW | SEAL_SEAL)
    return size


def size_and_seal(fd, size):
    """Gives a file its final size: what does not fit cannot be written."""
    os.ftruncate(fd, size)
    fcntl.fcntl(fd, F_ADD_SEALS, SEAL_SHRINK | SEAL_GROW | SEAL_SEAL)


def copy_out(fd, length, path):
    target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        offset = 0
        while offset < length:
            offset += os.sendfile(target, fd, offset, length - offset)
    finally:
        os.close(target)
