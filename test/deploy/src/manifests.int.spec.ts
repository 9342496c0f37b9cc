import { DURABLES } from '@codecsmith/bus';
import { settings } from '@codecsmith/platform';
import { checkNatsConfiguration } from './nats-configuration.ts';
import { checkManifest, hasKubectl, render, type Manifest } from './manifests.ts';

const describeWithKubectl = (await hasKubectl()) ? describe : describe.skip;
if (describeWithKubectl === describe.skip)
  console.warn('SKIPPED: kubectl, which renders the manifests, is not installed');

type Labels = Readonly<Record<string, string>>;
interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string }[];
  readonly resources?: { readonly requests?: object; readonly limits?: object };
  readonly livenessProbe?: object;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly { readonly name: string }[];
}
interface Workload {
  readonly selector: { readonly matchLabels: Labels };
  readonly template: {
    readonly metadata: { readonly labels: Labels };
    readonly spec: {
      readonly containers: readonly Container[];
      readonly volumes?: readonly { readonly name: string }[];
      readonly securityContext?: Readonly<Record<string, unknown>>;
    };
  };
}
interface Policy {
  readonly podSelector: { readonly matchLabels?: Labels };
  readonly egress?: readonly { readonly to?: readonly { readonly podSelector?: { readonly matchLabels: Labels } }[] }[];
}

const ofKind = (manifests: readonly Manifest[], ...kinds: string[]) =>
  manifests.filter(({ kind }) => kinds.includes(kind));
const workloads = (manifests: readonly Manifest[]) =>
  ofKind(manifests, 'Deployment', 'StatefulSet').map(({ metadata, spec }) => ({
    name: metadata.name,
    ...(spec as Workload),
  }));
const fits = (labels: Labels, wanted: Labels) =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

describeWithKubectl.each(['base', 'example'])('the manifests of deploy/kubernetes/%s', (folder) => {
  let manifests: Manifest[];
  beforeAll(async () => {
    manifests = await render(folder);
  });

  it('fit the official schemas', async () => {
    for (const manifest of manifests) await checkManifest(manifest);
  });

  it('run every service, with probes, requests and no privilege', () => {
    const services = ['api', 'campaigns', 'executor-cpu', 'generator', 'janitor', 'ledger', 'metrics', 'sanitizer'];
    const all = workloads(manifests);
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining([...services, 'nats', 'postgres']));
    for (const { template } of all) {
      expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
      for (const container of template.spec.containers) {
        expect(container.livenessProbe).toBeDefined();
        expect(container.resources?.requests).toMatchObject({
          cpu: expect.anything() as unknown,
          memory: expect.anything() as unknown,
        });
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  it('name settings that there are', () => {
    const known = new Set(Object.keys(settings));
    const literals = ofKind(manifests, 'ConfigMap').flatMap((map) =>
      Object.keys((map as { data?: object }).data ?? {}),
    );
    const variables = workloads(manifests).flatMap(({ template }) =>
      template.spec.containers.flatMap(({ env = [] }) => env.map(({ name }) => name)),
    );
    const ours = [...literals, ...variables].filter((name) => name.startsWith('LAB_'));
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.filter((name) => !known.has(name))).toEqual([]);
  });

  it('select what they mean: each selector its pods, each budget one workload', () => {
    const all = workloads(manifests);
    for (const { selector, template } of all) expect(fits(template.metadata.labels, selector.matchLabels)).toBe(true);
    for (const { metadata, spec } of ofKind(manifests, 'PodDisruptionBudget', 'Service')) {
      const { selector } = spec as { selector: Labels | { matchLabels: Labels } };
      const wanted = ('matchLabels' in selector ? selector.matchLabels : selector) as Labels;
      const found = all.filter(({ template }) => fits(template.metadata.labels, wanted));
      expect([metadata.name, found.length > 0]).toEqual([metadata.name, true]);
    }
  });

  it('configure a server that NATS itself takes, its users included', async () => {
    const map = ofKind(manifests, 'ConfigMap').find(({ metadata }) => metadata.name === 'nats');
    const { data } = map as unknown as { data: { 'nats.conf': string } };
    await checkNatsConfiguration(
      data['nats.conf'],
      'authorization { users: [ { user: "api", password: "secret" } ] }\n',
    );
    const users = 'authorization { users: [ { user: "api", password: "secret", permissions: 7 } ] }\n';
    await expect(checkNatsConfiguration(data['nats.conf'], users)).rejects.toThrow(/permissions/);
  });

  it('let executors reach NATS and the api alone, and give them no volume and no database', () => {
    const policies = ofKind(manifests, 'NetworkPolicy').map(({ spec }) => spec as Policy);
    const ours = policies.filter(
      ({ podSelector }) => podSelector.matchLabels?.['app.kubernetes.io/component'] === 'executor',
    );
    const reached = ours.flatMap(({ egress = [] }) =>
      egress.flatMap(({ to = [] }) => to.map(({ podSelector }) => podSelector?.matchLabels)),
    );
    expect(reached).toEqual([{ 'app.kubernetes.io/name': 'nats' }, { 'app.kubernetes.io/component': 'api' }]);
    for (const { template } of workloads(manifests).filter(({ name }) => name.startsWith('executor-'))) {
      expect(template.spec.volumes).toEqual([
        { name: 'home', emptyDir: { sizeLimit: '20Gi' } },
        { name: 'tmp', emptyDir: {} },
      ]);
      expect(JSON.stringify(template)).not.toMatch(/DATABASE|postgres/);
    }
  });
});

describeWithKubectl('the scaling of executors', () => {
  it('goes by the lag of a durable of each lane, and names a workload that is there', async () => {
    const manifests = await render('example');
    const names = workloads(manifests).map(({ name }) => name);
    const scaled = ofKind(manifests, 'ScaledObject').map(
      ({ spec }) =>
        spec as {
          scaleTargetRef: { name: string };
          minReplicaCount: number;
          triggers: { metadata: { stream: string; consumer: string } }[];
        },
    );
    expect(scaled.map(({ scaleTargetRef }) => scaleTargetRef.name).sort()).toEqual(['executor-cpu', 'executor-gpu']);
    for (const { scaleTargetRef, triggers } of scaled) {
      expect(names).toContain(scaleTargetRef.name);
      const consumers = triggers.map(({ metadata }) => [metadata.stream, metadata.consumer]);
      expect(consumers).toEqual([['FACTS', scaleTargetRef.name]]);
      expect(Object.keys(DURABLES)).toContain(scaleTargetRef.name);
    }
    // One encodes, another decodes.
    expect(JSON.stringify(ofKind(manifests, 'ConfigMap'))).toContain('"LAB_EXECUTOR_SPLIT":"true"');
    expect(scaled.every(({ minReplicaCount }) => minReplicaCount >= 2)).toBe(true);
  });

  it('would be refused with a field of the wrong type', async () => {
    const [deployment] = ofKind(await render('base'), 'Deployment');
    if (deployment === undefined) throw new Error('no deployment');
    const wrong = { ...deployment, spec: { ...(deployment.spec as object), replicas: 'two' } };
    await expect(checkManifest(wrong)).rejects.toThrow(/replicas/);
  });
});
