import 'reflect-metadata';
import { runMicroservice } from '@codecsmith/bus';
import { NestFactory } from '@nestjs/core';
import { JanitorModule } from './janitor.module.ts';

await runMicroservice('janitor', JanitorModule, (...service) => NestFactory.createMicroservice(...service));
