import type { Lane } from '@codecsmith/kernel';
import { DURABLES, durablePlan, type DurableName } from '../topology/topology.ts';

/** Services with an identity of their own; each has its name for a role. Executors are many, so they share a role. */
export const SERVICES = ['ledger', 'api', 'generator', 'sanitizer', 'metrics', 'campaigns', 'janitor'] as const;
/** Roles that an operator gives to users of his own. */
export const GRANTED_ROLES = ['submitter', 'reader', 'executor'] as const;
export type GrantedRole = (typeof GRANTED_ROLES)[number];
/** What a user of the bus may do. */
export type Role = (typeof SERVICES)[number] | GrantedRole;
export const ROLES: readonly Role[] = [...SERVICES, 'executor', 'submitter', 'reader'];

/** Who is connected: the user that the server has checked, and its role. */
export interface Identity {
  readonly name: string;
  readonly role: Role;
  /** Lanes that an executor may take work of; all where none are named. */
  readonly lanes?: readonly Lane[];
}

/** The users of every lab: its services, one executor, the command line, and one user of each role of people. */
export const OWN_USERS: readonly Identity[] = [
  ...SERVICES.map((name) => ({ name, role: name })),
  { name: 'executor', role: 'executor' },
  { name: 'cli', role: 'submitter' },
  { name: 'submitter', role: 'submitter' },
  { name: 'reader', role: 'reader' },
];

/** Names are tokens of subjects. */
export const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/;
export const USER_NAME_ALLOWED = 'letters, digits, _ and -, at most 50 characters';

/** Names that nobody can be given: those of the lab itself, of its durables (a reader's durable has the reader's name), and `bus`, which stands for a sender without a name. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...OWN_USERS.map(({ name }) => name),
  ...Object.keys(DURABLES),
  'bus',
]);

/** How facts name an identity: `service:<name>` or `user:<name>`. */
export const actorOf = ({ name, role }: Identity): string => `${speakerKind(role)}:${name}`;

export const speakerKind = (role: Role): 'service' | 'user' =>
  role === 'submitter' || role === 'reader' ? 'user' : 'service';

/** Durables that an identity works through. */
export const durablesFor = ({ role, lanes }: Identity): DurableName[] =>
  (Object.keys(DURABLES) as DurableName[]).filter((name) => {
    const { service, lane } = durablePlan(name);
    return service === role && (lane === undefined || lanes === undefined || lanes.includes(lane));
  });
