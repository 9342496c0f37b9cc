import { defineReactor, Quarantine, type Reactor } from '@codecsmith/bus';
import { anchorFacts } from '@codecsmith/experiment';
import { anchorCurve } from '../assess/compare-with-anchors.ts';
import { storeCurve } from '../assess/stored-anchors.ts';
import type { MetricsParts } from '../measure-candidate.reactor.ts';

/** AnchorRequested → its curve, from the cache where the same encoder has coded the clip before. */
export const measureAnchorCurve = (parts: MetricsParts): Reactor =>
  defineReactor({
    durable: 'metrics-anchor',
    handles: ['AnchorRequested'],
    concurrency: 1,
    async handle(fact, context) {
      const { clip, encoder, mode, effort } = anchorFacts.AnchorRequested.parse(fact.data);
      const curve = await anchorCurve(clip, { encoder, mode, effort }, { ...parts, signal: context.signal });
      const [first] = curve.runs;
      const command =
        first === undefined
          ? { verb: 'record-failed', data: { reason: curve.unavailable ?? 'the curve has no points' } }
          : {
              verb: 'record-measured',
              data: {
                curve: await storeCurve(clip, curve.runs, parts.store),
                points: curve.runs.length,
                encoderVersion: first.encoderVersion,
              },
            };
      const answer = await context.ask(command);
      if (!answer.accepted) throw new Quarantine(`the ledger refused ${command.verb}: ${answer.refusal.message}`);
    },
  });
