/**
 * The guest's side of the pipes to the supervisor: the same as in guest/python/channel.py.
 * Where only the standard descriptors get in (gVisor), messages come by 0 and go by 1, what is printed goes by 2, and
 * input and output travel with the messages.
 * Every message is one byte of kind, four bytes of length (little-endian) and that many bytes.
 */
import { closeSync, readSync, writeSync } from 'node:fs';

const OVER_PIPES = process.argv.includes('over-pipes');
const MESSAGES_IN = OVER_PIPES ? 0 : 3;
const MESSAGES_OUT = OVER_PIPES ? 1 : 4;
const LOG = OVER_PIPES ? 2 : 1;
const INPUT = 5;
const OUTPUT = 6;
const MAX_READ = 1 << 26;
const OUTPUT_PART_BYTES = 1 << 15;
/** Input that came with the job. */
let fetched;

function readExactly(fd, length, position) {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let offset = 0; offset < length;) {
    const at = position === null ? null : position + offset;
    const count = readSync(fd, bytes, offset, Math.min(length - offset, MAX_READ), at);
    if (count === 0) process.exit(0); // the supervisor is gone, or has no work for this process
    offset += count;
  }
  return bytes;
}

/** The next message from the supervisor. */
export function receive() {
  const length = readExactly(MESSAGES_IN, 4, null).readUInt32LE(0);
  return JSON.parse(readExactly(MESSAGES_IN, length, null).toString('utf8'));
}

/** Takes in the input that follows a job where no file can be shared. Nothing more will come. */
export function fetchInput(length) {
  if (OVER_PIPES) fetched = readExactly(MESSAGES_IN, length, null);
  closeSync(MESSAGES_IN);
}

/** Bytes of the sealed input, a private copy. */
export function readInput(length, position) {
  if (fetched === undefined) return readExactly(INPUT, length, position);
  const bytes = Buffer.allocUnsafeSlow(length);
  fetched.copy(bytes, 0, position);
  return bytes;
}

function send(kind, payload) {
  const message = Buffer.alloc(5 + payload.length);
  message.write(kind, 0, 'latin1');
  message.writeUInt32LE(payload.length, 1);
  payload.copy(message, 5);
  for (let offset = 0; offset < message.length;) offset += writeSync(MESSAGES_OUT, message, offset);
}

export const sendReady = (description) => send('R', Buffer.from(JSON.stringify(description)));
/** Says that the job has arrived: from here on the candidate answers for how this process ends. */
export const sendTaken = () => send('T', Buffer.alloc(0));
export const sendFailure = (failure) => send('X', Buffer.from(JSON.stringify(failure)));

export function sendFrameDone(index) {
  const payload = Buffer.alloc(4);
  payload.writeUInt32LE(index);
  send('F', payload);
}

export function sendDone(length, packets) {
  const payload = Buffer.alloc(12);
  payload.writeBigUInt64LE(BigInt(length));
  payload.writeUInt32LE(packets, 8);
  send('D', payload);
}

/** Writes all of `bytes` at `offset` and returns the offset behind them. */
export function writeOutput(bytes, offset) {
  if (OVER_PIPES) return deliver(bytes, offset);
  for (let written = 0; written < bytes.length;) {
    written += writeSync(OUTPUT, bytes, written, bytes.length - written, offset + written);
  }
  return offset + bytes.length;
}

/** Sends output, which is always written in order. */
function deliver(bytes, offset) {
  for (let sent = 0; sent < bytes.length; sent += OUTPUT_PART_BYTES) {
    send('O', Buffer.from(bytes.subarray(sent, sent + OUTPUT_PART_BYTES)));
  }
  return offset + bytes.length;
}

export function print(text) {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length;) offset += writeSync(LOG, bytes, offset);
}
