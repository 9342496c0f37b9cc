/**
 * Runs a candidate's decoder in a worker of the sandboxed document. It sees what a guest in the jail sees: packets, the
 * config, codeckit. Every byte is copied out, because a codec may go on writing into what it gave.
 */
const post = globalThis.postMessage.bind(globalThis);
const nothing = () => undefined;
globalThis.console = Object.freeze({ log: nothing, info: nothing, warn: nothing, error: nothing, debug: nothing });

function send(index, value, frameBytes) {
  const kind = value === null ? 'null' : typeof value;
  if (!(value instanceof Uint8Array)) throw new TypeError(`frame ${index}: expected Uint8Array, got ${kind}`);
  if (value.length !== frameBytes) {
    throw new RangeError(`frame ${index}: expected ${frameBytes} bytes, got ${value.length}`);
  }
  const frame = new Uint8Array(value).buffer;
  post({ kind: 'frame', frame }, [frame]);
}

function framesOf(value, { frameBytes, config }) {
  if (Array.isArray(value)) return value.map((each) => (each instanceof Uint8Array ? each : each?.data));
  if (!(value instanceof Uint8Array)) throw new TypeError('expected Uint8Array or an array of frames');
  if (value.length !== frameBytes * config.frame_count) {
    throw new RangeError(`expected ${frameBytes * config.frame_count} bytes, got ${value.length}`);
  }
  return Array.from({ length: config.frame_count }, (_, index) =>
    value.subarray(index * frameBytes, (index + 1) * frameBytes),
  );
}

function decode(labDecode, job) {
  const { api, packets, config, frameBytes } = job;
  if (api === 'video') {
    framesOf(labDecode(packets[0], config), job).forEach((frame, index) => send(index, frame, frameBytes));
    return;
  }
  packets.forEach((packet, index) => {
    try {
      send(index, labDecode(packet, index, config), frameBytes);
    } catch (error) {
      throw new Error(`frame ${index}: ${error?.message ?? error}`, { cause: error });
    }
  });
}

globalThis.onmessage = async ({ data: { codec, job } }) => {
  try {
    const { labDecode } = await import(codec);
    post({ kind: 'ready' });
    decode(labDecode, { ...job, config: Object.freeze(job.config) });
    post({ kind: 'done' });
  } catch (error) {
    post({ kind: 'failed', message: String(error?.message ?? error) });
  }
};
