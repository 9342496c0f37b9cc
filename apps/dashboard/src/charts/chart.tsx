import { CHART_FRAME } from '@codecsmith/report/plots';
import * as Plot from '@observablehq/plot';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useLocation } from 'wouter';
import { FigureDownloads, TableFrame } from '../parts/downloads.tsx';

interface ChartProps {
  readonly options: Plot.PlotOptions;
  /** Said to those who cannot see it. */
  readonly label: string;
  readonly testId?: string;
}

/** An SVG by Observable Plot; its links are followed without loading the page anew. */
export function Chart({ options, label, testId }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [, go] = useLocation();
  const width = useWidth(host);
  useEffect(() => {
    if (width === 0) return;
    const figure = Plot.plot({ ...CHART_FRAME, width, ...options, ariaLabel: label });
    // Plot names its groups by the kind of mark, which says nothing and is not allowed on them.
    figure.querySelectorAll('g[aria-label]').forEach((group) => group.removeAttribute('aria-label'));
    // The page's policy allows no style within it; the theme has these.
    figure.querySelectorAll('style').forEach((style) => style.remove());
    host.current?.replaceChildren(figure);
    const follow = (event: MouseEvent) => {
      const href = (event.target as Element).closest('a')?.getAttribute('href');
      if (href === undefined || href === null || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      go(href);
    };
    figure.addEventListener('click', follow as EventListener);
    return () => figure.remove();
  }, [options, label, go, width]);
  return (
    <>
      <div className="plot" ref={host} data-testid={testId} />
      <FigureDownloads label={label} host={host} />
    </>
  );
}

/** Width of the column that a chart stands in, in steps that keep it from being drawn anew for every pixel. */
function useWidth(host: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor((entry?.contentRect.width ?? 0) / 8) * 8));
    if (host.current !== null) watch.observe(host.current);
    return () => watch.disconnect();
  }, [host]);
  return width;
}

/** The numbers of a chart as a table. */
export function ChartTable({ heads, children }: { readonly heads: readonly string[]; readonly children: ReactNode }) {
  return (
    <details>
      <summary>The same as a table</summary>
      <TableFrame label="The same as a table">
        <table>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </TableFrame>
    </details>
  );
}
