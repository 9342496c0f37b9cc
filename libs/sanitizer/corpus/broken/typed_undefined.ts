interface Frame {
  readonly data: Uint8Array;
}

function compressVideoFrame(frame: Frame): Uint8Array {
  const step: number = stepOf(frame as Frame);
  return frame.data.map((value: number) => value / step);
}

function decompressVideoFrame(data: Uint8Array): Uint8Array {
  return data;
}
