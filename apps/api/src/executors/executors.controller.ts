import { listExecutors, orderExecutor, type NatsConnection } from '@codecsmith/bus';
import type { KnownExecutor, Page } from '@codecsmith/client';
import { EXECUTOR_ORDERS } from '@codecsmith/kernel';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs } from '../access/token.guard.ts';
import { answers } from '../documents/answers.ts';
import { Problem } from '../problems/problem.ts';

const orderBody = z.strictObject({ order: z.enum(EXECUTOR_ORDERS) });

/** The way to those who know the executors; absent in an api without a bus. */
export class ExecutorBus {
  constructor(readonly nc: NatsConnection | undefined) {}
}

/** The machines that run candidates. */
@ApiTags('executors')
@ApiBearerAuth()
@Controller('api/v1/executors')
export class ExecutorsController {
  constructor(private readonly bus: ExecutorBus) {}

  @Get()
  @ApiOperation({
    summary: 'Executors that were heard within the last hour: what each is and does, and its last instruction',
  })
  @answers(200, 'ExecutorPage', 'All of them: next is null')
  async list(): Promise<Page<KnownExecutor>> {
    return pageOf(this.bus.nc && (await listExecutors(this.bus.nc)));
  }

  @Post(':name/order')
  @HttpCode(200)
  @Needs('operator')
  @ApiOperation({ summary: 'Lets executors work, take no more work (drain), or end once they are done (leave)' })
  @answers(200, 'ExecutorPage', 'Those that received the instruction, by name or instance')
  async order(
    @Param('name') name: string,
    @Body({ schema: orderBody }) { order }: z.infer<typeof orderBody>,
  ): Promise<Page<KnownExecutor>> {
    const page = pageOf(this.bus.nc && (await orderExecutor(this.bus.nc, { name, order })));
    if (page.items.length === 0) throw Problem.notFound('executor', name);
    return page;
  }
}

function pageOf(executors: readonly KnownExecutor[] | undefined): Page<KnownExecutor> {
  if (executors === undefined)
    throw Problem.of(503, 'no_answer', 'the ledger, which knows the executors, did not answer; try again');
  return { items: [...executors], next: null };
}
