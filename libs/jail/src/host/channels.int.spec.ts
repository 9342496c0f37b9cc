import { decodeJob, encodeJob, makeClip, makeHome, removeClips, type Clip } from './fixture.testing.ts';
import type { JailResult } from './job.ts';
import { openJail, type Jail } from './open-jail.ts';
import { testedTiers } from './use-jail.testing.ts';

/** Bits that an encoder tries to hand to its decoder beside the packets; a fixed sequence, so that both know it. */
const BITS = 4096;
/** A channel carries less than this, beyond what guessing gives. */
const MOST_BITS = 64;

const COMMON = `
import os, time
import numpy as np
BITS = np.random.default_rng(11).integers(0, 2, ${BITS})
def grey(config): return np.full((config["height"], config["width"], 3), 120, np.uint8)
def compress_video_frame(frame, frame_index, config):
    if frame_index == 0: send()
    return b"x"
def report(got):
    print("GOT", "".join(map(str, np.asarray(got).astype(int))))
def by_time(look):
    """The bits whose look took less than the middle of all times."""
    times = np.empty(${BITS})
    for i in range(${BITS}):
        start = time.perf_counter_ns(); look(i); times[i] = time.perf_counter_ns() - start
    return times < np.median(times)
def decompress_video_frame(data, frame_index, config):
    if frame_index == 0: receive()
    return grey(config)
`;

/** How each channel is written and read. None needs anything that an ordinary program may not do. */
const CHANNELS: Readonly<Record<string, string>> = {
  'names that do not exist, in the directory cache': `
def name(i): return os.path.join(os.path.dirname(os.__file__), f"no-such-file-{i}")
def send():
    for i in np.flatnonzero(BITS): os.access(name(i), 0)
def receive(): report(by_time(lambda i: os.access(name(i), 0)))
`,
  'pages of a file, in the page cache': `
FILES = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.dirname(os.__file__)) for name in names]
PATH = max((path for path in FILES if os.path.isfile(path)), key=os.path.getsize)
PAGES = min(${BITS}, os.path.getsize(PATH) // 4096)
def fresh():
    file = os.open(PATH, os.O_RDONLY)
    try:
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_RANDOM)
    except OSError: pass
    return file
def send():
    file = fresh()
    try: os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    except OSError: pass
    for i in np.flatnonzero(BITS[:PAGES]): os.pread(file, 1, int(i) * 4096)
def receive():
    file = fresh()
    report(by_time(lambda i: os.pread(file, 1, i * 4096) if i < PAGES else None))
`,
  'counters of the whole host': `
COUNTERS = ["/proc/vmstat", "/proc/stat", "/proc/meminfo", "/proc/loadavg", "/proc/interrupts", "/proc/sys/fs/dentry-state", "/proc/sys/fs/file-nr", "/proc/uptime", "/proc/diskstats", "/proc/zoneinfo"]
def send(): pass
def receive():
    for path in COUNTERS:
        try: open(path, "rb").read(1); print("READ", path)
        except OSError: pass
    report(np.zeros(${BITS}))
`,
  'names below the lab’s own folders': `
def send():
    for i in np.flatnonzero(BITS): os.access(f"/lab/packages/no-such-module-{i}", 0)
def receive(): report(by_time(lambda i: os.access(f"/lab/packages/no-such-module-{i}", 0)))
`,
  // The host counts nameless files up. The encoder stops where the last digits of the next number are the message.
  'inode numbers of pipes': `
DIGITS = 12
def number():
    ends = os.pipe()
    try: return os.fstat(ends[0]).st_ino
    finally: [os.close(end) for end in ends]
def send():
    wanted = int("".join(map(str, BITS[:DIGITS])), 2)
    for _ in range(3 << DIGITS):
        if number() % (1 << DIGITS) == wanted: break
def receive():
    try: last = number() - 1
    except OSError: last = 0
    report([last >> (DIGITS - 1 - i) & 1 for i in range(DIGITS)])
`,
  // The decoder comes when the encoder is gone: only what the processor and the scheduler remember could tell.
  'the times of a busy loop': `
def spin(count):
    for _ in range(count): pass
def send():
    for bit in BITS: spin(4000 if bit else 40)
def receive(): report(by_time(lambda i: spin(400)))
`,
};

/** The sequence that candidates send, as numpy's generator makes it, is recovered from the encoder's own log. */
const SAY_BITS = '\nif "SENT" not in globals():\n    SENT = 1\n    print("SENT", "".join(map(str, BITS)))\n';

function bitsAfter(word: string, log: string): string {
  const found = new RegExp(`^${word} ([01]+)$`, 'm').exec(log)?.[1];
  if (found === undefined) throw new Error(`the candidate did not say what it ${word}: ${log.slice(0, 500)}`);
  return found;
}

/** Bits that the reader learns: length times one minus the entropy of an error, after Shannon. */
function learned(sent: string, got: string): number {
  const errors = [...sent].filter((bit, index) => bit !== got[index]).length / sent.length;
  const entropy = [errors, 1 - errors].reduce((sum, p) => (p === 0 ? sum : sum - p * Math.log2(p)), 0);
  return sent.length * (1 - entropy);
}

const failureOf = (result: JailResult): string =>
  result.outcome === 'ok' ? 'ok' : `${result.outcome}: ${result.cause.message}`;

const table: string[] = [];
afterAll(async () => {
  await removeClips();
  process.stdout.write(`\nchannel × tier × bits learned\n${table.join('\n')}\n`);
});

/** In C the host's tree shows through, and its results say so. */
const TIERS = testedTiers('channels through the host').filter((tier) => tier === 'A' || tier === 'B');

describe.each(TIERS)('in tier %s a decoder', (tier) => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let jail: Jail;
  let clip: Clip;
  beforeAll(async () => {
    home = await makeHome();
    jail = await openJail({ home: home.path, tier });
    clip = await makeClip();
  });
  afterAll(async () => {
    await jail.close();
    await home.remove();
  });

  it.each(Object.entries(CHANNELS))('learns nothing by %s', async (name, code) => {
    const encode = await jail.run(encodeJob(COMMON + code + SAY_BITS, clip));
    expect(failureOf(encode)).toBe('ok');
    expect(encode.files).toBe('private');
    const packets = encode.outcome === 'ok' ? encode.packets : [];
    const decode = await jail.run(decodeJob(COMMON + code, clip, packets));
    expect(failureOf(decode)).toBe('ok');
    expect(decode.log).not.toContain('READ');
    const got = bitsAfter('GOT', decode.log);
    const bits = learned(bitsAfter('SENT', encode.log).slice(0, got.length), got);
    table.push(`${name}  ${tier}  ${bits.toFixed(1)} of ${got.length}`);
    expect(bits).toBeLessThan(MOST_BITS);
  });
});
