import { durablePlan, durablesOf, WITHOUT_DURABLES, type DurableName } from '../topology/topology.ts';

/**
 * A service binds every durable that the topology gives it exactly once, and none of another's. Of its lanes it binds
 * at least one. Only services that the topology names may bind none.
 *
 * @throws Error naming what is bound twice, missing or foreign; the service must then not start
 */
export function checkBinding(service: string, bindings: readonly { readonly durable: DurableName }[]): void {
  const bound = bindings.map(({ durable }) => durable);
  const twice = bound.find((durable, index) => bound.indexOf(durable) !== index);
  if (twice) throw new Error(`${service} binds ${twice} twice`);
  const foreign = bound.find((durable) => durablePlan(durable).service !== service);
  if (foreign) throw new Error(`${service} binds ${foreign}, which belongs to ${durablePlan(foreign).service}`);
  if (bound.length === 0 && WITHOUT_DURABLES.includes(service)) return;
  const own = durablesOf(service);
  const missing = own.find((durable) => durablePlan(durable).lane === undefined && !bound.includes(durable));
  if (missing) throw new Error(`${service} does not bind ${missing}`);
  if (bound.length === 0)
    throw new Error(`${service} binds nothing; the topology gives it: ${own.join(', ') || 'nothing'}`);
  const lanes = own.filter((durable) => durablePlan(durable).lane !== undefined);
  if (lanes.length > 0 && !lanes.some((durable) => bound.includes(durable)))
    throw new Error(`${service} binds none of its lanes: ${lanes.join(', ')}`);
}
