import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Route, Switch } from 'wouter';
import { LiveFacts } from './data/live.tsx';
import { RequireSession } from './data/session.tsx';
import { CampaignPage } from './pages/campaign/index.tsx';
import { ComparePage } from './pages/compare.tsx';
import { ExperimentPage } from './pages/experiment/index.tsx';
import { ExperimentsPage } from './pages/experiments/index.tsx';
import { HealthPage } from './pages/health/index.tsx';
import { LegacyPage } from './pages/legacy.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OverviewPage } from './pages/overview/index.tsx';
import { Shell } from './parts/shell.tsx';

const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, retry: 1 } } });

/** The six pages; every state a person may want to share is in the address. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <RequireSession>
        <LiveFacts>
          <Shell>
            <Switch>
              <Route path="/" component={OverviewPage} />
              <Route path="/experiments" component={ExperimentsPage} />
              <Route path="/experiments/:id">{({ id }) => <ExperimentPage key={id} id={id} />}</Route>
              <Route path="/compare" component={ComparePage} />
              <Route path="/campaigns/:id?">{({ id }) => <CampaignPage id={id} />}</Route>
              <Route path="/legacy" component={LegacyPage} />
              <Route path="/health" component={HealthPage} />
              <Route component={NotFoundPage} />
            </Switch>
          </Shell>
        </LiveFacts>
      </RequireSession>
    </QueryClientProvider>
  );
}
