import { askSubject, ALL_ASKS, LEASE_BEAT, OnAsk, parseWith, readArrived, readJson } from '@codecsmith/bus';
import { leaseBeatSchema, type Answer, type BeatVerdict, type LeaseBeat, type RawCommand } from '@codecsmith/kernel';
import type { Ledger } from '@codecsmith/ledger';
import { Controller, Inject, UseFilters } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RepeatLater } from '../repeat-later.filter.ts';
import { LEDGER } from '../open-ledger.ts';

/** Answers `lab.v1.ask.>` after the commit. What cannot be decided now gets no answer: the sender repeats it. */
@Controller()
@UseFilters(RepeatLater)
export class Asks {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  @OnAsk(ALL_ASKS, readArrived)
  decide(@Payload() command: RawCommand): Promise<Answer> {
    return this.ledger.submit(command);
  }

  @OnAsk(askSubject(LEASE_BEAT), ({ data }) => parseWith(leaseBeatSchema, readJson(data)))
  beat(@Payload() beat: LeaseBeat): Promise<BeatVerdict> {
    return this.ledger.beat(beat);
  }
}
