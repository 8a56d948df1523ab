import { writeFileSync } from 'node:fs';
import { measureOperations } from './operations/measure.ts';
import { report, type Section } from './section.ts';

await report(measure);

/** Also written down as data: docs/cost.md multiplies them with prices, and test/docs/cost.test.ts measures them again. */
async function measure(): Promise<Section> {
  const measured = await measureOperations();
  writeFileSync(new URL('operations.json', import.meta.url), `${JSON.stringify(measured, null, 2)}\n`);
  return {
    title: 'What each operation asks of AWS',
    text:
      'One warm call each: requests counted on the wire of the embedded AWS, units as DynamoDB answers them ' +
      '(`ReturnConsumedCapacity`; a write whose condition fails counts one). A push counts until its state machine waits. ' +
      '[docs/cost.md](../docs/cost.md) has them in dollars.',
    head: ['operation', 'case', 'requests', 'write units', 'read units'],
    rows: measured.map(({ operation, what, requests, writeUnits, readUnits }) => [
      `\`${operation}\``,
      what,
      Object.entries(requests)
        .map(([name, count]) => `${count} ${name}`)
        .join(', ') || 'none',
      writeUnits,
      readUnits,
    ]),
  };
}
