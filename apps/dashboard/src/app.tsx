import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { LiveFacts } from './data/live.tsx';
import { RequireSession } from './data/session.tsx';
import { CampaignPage } from './pages/campaign/index.tsx';
import { ExperimentPage } from './pages/experiment/index.tsx';
import { ExperimentsPage } from './pages/experiments/index.tsx';
import { HealthPage } from './pages/health/index.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OverviewPage } from './pages/overview/index.tsx';
import { Shell } from './parts/shell.tsx';
import { Waiting } from './parts/states.tsx';

// Pages that are rarely the first one are loaded when they are opened.
const StartCampaignPage = lazy(() => import('./pages/campaign/start.tsx'));
const ClipsPage = lazy(() => import('./pages/clips/index.tsx'));
const ComparePage = lazy(() => import('./pages/compare.tsx'));
const LegacyPage = lazy(() => import('./pages/legacy.tsx'));
const SubmitPage = lazy(() => import('./pages/submit/index.tsx'));

const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, retry: 1 } } });

/** The pages; every state a person may want to share is in the address. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <RequireSession>
        <LiveFacts>
          <Shell>
            <Suspense fallback={<Waiting what="the page" />}>
              <Switch>
                <Route path="/" component={OverviewPage} />
                <Route path="/experiments" component={ExperimentsPage} />
                <Route path="/experiments/:id">{({ id }) => <ExperimentPage key={id} id={id} />}</Route>
                <Route path="/compare" component={ComparePage} />
                <Route path="/submit" component={SubmitPage} />
                <Route path="/clips" component={ClipsPage} />
                <Route path="/campaigns/new" component={StartCampaignPage} />
                <Route path="/campaigns/:id?">{({ id }) => <CampaignPage id={id} />}</Route>
                <Route path="/legacy" component={LegacyPage} />
                <Route path="/health" component={HealthPage} />
                <Route component={NotFoundPage} />
              </Switch>
            </Suspense>
          </Shell>
        </LiveFacts>
      </RequireSession>
    </QueryClientProvider>
  );
}
