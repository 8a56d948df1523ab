import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { markdown, type Section } from './section.ts';

/** In the order of the page. Each is a file here and runs in a process of its own. */
const NAMES = [
  'requests',
  'operations',
  'sessions',
  'pages',
  'tokens',
  'item-size',
  'bundles',
  'throughput',
  'passkeys',
  'peer',
  'push',
  'ldap',
  'import',
  'readiness',
  'soak',
] as const;

/** Half an hour: it runs when it is named. */
const LONG: readonly string[] = ['soak'];

/** `npm run bench` measures everything but the soak, `npm run bench -- bundles` one part; each part of the page is replaced alone. */
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !NAMES.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; known: ${NAMES.join(', ')}`);
  process.exit(1);
}
for (const name of NAMES.filter((known) => (asked.length === 0 ? !LONG.includes(known) : asked.includes(known)))) {
  const section = markdown(await measure(name), new Date());
  replacePart(name, section);
  console.log(`${section}\n`);
}

async function measure(name: string): Promise<Section> {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`the benchmark ${name} failed`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

function replacePart(name: string, section: string): void {
  const page = new URL('README.md', import.meta.url);
  const part = new RegExp(`(<!-- bench: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
  const old = readFileSync(page, 'utf8');
  if (!part.test(old)) throw new Error(`bench/README.md has no place for ${name}`);
  writeFileSync(
    page,
    old.replace(part, (_all, start: string, end: string) => `${start}\n${section}\n\n${end}`),
  );
}
