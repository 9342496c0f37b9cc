/** Files of the host that a guest may see, at the places where it sees them. */
export interface Closure {
  /** Executable that runs the guest. */
  readonly interpreter: string;
  /** Folders (or single modules) shown at their own path. */
  readonly folders: readonly string[];
  /** Folders inside those, full of other packages, that are covered up. */
  readonly hidden: readonly string[];
  /** The same as `folders` without `hidden`, path by path: for walls that cannot cover up. */
  readonly entries: readonly string[];
  /** Single files; `target` is the name under which the dynamic loader asks for `source`. */
  readonly files: readonly { readonly target: string; readonly source: string }[];
  /** Folders that the guest looks for packages in. Only listed, never shown whole. */
  readonly path: readonly string[];
  /** Modules that the host lacks, with the reason. */
  readonly missing: Readonly<Record<string, string>>;
}

/** Libraries that are video or picture codecs: within the `pure` track none may be loadable. */
const CODEC_LIBRARIES = [
  'x264', 'x265', 'avcodec', 'avformat', 'avfilter', 'aom', 'SvtAv1Enc', 'SvtAv1Dec', 'dav1d', 'rav1e', 'vpx',
  'openjp2', 'webp', 'webpmux', 'jxl', 'heif', 'de265', 'xvidcore', 'theora', 'theoraenc', 'theoradec', 'openh264',
  'kvazaar', 'mfx', 'vpl', 'jpeg', 'turbojpeg', 'tiff', 'OpenEXR', 'charls', 'avif', 'jasper', 'vmaf',
  'opencv_imgcodecs', 'opencv_videoio', 'gstvideo',
] as const; // prettier-ignore

const libraryName = (path: string): string | undefined => /(?:^|\/)lib([^/]+?)(?:-[\d.]+)?\.so/.exec(path)?.[1];

/** Codec libraries that a closure would let in, by file; empty for one that is fit for the `pure` track. */
export function codecLibraries(closure: Closure): string[] {
  const names = new Set<string>(CODEC_LIBRARIES);
  return closure.files.map(({ target }) => target).filter((target) => names.has(libraryName(target) ?? ''));
}

/** Parts of a Python that no codec needs: tests, programs for people, means to compile. `config-` holds the library once more. */
const UNNEEDED = /^(tests?|idlelib|tkinter|turtledemo|ensurepip|lib2to3|pydoc_data|f2py|include|config-.*)$/;

/** False for folders (by name) that are left out when a closure is copied for one guest. */
export const isNeededFolder = (name: string): boolean => !UNNEEDED.test(name);
