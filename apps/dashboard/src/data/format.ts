/** Numbers as people read them; a value that is absent is a dash, never a zero. */
const number = (value: number | null | undefined, digits: number, unit: string): string =>
  value === null || value === undefined ? '–' : `${value.toFixed(digits)}${unit}`;

export const kbps = (value: number | null | undefined) =>
  number(value, value !== null && value !== undefined && value < 100 ? 1 : 0, '');
export const percent = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : `${value > 0 ? '+' : ''}${value.toFixed(1)} %`;
export const bytes = (value: number) =>
  value < 10_000
    ? `${value} B`
    : value < 10_000_000
      ? `${(value / 1000).toFixed(1)} kB`
      : `${(value / 1e6).toFixed(1)} MB`;
export const time = (iso: string) =>
  new Date(iso).toLocaleString(undefined, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
export const clock = (iso: string) => new Date(iso).toLocaleTimeString(undefined, { hour12: false });
export const short = (id: string, length = 10) => (id.length <= length ? id : `${id.slice(0, length)}…`);
/** Ids that the ledger made up by their beginning, names that people or campaigns chose whole. */
export const shortId = (id: string) => (/^exp-[0-9a-f]{20}$/.test(id) ? short(id, 12) : id);
export const fps = (frames: number, wallMs: number) => (wallMs > 0 ? ((frames * 1000) / wallMs).toFixed(1) : '–');
export const duration = (ms: number) =>
  ms < 60_000
    ? `${Math.max(0, Math.round(ms / 1000))} s`
    : ms < 7_200_000
      ? `${Math.round(ms / 60_000)} min`
      : `${(ms / 3_600_000).toFixed(1)} h`;
