import type { RawLayout } from '../run/import-clip.ts';

/** A public test sequence that people with a network can fetch. */
export interface KnownSequence {
  readonly name: string;
  readonly shows: string;
  /** Its file below {@link SEQUENCES_URL}. */
  readonly file: string;
  /** As libvpx publishes it in `test/test-data.sha1`. */
  readonly sha1: string;
  /** Of files that hold bare planes. */
  readonly raw?: RawLayout;
}

/** Test data of libvpx; none of it was compressed. */
export const SEQUENCES_URL = 'https://storage.googleapis.com/downloads.webmproject.org/test/vpx/';

const planes = (width: number, height: number): RawLayout => ({
  ...{ width, height, pixelFormat: 'yuv420p', fps: { num: 30, den: 1 } },
});

export const KNOWN_SEQUENCES: readonly KnownSequence[] = [
  {
    ...{ name: 'niklas-720p', shows: 'a talking head, 1280x720', file: 'niklas_1280_720_30.y4m' },
    sha1: '9cfc855459e7549fd015c79e8eca512b2f2cb7e3',
  },
  {
    ...{ name: 'niklas-vga', shows: 'a talking head, 640x480', file: 'niklas_640_480_30.yuv' },
    ...{ sha1: '70894878d916a599842d9ad0dcd24e10c13e5467', raw: planes(640, 480) },
  },
  {
    ...{ name: 'tacoma-narrows', shows: 'film of 1940, grain, 640x480', file: 'tacomanarrows_640_480_30.yuv' },
    ...{ sha1: '8784b6df2d8cc946195a90ac00540500d2e522e4', raw: planes(640, 480) },
  },
  {
    ...{ name: 'collage-cif', shows: 'a collage of moving pictures, 352x288', file: 'hantro_collage_w352h288.yuv' },
    ...{ sha1: 'd5dfb0151c9051f8c85999255645d7a23916d3c0', raw: planes(352, 288) },
  },
  {
    ...{ name: 'screen-data', shows: 'a screen, 640x480', file: 'screendata.y4m' },
    sha1: '717da707afcaa1f692ff1946f291054eb75a4f06',
  },
  {
    ...{ name: 'desktop-credits', shows: 'a screen with scrolling text', file: 'desktop_credits.y4m' },
    sha1: '5b5763b388b1b52a81bb82b39f7ec25c4bd3d0e1',
  },
  {
    ...{ name: 'park-joy-90p', shows: 'people and trees, 160x90', file: 'park_joy_90p_8_420.y4m' },
    sha1: '4e0eb61e76f0684188d9bc9f3ce61f6b6b77bb2c',
  },
  {
    ...{ name: 'rush-hour-444', shows: 'traffic in haze, 4:4:4', file: 'rush_hour_444.y4m' },
    sha1: 'b1f1c3ec79114b9a0651af24ce634afb44a9a419',
  },
];
