import 'reflect-metadata';
import { runMicroservice } from '@codecsmith/bus';
import { NestFactory } from '@nestjs/core';
import { ExecutorModule } from './executor.module.ts';

await runMicroservice('executor', ExecutorModule, (...service) => NestFactory.createMicroservice(...service));
