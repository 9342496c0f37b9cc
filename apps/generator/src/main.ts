import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { connectBus, ReactorHost } from '@codecsmith/bus';
import { OpenAiProvider, parseRecording, ReplayProvider } from '@codecsmith/llm';
import { nestLogger, readConfig, runService } from '@codecsmith/platform';
import { SanitizerPool } from '@codecsmith/sanitizer-pool';
import { FactReader } from './facts/fact-reader.ts';
import { GeneratorModule } from './generator.module.ts';
import { ModelCandidates } from './providers/model.provider.ts';
import { SubmitProvider } from './providers/submit.provider.ts';
import { TemplateProvider } from './providers/template.provider.ts';

await runService('generator', async ({ logger }) => {
  const config = readConfig([
    'LAB_NATS_URL',
    'LAB_NATS_USER',
    'LAB_NATS_PASSWORD',
    'LAB_ARTIFACTS_DIR',
    'LAB_GENERATOR_OPENAI_BASE_URL',
    'LAB_GENERATOR_OPENAI_KEY',
    'LAB_GENERATOR_MAX_OUTPUT_TOKENS',
    'LAB_GENERATOR_FIRST_TOKEN_LIMIT_MS',
    'LAB_GENERATOR_IDLE_LIMIT_MS',
    'LAB_GENERATOR_TOTAL_LIMIT_MS',
    'LAB_GENERATOR_LONGEST_PAUSE_MS',
    'LAB_GENERATOR_RECORDING',
  ]);
  const recording = config.LAB_GENERATOR_RECORDING;
  const answers = recording === undefined ? new Map() : parseRecording(await readFile(recording, 'utf8'));
  const openai = new OpenAiProvider({
    baseUrl: config.LAB_GENERATOR_OPENAI_BASE_URL,
    apiKey: config.LAB_GENERATOR_OPENAI_KEY ?? 'none',
    limits: {
      firstTokenMs: config.LAB_GENERATOR_FIRST_TOKEN_LIMIT_MS,
      idleMs: config.LAB_GENERATOR_IDLE_LIMIT_MS,
      totalMs: config.LAB_GENERATOR_TOTAL_LIMIT_MS,
    },
    backoff: { longestMs: config.LAB_GENERATOR_LONGEST_PAUSE_MS },
  });
  const nc = await connectBus({
    url: config.LAB_NATS_URL,
    name: 'generator',
    user: config.LAB_NATS_USER,
    password: config.LAB_NATS_PASSWORD,
  });
  const store = new FileArtifactStore(config.LAB_ARTIFACTS_DIR);
  const facts = await FactReader.open(nc);
  // Its threads start with the first draft of a model: most labs never need them.
  const sanitizer = new SanitizerPool();
  const shared = { store, facts, sanitizer, maxOutputTokens: config.LAB_GENERATOR_MAX_OUTPUT_TOKENS };
  const providers = [
    new SubmitProvider(),
    new TemplateProvider(store, facts),
    new ModelCandidates({ ...shared, models: openai }),
    new ModelCandidates({ ...shared, models: new ReplayProvider(answers) }),
  ];
  const app = await NestFactory.createApplicationContext(GeneratorModule.forRoot({ nc, log: logger, providers }), {
    logger: nestLogger(logger),
  });
  const close = async () => {
    await app.close();
    await sanitizer.close();
  };
  return { readiness: () => app.get(ReactorHost).trouble, close };
});
