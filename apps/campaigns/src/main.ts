import 'reflect-metadata';
import { runMicroservice } from '@codecsmith/bus';
import { NestFactory } from '@nestjs/core';
import { CampaignsModule } from './campaigns.module.ts';

await runMicroservice('campaigns', CampaignsModule, (...service) => NestFactory.createMicroservice(...service));
