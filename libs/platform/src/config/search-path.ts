/** Where programs are looked up: `PATH`, or what Debian gives a fresh login. */
export const searchPath = (): string =>
  process.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
