import fc from 'fast-check';
import { joinPackets, splitPackets } from './packets.ts';

describe('packets on their way in and out of a guest', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (packets) => {
        expect(splitPackets(joinPackets(packets), packets.length)).toEqual(packets);
      }),
    );
  });

  it('are refused when there are more, fewer, or bytes that belong to none', () => {
    const joined = joinPackets([new Uint8Array(3), new Uint8Array(0)]);
    expect(splitPackets(joined, 1)).toBeUndefined();
    expect(splitPackets(joined, 3)).toBeUndefined();
    expect(splitPackets(joined.subarray(0, -1), 2)).toBeUndefined();
    expect(splitPackets(Uint8Array.of(255, 255, 255, 255, 0), 1)).toBeUndefined();
  });
});
