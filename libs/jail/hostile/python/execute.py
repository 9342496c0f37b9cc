"""Runs programs: by exec, by a shell, by a file of its own in /tmp.

accept: crashed|ok
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    import subprocess

    for path in ("/bin/sh", "/usr/bin/python3.11", "/usr/bin/env", "/tmp/program"):
        try:
            if path == "/tmp/program":
                with open(path, "w") as file:
                    file.write("#!/bin/sh")
                os.chmod(path, 0o755)
            os.execv(path, [path])
        except OSError as error:
            print(path, error)
    try:
        subprocess.run(["/bin/true"])
        print("RAN")
    except (OSError, subprocess.SubprocessError) as error:
        print(error)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
