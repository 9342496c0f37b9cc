/** Child of the bench: followers that read the log to a position and count. Arguments: address, token, followers, position. */
const [url = '', token = '', followers = '1', last = '0'] = process.argv.slice(2);

await Promise.all(Array.from({ length: Number(followers) }, follow));

/** Reads bytes as fast as they come; the id of the last event ends it. */
async function follow(): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/events?after=0`, { headers });
  if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`);
  const end = Buffer.from(`id: ${last}\n`);
  let tail = Buffer.alloc(0);
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const seen = Buffer.concat([tail, chunk]);
    if (seen.includes(end)) return;
    tail = seen.subarray(-end.length);
  }
  throw new Error('the stream ended before the end of the log');
}
