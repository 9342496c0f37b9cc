class DeltaCodec {
  #last = null;

  encode(data) {
    const delta = this.#last ? data.map((value, index) => value - this.#last[index]) : data;
    this.#last = data.slice();
    return delta.slice();
  }

  decode(delta) {
    this.#last = this.#last ? delta.map((value, index) => value + this.#last[index]) : delta.slice();
    return this.#last.slice();
  }
}

const codec = new DeltaCodec();

export function compressVideoFrame(frame, frameIndex, config) {
  return codec.encode(frame.data);
}

export function decompressVideoFrame(data, frameIndex, config) {
  return codec.decode(data);
}
