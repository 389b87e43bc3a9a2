/** Rows in columns of equal width. */
export function table(rows: string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(cells => cells[column].length)));
  return rows.map(cells => `  ${cells.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()}`).join('\n');
}

/** What a stack put out, and for each address within the cluster the command that brings it to this machine. */
export function reach(outputs: Record<string, unknown>, namespace: string): string[][] {
  return texts(outputs).map(([name, text]) => [name, text, portForward(text, namespace)]);
}

function texts(value: unknown, name = ''): [string, string][] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, name ? `${name}.${key}` : key));
}

function portForward(text: string, namespace: string): string {
  if (!URL.canParse(text)) return '';
  const { protocol, hostname, port } = new URL(text);
  const [service, home = namespace, domain = 'svc'] = hostname.split('.');
  if (!service || domain !== 'svc') return '';
  const number = port || { 'http:': '80', 'https:': '443' }[protocol];
  return number ? `kubectl --namespace ${home} port-forward service/${service} ${Number(number) < 1024 ? `8${number.padStart(3, '0')}` : number}:${number}` : '';
}
