import { dirname, join } from 'node:path';
import { ffmpegCapabilities, MediaToolError, noIsolation, toolVersions, vmafTool } from '@codecsmith/media';
import { Command } from 'commander';
import { examine, type Finding } from '../doctor/examine.ts';
import { fetchVmaf, vmafPackage } from '../doctor/install-vmaf.ts';
import { checkGivenServers, serverLines } from '../doctor/given-servers.ts';
import { mediaLines, type Media } from '../doctor/media-text.ts';
import { partsWith } from '../doctor/parts.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import { labDiskTrouble } from '../lab/disk.ts';
import { labPaths, labState, type LabState } from '../lab/running-lab.ts';
import { mediaTools } from '../media-tools.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { jsonOption, oneOf } from './options.ts';

const INSTALLABLE = ['vmaf'] as const;

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('each part, its version, what it enables, and what happens without it')
    .option(
      '--install <part>',
      `fetch an optional part and say its licence: ${INSTALLABLE.join(', ')} (an ffmpeg with libvmaf, for its metrics alone)`,
      oneOf('install', INSTALLABLE),
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith doctor\n  ./codecsmith doctor --install vmaf')
    .action(({ install, json }: { install?: (typeof INSTALLABLE)[number]; json?: true }) =>
      install === undefined ? showParts({ json }) : installVmaf({ json }),
    );

/** Never done by itself: what comes is under another licence, and large. */
async function installVmaf({ json }: { json?: true | undefined }): Promise<void> {
  const target = labPaths().vmaf;
  const { name, version, license, sha256 } = vmafPackage();
  printNote(`fetching ${name} ${version} by npm; its licence is ${license}`);
  await fetchVmaf(vmafPackage(), target);
  const tool = await vmafTool({ ffmpeg: target });
  if (tool === undefined) throw new CommandError(EXIT.failed, `${target} runs, but has no libvmaf`);
  const licence = join(dirname(target), 'LICENSE');
  if (json) printJson({ package: name, version, license, licence, sha256, path: target, says: tool.version });
  else {
    printLine(`${target}  ${tool.version}`);
    printLine(`licence: ${license}, in ${licence}; sha256 ${sha256}, as pinned`);
    printLine('measured with it from now on: vmaf, vmaf_neg, ssim_y_libvmaf; nothing else runs it');
    printLine(`to remove it: rm -r ${dirname(target)}`);
  }
}

async function showParts({ json }: { json?: true | undefined }): Promise<void> {
  const node: Finding = {
    ...{ name: 'node', version: process.versions.node, problem: null, required: true, package: 'nodejs' },
    ...{ enables: 'every service', without: 'nothing runs' },
  };
  const parts = [node, ...(await Promise.all(partsWith(mediaTools().ffmpeg).map(examine)))];
  const lab = await labState();
  const media = await mediaOfFfmpeg();
  const disk = await labDiskTrouble();
  const servers = await checkGivenServers();
  if (json) printJson({ parts, media, lab, disk, servers });
  else {
    printText(parts, media, lab, disk);
    for (const line of serverLines(servers)) printLine(line);
  }
  const lacks = parts.some((part) => part.required && part.version === null);
  const misfits = servers.some(({ problems }) => problems.length > 0);
  process.exitCode = lacks || misfits ? EXIT.missingPart : EXIT.ok;
}

/** Null where there is no ffmpeg that answers; the list of parts says so then. */
async function mediaOfFfmpeg(): Promise<Media | null> {
  const tools = mediaTools();
  try {
    const { vmaf = null } = await toolVersions(tools);
    return { ...(await ffmpegCapabilities(tools)), noIsolation: await noIsolation(tools.ffmpeg), vmaf };
  } catch (error) {
    if (error instanceof MediaToolError) return null;
    throw error;
  }
}

function printText(parts: readonly Finding[], media: Media | null, lab: LabState, disk: string | null): void {
  const rows = parts.map((part) => [
    part.version === null ? (part.required ? 'MISSING' : 'absent') : 'ok',
    part.name,
    part.version ?? part.problem ?? '',
    part.version === null ? `without: ${part.without}` : part.enables,
  ]);
  printLine(renderTable([{ title: '' }, { title: 'part' }, { title: 'version' }, { title: 'what for' }], rows));
  if (media !== null) printLine(`\n${mediaLines(media).join('\n')}`);
  printLine(`\nlab home  ${lab.home}`);
  if (disk !== null) printLine(disk);
  printLine(`lab       ${lab.running ? `running at ${lab.apiUrl}` : 'not running'}`);
  const missing = parts.filter((part) => part.version === null).map((part) => part.package);
  if (missing.length > 0) printLine(`\nto install what is missing:\n  sudo apt-get install -y ${missing.join(' ')}`);
}
