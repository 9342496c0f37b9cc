/* global WORKER */

/**
 * The sandboxed document between a page of the lab and a candidate's decoder. Its origin is its own, so it has no cookie
 * and no storage of the lab; its policy lets neither it nor its worker reach a network. `WORKER` is the worker's text.
 */
const MOST_CHARACTERS = 2000;

const urlOf = (text) => URL.createObjectURL(new globalThis.Blob([text], { type: 'text/javascript' }));

/** Modules come with each behind those it imports: a number names one of them. */
function codecUrl({ modules }) {
  const urls = [];
  for (const pieces of modules) {
    urls.push(urlOf(pieces.map((piece) => (typeof piece === 'number' ? JSON.stringify(urls[piece]) : piece)).join('')));
  }
  return urls.at(-1);
}

/** Passes on what the page expects, and nothing else: the worker belongs to the candidate. */
function relay(port, { kind, frame, message } = {}) {
  if (kind === 'ready' || kind === 'done') port.postMessage({ kind });
  if (kind === 'frame' && frame instanceof ArrayBuffer) port.postMessage({ kind, frame }, [frame]);
  if (kind === 'failed') port.postMessage({ kind, message: String(message).slice(0, MOST_CHARACTERS) });
}

function start({ decoder, job }, port) {
  const fail = (message) => relay(port, { kind: 'failed', message });
  try {
    const codec = codecUrl(JSON.parse(new globalThis.TextDecoder().decode(decoder)));
    // Chromium starts no module workers in a document with an origin of its own; a classic one imports modules all the same.
    const worker = new globalThis.Worker(urlOf(WORKER));
    worker.onmessage = ({ data }) => relay(port, data ?? {});
    worker.onmessageerror = () => fail('the decoder sent what cannot be read');
    worker.onerror = ({ message }) => fail(message ?? 'the worker could not be started');
    worker.postMessage({ codec, job });
  } catch (error) {
    fail(error.message);
  }
}

globalThis.onmessage = ({ source, data, ports: [port] }) => {
  if (source !== globalThis.parent || port === undefined) return;
  globalThis.onmessage = null;
  start(data, port);
};
