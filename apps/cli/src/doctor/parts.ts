/** One part that the lab uses: how to find its version, what it is for. */
export interface Part {
  readonly name: string;
  /** Program and arguments that print a version. */
  readonly probe: readonly [string, ...string[]];
  /** Where in the output the version stands. */
  readonly version: RegExp;
  readonly enables: string;
  readonly without: string;
  /** Debian package. */
  readonly package: string;
  /** Missing, it stops the main job. */
  readonly required: boolean;
}

const pythonModule = (name: string): Part['probe'] => [
  '/usr/bin/python3',
  '-c',
  `import importlib.metadata, ${name}; print(${name}.__version__)`,
];

const ANY_VERSION = /(\d+(?:\.\d+)+)/;

/** Every part, with the ffmpeg that the settings name. */
export const partsWith = (ffmpeg: string): Part[] =>
  PARTS.map((part) => (part.name === 'ffmpeg' ? { ...part, probe: [ffmpeg, '-version'] } : part));

/** The required ones first. */
const PARTS: readonly Part[] = [
  {
    name: 'python3',
    probe: ['/usr/bin/python3', '--version'],
    version: ANY_VERSION,
    enables: 'runs Python codecs in the jail',
    without: 'no Python codec runs',
    package: 'python3',
    required: true,
  },
  {
    name: 'numpy',
    probe: pythonModule('numpy'),
    version: ANY_VERSION,
    enables: 'frames reach Python codecs as arrays',
    without: 'no Python codec runs',
    package: 'python3-numpy',
    required: true,
  },
  {
    name: 'bubblewrap',
    probe: ['bwrap', '--version'],
    version: ANY_VERSION,
    enables: 'the jail around every codec',
    without: 'a weaker jail, or none: executors refuse work unless a setting allows it',
    package: 'bubblewrap',
    required: true,
  },
  {
    name: 'ffmpeg',
    probe: ['ffmpeg', '-version'],
    version: /ffmpeg version (\S+)/,
    enables: 'decoding clips, SSIM, anchor encoders',
    without: 'no clip can be added, nothing is measured',
    package: 'ffmpeg',
    required: true,
  },
  {
    name: 'nats-server',
    probe: ['nats-server', '--version'],
    version: ANY_VERSION,
    enables: "the lab's own bus",
    without: 'set LAB_NATS_URL to a server with JetStream, 2.9.10 or newer',
    package: 'nats-server',
    required: true,
  },
  {
    name: 'torch',
    probe: pythonModule('torch'),
    version: ANY_VERSION,
    enables: 'codecs that import torch',
    without: 'those codecs are rejected with the reason',
    package: 'python3-torch',
    required: false,
  },
  {
    name: 'opencv',
    probe: pythonModule('cv2'),
    version: ANY_VERSION,
    enables: 'codecs of the track "open" that import cv2',
    without: 'those codecs are rejected with the reason',
    package: 'python3-opencv',
    required: false,
  },
  {
    name: 'pillow',
    probe: pythonModule('PIL'),
    version: ANY_VERSION,
    enables: 'codecs of the track "open" that import PIL',
    without: 'those codecs are rejected with the reason',
    package: 'python3-pil',
    required: false,
  },
  {
    name: 'gvisor',
    probe: ['runsc', '--version'],
    version: ANY_VERSION,
    enables: 'the strict tier of the jail, where LAB_EXECUTOR_TIER asks for it',
    without: 'tiers A to C of the jail; the tests of the strict one are skipped by name',
    package: 'runsc',
    required: false,
  },
  {
    name: 'chromium',
    probe: ['chromium', '--version'],
    version: ANY_VERSION,
    enables: 'tests of the dashboard in a browser',
    without: 'those tests are skipped by name',
    package: 'chromium',
    required: false,
  },
];
