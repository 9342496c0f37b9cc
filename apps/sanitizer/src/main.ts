import 'reflect-metadata';
import { runMicroservice } from '@codecsmith/bus';
import { NestFactory } from '@nestjs/core';
import { SanitizerModule } from './sanitizer.module.ts';

await runMicroservice('sanitizer', SanitizerModule, (...service) => NestFactory.createMicroservice(...service));
