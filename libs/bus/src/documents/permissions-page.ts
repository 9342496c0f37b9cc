import { permissionsOf } from '../identities/permissions.ts';
import { ROLES, SERVICES, type Role } from '../identities/roles.ts';

const INTRODUCTION = `# Who may do what on the bus

Made from \`libs/bus/src/identities/permissions.ts\` by \`npm run docs -w @codecsmith/bus\`; the users of the lab's own server are made from the same table. Whatever is not listed is refused by the server, and so is whoever shows no secret.

\`<name>\` is the name of the user. A service has its own name for a user; executors, submitters and readers are as many as an operator makes (\`./codecsmith bus user add\`). Roles that answer requests may also send one answer to the inbox that each names. An executor that was made for some lanes (\`--lane\`) has the durables and \`take\` of these only; the ledger gives no lease without the token that \`take\` brings. So whoever steals its secret can do the work of its lanes, and nothing else.
`;

/** The manual's page of permissions, made from the table that the server's users are made from. */
export const permissionsPage = (): string => [INTRODUCTION, ...ROLES.map(sectionOf)].join('\n');

function sectionOf(role: Role): string {
  const isService = SERVICES.some((service) => service === role);
  const { publish, subscribe, answers } = permissionsOf({ role, name: isService ? role : '<name>' });
  const rows = [
    ...publish.map((subject) => `| publish | \`${subject}\` |`),
    ...subscribe.map((subject) => `| subscribe | \`${subject}\` |`),
    ...(answers ? ['| answer | each request that it was sent |'] : []),
  ];
  return [`## ${role}`, '', '| | subject |', '| --- | --- |', ...rows, ''].join('\n');
}
