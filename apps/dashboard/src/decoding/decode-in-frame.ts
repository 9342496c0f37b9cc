import type { Api, CodecConfig } from '@codecsmith/codec';

/** What a decoder is given, as in the lab's jail. */
interface DecodeJob {
  readonly api: Api;
  readonly packets: readonly Uint8Array[];
  readonly config: CodecConfig;
  /** Bytes of a frame in the codec's colour. */
  readonly frameBytes: number;
}

interface Decoding {
  /** JSON of the modules, which only the frame reads. */
  readonly decoder: ArrayBuffer;
  readonly job: DecodeJob;
  readonly signal: AbortSignal;
  /** Called once the modules are loaded, before the first packet. */
  readonly onReady: () => void;
  readonly onFrame: (frame: Uint8Array) => void;
}

type Message = { readonly kind: 'ready' | 'done' } | { readonly kind: 'failed'; readonly message: string };
type FromFrame = Message | { readonly kind: 'frame'; readonly frame: ArrayBuffer };

/**
 * Runs a candidate's decoder in a worker of a sandboxed frame that has no cookie and no network, and ends with it.
 *
 * @throws Error with what the decoder or the browser said; the signal's reason once it is aborted
 */
export async function decodeInFrame(decoding: Decoding): Promise<void> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.hidden = true;
  frame.title = 'Decoder';
  frame.src = '/decoder';
  try {
    await loaded(frame, decoding.signal);
    await talk(frame, decoding);
  } finally {
    frame.remove();
  }
}

function loaded(frame: HTMLIFrameElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    frame.addEventListener('load', () => resolve(), { once: true });
    signal.addEventListener('abort', () => reject(reasonOf(signal)), { once: true });
    document.body.append(frame);
  });
}

const reasonOf = ({ reason }: AbortSignal): Error => (reason instanceof Error ? reason : new Error('stopped'));

function talk(frame: HTMLIFrameElement, { decoder, job, signal, onReady, onFrame }: Decoding): Promise<void> {
  const { port1: ours, port2: theirs } = new MessageChannel();
  return new Promise<void>((resolve, reject) => {
    let frames = 0;
    const take = (message: FromFrame): void => {
      if (message.kind === 'ready') onReady();
      else if (message.kind === 'failed') throw new Error(`the decoder failed: ${message.message}`);
      else if (message.kind === 'frame') {
        if (message.frame.byteLength !== job.frameBytes || frames === job.config.frame_count) {
          throw new Error(`the decoder sent ${message.frame.byteLength} bytes after ${frames} frames`);
        }
        frames += 1;
        onFrame(new Uint8Array(message.frame));
      } else if (frames === job.config.frame_count) resolve();
      else throw new Error(`the decoder ended after ${frames} of ${job.config.frame_count} frames`);
    };
    ours.onmessage = ({ data }: MessageEvent<FromFrame>) => {
      try {
        take(data);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    signal.addEventListener('abort', () => reject(reasonOf(signal)), { once: true });
    // A sandboxed document has no origin to name; it is the lab's own, and knows no other sender.
    frame.contentWindow?.postMessage({ decoder, job }, '*', [theirs]);
  }).finally(() => ours.close());
}
