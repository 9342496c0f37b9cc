import 'reflect-metadata';
import { runMicroservice } from '@codecsmith/bus';
import { NestFactory } from '@nestjs/core';
import { GeneratorModule } from './generator.module.ts';

await runMicroservice('generator', GeneratorModule, (...service) => NestFactory.createMicroservice(...service));
