import 'reflect-metadata';
import { runMicroservice } from '@codecsmith/bus';
import { NestFactory } from '@nestjs/core';
import { LedgerModule } from './ledger.module.ts';

await runMicroservice('ledger', LedgerModule, (...service) => NestFactory.createMicroservice(...service));
