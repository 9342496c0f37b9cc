/** Packets as they enter and leave a guest: each behind its length, four bytes little-endian. */

const HEADER_BYTES = 4;

export function joinPackets(packets: readonly Uint8Array[]): Uint8Array {
  const total = packets.reduce((sum, packet) => sum + HEADER_BYTES + packet.length, 0);
  const joined = new Uint8Array(total);
  const view = new DataView(joined.buffer);
  let offset = 0;
  for (const packet of packets) {
    view.setUint32(offset, packet.length, true);
    joined.set(packet, offset + HEADER_BYTES);
    offset += HEADER_BYTES + packet.length;
  }
  return joined;
}

/** Reads packets that a guest wrote; undefined when the bytes are not exactly `count` packets. */
export function splitPackets(bytes: Uint8Array, count: number): Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (packets.length === count || offset + HEADER_BYTES > bytes.length) return undefined;
    const end = offset + HEADER_BYTES + view.getUint32(offset, true);
    if (end > bytes.length) return undefined;
    packets.push(bytes.subarray(offset + HEADER_BYTES, end));
    offset = end;
  }
  return packets.length === count ? packets : undefined;
}
