import {
  ALL_ASKS,
  BUS,
  FOLLOW,
  fromAnybody,
  LEASE_BEAT,
  makeFollower,
  OnAsk,
  parseWith,
  readArrived,
  readFollow,
  readJson,
  readTakeWork,
  takeWorkFrom,
  type AskedForWork,
  type AskedToFollow,
  type Following,
  type NatsConnection,
  type WorkTaken,
} from '@codecsmith/bus';
import { leaseBeatSchema, type Answer, type BeatVerdict, type LeaseBeat, type RawCommand } from '@codecsmith/kernel';
import type { Ledger } from '@codecsmith/ledger';
import { Controller, Inject, UseFilters } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CommandGate } from '../commands/command-gate.ts';
import { RepeatLater } from '../repeat-later.filter.ts';
import { LEDGER } from '../open-ledger.ts';

/** Answers `lab.v1.ask.>` after the commit. What cannot be decided now gets no answer: the sender repeats it. */
@Controller()
@UseFilters(RepeatLater)
export class Asks {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    private readonly gate: CommandGate,
    @Inject(BUS) private readonly nc: NatsConnection,
  ) {}

  @OnAsk(ALL_ASKS, readArrived)
  decide(@Payload() command: RawCommand): Promise<Answer> {
    return this.gate.submit(command);
  }

  @OnAsk(fromAnybody(LEASE_BEAT), ({ data }) => parseWith(leaseBeatSchema, readJson(data)))
  beat(@Payload() beat: LeaseBeat): Promise<BeatVerdict> {
    return this.ledger.beat(beat);
  }

  @OnAsk(fromAnybody(takeWorkFrom('*')), readTakeWork)
  take(@Payload() asked: AskedForWork): Promise<WorkTaken> {
    return this.gate.take(asked);
  }

  /** Only the ledger makes durables; a user gets one, with its name. */
  @OnAsk(fromAnybody(FOLLOW), readFollow)
  follow(@Payload() asked: AskedToFollow): Promise<Following> {
    return makeFollower(this.nc, asked);
  }
}
