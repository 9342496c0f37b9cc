import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What of a lockfile entry is needed here. */
interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

const INTRODUCTION = `# Licences

Made from \`package-lock.json\` by \`npm run licences\`. These are the npm packages that a running lab may load, on any platform; tools that only build and test it are left out. Codecsmith itself is under the Apache License 2.0, see \`LICENSE\`.

Programs that the lab starts and does not bring (ffmpeg, nats-server, Postgres, bubblewrap, Python and its libraries) have the licences of those who installed them. Debian's ffmpeg is under the GPL, with x264 and x265.
`;

const LESSER_GPL = `## Notice for LGPL parts

Images are read and written by [libvips](https://github.com/libvips/libvips) and the libraries it links, which [sharp](https://github.com/lovell/sharp) brings as packages of their own, under the GNU Lesser General Public License, version 3 or later. They are used unchanged and linked dynamically: to run the lab with another build of libvips, replace the file in the package named here, or install libvips and build sharp from source. Their source text, with the way they are built, is at <https://github.com/lovell/sharp-libvips>; the licence is at <https://www.gnu.org/licenses/lgpl-3.0.html>.
`;

/**
 * The page of licences.
 *
 * @param root folder of the checkout, with `package-lock.json` and `node_modules`
 * @throws Error when a package names no licence
 */
export function licencesPage(root: string): string {
  const shipped = shippedPackages(root);
  const licences = [...new Set(shipped.map(({ licence }) => licence))].sort();
  return [
    INTRODUCTION,
    LESSER_GPL,
    rows(shipped.filter(({ licence }) => licence.includes('LGPL'))),
    `## All ${shipped.length} packages`,
    '',
    '| licence | packages |',
    '| --- | --- |',
    ...licences.map((licence) => `| ${licence} | ${shipped.filter((each) => each.licence === licence).length} |`),
    '',
    rows(shipped),
  ].join('\n');
}

const rows = (packages: readonly ShippedPackage[]): string =>
  [
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    '',
  ].join('\n');

function shippedPackages(root: string): ShippedPackage[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const found = new Map<string, ShippedPackage>();
  for (const [folder, { version = '', license, dev, link }] of Object.entries(lock.packages)) {
    if (!folder.includes('node_modules/') || dev === true || link === true) continue;
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = license ?? licenceInside(join(root, folder));
    if (licence === undefined) throw new Error(`${name} ${version} names no licence, in the lockfile or in itself`);
    found.set(`${name} ${version}`, { name, version, licence });
  }
  return [...found.values()].sort((one, other) => order(one, other));
}

const order = (one: ShippedPackage, other: ShippedPackage): number =>
  one.name < other.name || (one.name === other.name && one.version < other.version) ? -1 : 1;

/** Older packages list their licences, which npm does not copy into the lockfile. */
function licenceInside(folder: string): string | undefined {
  const { licenses = [] } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    licenses?: readonly { readonly type: string }[];
  };
  return licenses.length === 0 ? undefined : licenses.map(({ type }) => type).join(' OR ');
}
