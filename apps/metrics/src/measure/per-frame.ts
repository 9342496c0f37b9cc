import { frameMetrics, type FrameMetrics, type PlanesMeasurement } from '@codecsmith/media';

/** One frame of a run. `bytes` is the frame's packet with its length, null where one packet holds the whole clip. */
export type FrameFigures = FrameMetrics & { readonly bytes: number | null };

/** The per-frame series of a run, in frame order; the bytes of all frames and the quality byte make up the rate. */
export const perFrameSeries = (measured: PlanesMeasurement, packets: readonly Uint8Array[] | null): FrameFigures[] =>
  frameMetrics(measured).map((frame, index) => ({ bytes: packetBytes(packets?.[index]), ...frame }));

function packetBytes(packet: Uint8Array | undefined): number | null {
  if (packet === undefined) return null;
  let lengthBytes = 1;
  for (let rest = packet.length; rest >= 128; rest = Math.floor(rest / 128)) lengthBytes += 1;
  return lengthBytes + packet.length;
}
