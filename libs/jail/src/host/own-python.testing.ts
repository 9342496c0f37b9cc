import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A virtual environment of Debian's Python with two packages of its own. */
export async function makeOwnPython(): Promise<{
  readonly folder: string;
  readonly python: string;
  remove(): Promise<void>;
}> {
  const folder = await mkdtemp('/var/tmp/codecsmith-python-'); // guests have a /tmp of their own
  await chmod(folder, 0o755);
  execFileSync('/usr/bin/python3', ['-m', 'venv', '--without-pip', '--system-site-packages', join(folder, 'own')]);
  const python = join(folder, 'own', 'bin', 'python3');
  const script = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const packages = execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim();
  for (const name of ['wanted', 'other']) {
    mkdirSync(join(packages, name));
    writeFileSync(join(packages, name, '__init__.py'), `HOME = "${folder}"\n`);
  }
  return { folder, python, remove: () => rm(folder, { recursive: true }) };
}
