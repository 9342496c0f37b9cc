"""Makes links to host files, device nodes and mounts.

accept: ok|jail_violated|crashed
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    actions = {
        "symlink": lambda: open(os.symlink("/etc/shadow", "/tmp/link") or "/tmp/link").read(),
        "hard link": lambda: os.link("/lab/guests/python/guest.py", "/tmp/hard"),
        "node": lambda: os.mknod("/tmp/node", 0o666 | 0o020000, os.makedev(1, 1)),
        "chmod": lambda: os.chmod("/tmp", 0o777),
        "chroot": lambda: print("chroot left out: a violation"),
    }
    for name, action in actions.items():
        try:
            action()
            print("DID" if name != "chroot" else "", name)
        except OSError as error:
            print(name, error)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
