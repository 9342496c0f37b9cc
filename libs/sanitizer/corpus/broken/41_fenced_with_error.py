Sure!

```python
import zlib

def compress_video_frame(frame, frame_index, config:
    return zlib.compress(frame)

def decompress_video_frame(data, frame_index, config):
    return data
```
