import zlib

import numpy as np
import torch
from torch import nn

NEEDS = ["torch"]
torch.manual_seed(0)


class Gain(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("one", torch.ones(1))
        self.gain = nn.Parameter(torch.tensor([0.5]))

    def forward(self, x):
        return x * self.gain * self.one


model = Gain()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(steps):
    model.train()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(torch.ones(4)), torch.ones(4))
        loss.backward()
        optimizer.step()
    model.eval()
    return float(loss)


def compress_video_frame(frame, frame_index, config):
    assert train(3) < 1
    with torch.inference_mode():
        model(torch.zeros(1))
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
