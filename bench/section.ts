import { cpus } from 'node:os';

export interface Table {
  /** What is compared with what. */
  readonly text: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What one benchmark has to say. */
export interface Section extends Table {
  readonly title: string;
  readonly more?: readonly Table[];
}

/** The last line of standard output is the section, for run.ts. */
export async function report(measure: () => Promise<Section>): Promise<never> {
  const section = await measure();
  console.log(JSON.stringify(section));
  process.exit(0);
}

export function markdown({ title, more = [], ...first }: Section, measuredAt: Date): string {
  const processors = cpus();
  const machine = `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cores, Node ${process.version}`;
  const tables = [first, ...more].map(tableMarkdown).join('\n\n');
  return `## ${title}\n\n${tables}\n\nMeasured on ${measuredAt.toISOString().slice(0, 10)}: ${machine}.`;
}

function tableMarkdown({ text, head, rows }: Table): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return `${text}\n\n${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value that so many percent of them do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
}

/** Two digits that mean something. */
export function rounded(value: number): string {
  return value >= 99.5 ? String(Math.round(value)) : value.toPrecision(2);
}
