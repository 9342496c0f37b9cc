import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { RateLimitGuard, rateLimits, type RateLimit } from './access/rate-limit.guard.ts';
import { SessionController } from './access/session.controller.ts';
import { Sessions } from './access/sessions.ts';
import { TokenGuard } from './access/token.guard.ts';
import { TokensController } from './access/tokens.controller.ts';
import { AnchorsController } from './anchors/anchors.controller.ts';
import { ArtifactsController } from './artifacts/artifacts.controller.ts';
import { CampaignHistories } from './campaigns/campaign-histories.ts';
import { CampaignsController } from './campaigns/campaigns.controller.ts';
import { CandidatesController } from './candidates/candidates.controller.ts';
import { ClipsController } from './clips/clips.controller.ts';
import { CurvesController } from './curves/curves.controller.ts';
import { DecoderController } from './decoder/decoder.controller.ts';
import { ExecutorsController } from './executors/executors.controller.ts';
import { ExperimentsController } from './experiments/experiments.controller.ts';
import { FactsController } from './facts/facts.controller.ts';
import { FramesController } from './frames/frames.controller.ts';
import { HealthController } from './lab/health.controller.ts';
import { QuarantineController } from './lab/quarantine.controller.ts';
import { StatusController } from './lab/status.controller.ts';
import { LegacyController } from './legacy/legacy.controller.ts';
import { ProblemFilter } from './problems/problem.filter.ts';
import { UnreadGuard } from './problems/unread.guard.ts';
import { requestPipe } from './problems/request.pipe.ts';
import { VerificationController } from './verification/verification.controller.ts';

/** Every route; the parts behind them are given, so that tests and the process choose their own. */
@Module({})
export class ApiModule {
  static of(parts: readonly Provider[], rate: RateLimit): DynamicModule {
    return {
      module: ApiModule,
      imports: [rateLimits(rate)],
      controllers: [
        AnchorsController,
        ArtifactsController,
        CampaignsController,
        CandidatesController,
        ClipsController,
        CurvesController,
        DecoderController,
        ExecutorsController,
        ExperimentsController,
        FactsController,
        FramesController,
        HealthController,
        LegacyController,
        QuarantineController,
        SessionController,
        StatusController,
        TokensController,
        VerificationController,
      ],
      providers: [
        ...parts,
        CampaignHistories,
        Sessions,
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_GUARD, useClass: UnreadGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useValue: requestPipe },
      ],
    };
  }
}
