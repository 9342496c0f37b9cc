/**
 * The guest's side of the pipes to the supervisor: the same as in guest/python/channel.py.
 * Every message is one byte of kind, four bytes of length (little-endian) and that many bytes.
 */
import { readSync, writeSync } from 'node:fs';

export const MESSAGES_IN = 3;
const MESSAGES_OUT = 4;
export const INPUT = 5;
const OUTPUT = 6;
const MAX_READ = 1 << 26;

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

/** Bytes of the sealed input. */
export const readInput = (length, position) => readExactly(INPUT, length, position);

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
  for (let written = 0; written < bytes.length;) {
    written += writeSync(OUTPUT, bytes, written, bytes.length - written, offset + written);
  }
  return offset + bytes.length;
}

export function print(text) {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length;) offset += writeSync(1, bytes, offset);
}
