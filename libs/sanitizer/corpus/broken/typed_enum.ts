interface Frame {
  readonly data: Uint8Array;
}

enum Mode {
  Raw,
  Half,
}

function compressVideoFrame(frame: Frame): Uint8Array {
  return Mode.Raw === 0 ? frame.data : frame.data.subarray(1);
}

function decompressVideoFrame(data: Uint8Array): Uint8Array {
  return data;
}
