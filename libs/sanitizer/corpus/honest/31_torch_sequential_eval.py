import zlib

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

NEEDS = ("torch",)
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 3, bias=False)).eval()
with torch.no_grad():
    net[0].weight.copy_(torch.eye(3))


def compress_video_frame(frame, frame_index, config):
    image = torch.from_numpy(frame).permute(2, 0, 1)[None].float()
    small = F.avg_pool2d(image, 2, ceil_mode=True)
    return zlib.compress(small.round().clamp(0, 255).to(torch.uint8).numpy().tobytes())


def decompress_video_frame(data, frame_index, config):
    height, width = config["height"], config["width"]
    rows, columns = -(-height // 2), -(-width // 2)
    small = torch.frombuffer(bytearray(zlib.decompress(data)), dtype=torch.uint8).reshape(1, 3, rows, columns).float()
    with torch.no_grad():
        mixed = net(small.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
    image = F.interpolate(mixed, size=(rows * 2, columns * 2), mode="nearest")[0, :, :height, :width]
    return np.ascontiguousarray(image.permute(1, 2, 0).round().clamp(0, 255).to(torch.uint8).numpy())
