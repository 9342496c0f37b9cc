import zlib

import numpy as np

eval = 1
exec = 2
open = 3
compile = 4
globals_ = {"os": "system", "subprocess": "Popen"}


class Model:
    def eval(self):
        return self

    def exec(self, code):
        return code

    def open(self, path):
        return path

    def system(self, command):
        return command


def compress_video_frame(frame, frame_index, config):
    model = Model().eval()
    os = model
    assert os.system("rm -rf /") == "rm -rf /"
    assert model.exec("import socket") and model.open("/etc/passwd")
    vars, dir, id, hash, type, file = range(6)
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
