import 'reflect-metadata';
import { runMicroservice } from '@codecsmith/bus';
import { NestFactory } from '@nestjs/core';
import { MetricsModule } from './metrics.module.ts';

await runMicroservice('metrics', MetricsModule, (...service) => NestFactory.createMicroservice(...service));
