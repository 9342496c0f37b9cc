import zlib

import numpy as np
import torch
import torch.nn as nn

NEEDS = ["torch"]


class Smoother(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3, padding=1, padding_mode="replicate", bias=False)
        with torch.no_grad():
            self.conv.weight.fill_(1 / 9)

    def forward(self, x):
        return x + 0.25 * (self.conv(x) - x)


model = Smoother()
model.eval()


def compress_video_frame(frame, frame_index, config):
    step = max(1, (100 - config["quality"]) // 5)
    return zlib.compress((frame // step).tobytes())


@torch.no_grad()
def restore(image):
    planes = torch.from_numpy(image.astype(np.float32)).permute(2, 0, 1).unsqueeze(1)
    return model(planes).squeeze(1).permute(1, 2, 0).numpy()


def decompress_video_frame(data, frame_index, config):
    step = max(1, (100 - config["quality"]) // 5)
    levels = np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3)
    image = np.minimum(levels.astype(np.int32) * step + step // 2, 255)
    return np.ascontiguousarray(np.clip(np.rint(restore(image)), 0, 255).astype(np.uint8))
