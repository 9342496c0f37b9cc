/** A tool and its arguments, as a run takes them. */
interface Started {
  readonly tool: string;
  readonly args: readonly string[];
}

/**
 * Keeps a tool at ordinary priority. SVT-AV1 gives its threads real-time priority wherever it may (as root), and then
 * servers and guests on the same cores miss their deadlines. Without the capability it goes on at ordinary priority and
 * writes the same bytes.
 */
export const ordinaryPriority = ({ tool, args }: Started): Started & { readonly name: string } =>
  process.geteuid?.() === 0
    ? { tool: 'setpriv', name: tool, args: ['--bounding-set=-sys_nice', '--inh-caps=-sys_nice', tool, ...args] }
    : { tool, name: tool, args };
