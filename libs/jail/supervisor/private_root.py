"""A root of its own for one guest: a file system in a mount namespace, both of which end with the guest.

What a guest looks up or reads on the host's own file systems stays in the host's directory cache and page cache, where
the next guest can measure it. A file system of its own has caches of its own. Two ways to have one:

image  a read-only file system image, mounted through a loop device: quick, for root alone
copy   a file system in memory, into which a folder is copied: anywhere that has user namespaces
"""

import ctypes
import errno
import fcntl
import os
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 0x1, 0x2, 0x4, 0x4000, 0x40000
LOOP_CTL_GET_FREE, LOOP_CONFIGURE = 0x4C82, 0x4C0A
LO_FLAGS_READ_ONLY, LO_FLAGS_AUTOCLEAR = 1, 4
LOOP_TRIES = 100
IMAGE, COPY = "image", "copy"
# No journal: an image is never written to. Both tools are essential parts of Debian.
MAKE_IMAGE = ["/sbin/mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-m", "0"]
COPY_FOLDER = ["/bin/cp", "-d", "-R", "--preserve=mode,timestamps"]
TOOL_LIMIT_S = 60

_libc = ctypes.CDLL(None, use_errno=True)


def _check(what, result):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def _run(what, argv):
    import subprocess  # a supervisor starts with every guest, and most need no tool

    done = subprocess.run(argv, env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=TOOL_LIMIT_S)
    if done.returncode != 0:
        raise OSError(f"{what}: {done.stderr.decode('utf-8', 'replace').strip()}")


def _leave_mounts():
    """From here on this process and its children see mounts of their own. Without root that takes a user namespace."""
    if os.geteuid() == 0:
        _check("unshare", _libc.unshare(CLONE_NEWNS))
    else:
        uid, gid = os.getuid(), os.getgid()
        _check("unshare", _libc.unshare(CLONE_NEWUSER | CLONE_NEWNS))
        for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(text)
    _check("mount", _libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None))


def _attach(image):
    """A loop device that shows the image and goes away when nobody uses it; (its path, an open descriptor)."""
    file = os.open(image, os.O_RDONLY | os.O_CLOEXEC)
    control = os.open("/dev/loop-control", os.O_RDWR | os.O_CLOEXEC)
    # struct loop_config: fd, block size, struct loop_info64 (232 bytes, flags at 52), 64 reserved bytes
    config = struct.pack("<II52xI", file, 0, LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR).ljust(304, b"\0")
    try:
        for _ in range(LOOP_TRIES):
            path = f"/dev/loop{fcntl.ioctl(control, LOOP_CTL_GET_FREE)}"
            device = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                fcntl.ioctl(device, LOOP_CONFIGURE, config)
                return path, device
            except OSError as error:
                os.close(device)
                if error.errno != errno.EBUSY:  # somebody else was given the same free device
                    raise
        raise OSError(errno.EBUSY, "no loop device stays free")
    finally:
        os.close(control)
        os.close(file)


def _mount_image(image, root):
    path, device = _attach(image)
    try:
        flags = MS_RDONLY | MS_NOSUID | MS_NODEV
        _check("mount image", _libc.mount(os.fsencode(path), os.fsencode(root), b"ext4", flags, b"noload"))
    finally:
        os.close(device)


def _mount_memory(root):
    _check("mount tmpfs", _libc.mount(b"tmpfs", os.fsencode(root), b"tmpfs", MS_NOSUID | MS_NODEV, b"mode=0755"))


def fill(kind, source, root):
    """Puts the image or the folder `source` at `root`, for this process and its children alone."""
    _leave_mounts()
    if kind == IMAGE:
        _mount_image(source, root)
        return
    _mount_memory(root)
    _run("the root of a guest cannot be copied", [*COPY_FOLDER, os.path.join(source, "."), root])


def make_image(spec, node):
    """Makes an image file of a folder."""
    _run("an image cannot be made", [*MAKE_IMAGE, "-N", str(spec["inodes"]), "-d", spec["folder"], spec["image"], spec["size"]])
    node.send({"event": "made"})


def _try_image():
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "image")
        _run("an image cannot be made", [*MAKE_IMAGE, image, "1M"])
        _mount_image(image, "/tmp")


def try_once():
    """The quickest way that works here, or why none does. To be called in a child that ends afterwards."""
    import subprocess

    try:
        _leave_mounts()
        if os.geteuid() == 0:
            try:
                _try_image()
                return IMAGE, None
            except (OSError, subprocess.SubprocessError):
                pass  # containers often have no loop devices
        _mount_memory("/tmp")
        return COPY, None
    except OSError as error:
        return None, str(error)
