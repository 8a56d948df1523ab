import { cpus } from 'node:os';

/** What one benchmark has to say: a table, and what is compared with what. */
export interface Section {
  readonly title: string;
  readonly text: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** The last line of standard output is the section, for run.ts. */
export async function report(measure: () => Promise<Section>): Promise<never> {
  const section = await measure();
  console.log(JSON.stringify(section));
  process.exit(0);
}

export function markdown({ title, text, head, rows }: Section, measuredAt: Date): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const processors = cpus();
  const machine = `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cores, Node ${process.version}`;
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  return `## ${title}\n\n${text}\n\n${table}\n\nMeasured on ${measuredAt.toISOString().slice(0, 10)}: ${machine}.`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Two digits that mean something. */
export function rounded(value: number): string {
  return value >= 99.5 ? String(Math.round(value)) : value.toPrecision(2);
}
