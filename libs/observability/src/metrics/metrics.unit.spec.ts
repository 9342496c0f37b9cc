import { counter, distribution, level, OTHER, renderMetrics } from './instruments.ts';
import { metrics } from './metrics.ts';

/** Lines of one metric, without help and type. */
async function linesOf(name: string): Promise<string[]> {
  const { text } = await renderMetrics();
  return text.split('\n').filter((line) => line.startsWith(name));
}

describe('metrics', () => {
  it('show only what this process has measured', async () => {
    expect((await renderMetrics()).text).not.toContain('codecsmith_append');

    metrics.appendItems.observe({}, 3);

    expect(await linesOf('codecsmith_append_batch_items_sum')).toEqual(['codecsmith_append_batch_items_sum 3']);
    expect(await linesOf('codecsmith_append_seconds')).toEqual([]);
  });

  it('count by label', async () => {
    const cars = counter('cars_total', 'Cars', ['colour']);

    cars.add({ colour: 'red' });
    cars.add({ colour: 'red' }, 2);
    cars.add({ colour: 'blue' });

    expect(await linesOf('cars_total')).toEqual(['cars_total{colour="red"} 3', 'cars_total{colour="blue"} 1']);
  });

  it('keep a label to a bounded number of values', async () => {
    const strangers = distribution('strangers', 'Names', { labels: ['name'], buckets: [1] });

    for (let index = 0; index < 1_000; index += 1) strangers.observe({ name: `name-${index}` }, 1);

    const counts = await linesOf('strangers_count');
    expect(counts).toHaveLength(65);
    expect(counts).toContain(`strangers_count{name="${OTHER}"} 936`);
  });

  it('read a level anew at every scrape, and forget what is no longer there', async () => {
    let present = ['a', 'b'];
    level('places', 'Places', ['place']).readWith(() => present.map((place) => [{ place }, 1] as const));
    expect(await linesOf('places')).toEqual(['places{place="a"} 1', 'places{place="b"} 1']);

    present = ['b'];

    expect(await linesOf('places')).toEqual(['places{place="b"} 1']);
  });

  it('leave out a level that cannot be read, and count that', async () => {
    level('depth', 'Depth', []).readWith(() => Promise.reject(new Error('the bus is away')));

    expect(await linesOf('depth')).toEqual([]);

    expect(await linesOf('codecsmith_scrape_failures_total')).toEqual([
      'codecsmith_scrape_failures_total{metric="depth"} 1',
    ]);
  });
});
