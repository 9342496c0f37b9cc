export { makeCertificates, type TestCertificates } from './certificates.ts';
export { startTestNats, type TestNats, type TestNatsOptions } from './nats.ts';
export { PHONE_ASSUMPTIONS, phoneVideo } from './phone-video.ts';
export { startTestPostgres, type TestPostgres } from './postgres.ts';
export { mayMount, SmallDisk } from './small-disk.ts';
export { TestService } from './service.ts';
export { describeWithShared, sharedPath } from './shared.ts';
