import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metricNames } from '@codecsmith/observability';
import { DEPLOY, hasPrometheus, promtool } from './prometheus.ts';

const alerts = await readFile(join(DEPLOY, 'prometheus/alerts.yml'), 'utf8');
const dashboards = await readdir(join(DEPLOY, 'grafana/dashboards'));

/** Metrics of the lab that a text names, without what Prometheus appends. */
const namedIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\bcodecsmith_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))),
];

describe('the alerts', () => {
  it('name metrics that the lab has', () => {
    expect(namedIn(alerts).filter((name) => !metricNames.includes(name))).toEqual([]);
  });

  it('each have a page that is there', async () => {
    const pages = [...alerts.matchAll(/runbook: deploy\/(.*)$/gm)].map(([, path]) => path ?? '');
    expect(pages).toHaveLength([...alerts.matchAll(/- alert:/g)].length);
    await Promise.all(pages.map((page) => access(join(DEPLOY, page))));
  });

  it('fire when they should, by the tool of Prometheus', async () => {
    if (!(await hasPrometheus())) return console.warn('SKIPPED: prometheus and promtool are not installed');
    expect(await promtool('check', 'rules', 'alerts.yml')).toContain('SUCCESS');
    expect(await promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });
});

describe.each(dashboards)('the dashboard %s', (file) => {
  it('shows metrics that the lab has, each panel at least one', async () => {
    const text = await readFile(join(DEPLOY, 'grafana/dashboards', file), 'utf8');
    const { panels } = JSON.parse(text) as { panels: { type: string; title: string; targets?: { expr: string }[] }[] };
    expect(namedIn(text).filter((name) => !metricNames.includes(name))).toEqual([]);
    const empty = panels.filter(({ type, targets = [] }) => type !== 'row' && targets.length === 0);
    expect(empty.map(({ title }) => title)).toEqual([]);
  });
});
