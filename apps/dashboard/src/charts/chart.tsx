import * as Plot from '@observablehq/plot';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'wouter';

/** Room that a chart takes; it scales down with its column. */
export const CHART = { width: 640, marginLeft: 52, marginRight: 24, marginBottom: 42, style: { fontSize: '12px' } };

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
  useEffect(() => {
    const figure = Plot.plot({ ...CHART, ...options, ariaLabel: label });
    host.current?.replaceChildren(figure);
    const follow = (event: MouseEvent) => {
      const href = (event.target as Element).closest('a')?.getAttribute('href');
      if (href === undefined || href === null || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      go(href);
    };
    figure.addEventListener('click', follow as EventListener);
    return () => figure.remove();
  }, [options, label, go]);
  return <div className="plot" ref={host} data-testid={testId} />;
}

/** The numbers of a chart as a table. */
export function ChartTable({ heads, children }: { readonly heads: readonly string[]; readonly children: ReactNode }) {
  return (
    <details>
      <summary>The same as a table</summary>
      <div className="scroll" tabIndex={0} role="group" aria-label="The same as a table">
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
      </div>
    </details>
  );
}
