import { PRESETS } from '../../functions/core/settings/presets.ts';
import { resolveSettings, type Settings } from '../../functions/core/settings/resolve.ts';
import { ASVS } from './asvs.ts';
import type { Clause, Judgement } from './clause.ts';
import { NIST } from './nist.ts';

const CATALOGUES: readonly { readonly title: string; readonly clauses: readonly Clause[] }[] = [
  { title: 'NIST SP 800-63B-4', clauses: NIST },
  { title: 'OWASP ASVS 5.0.0, V6', clauses: ASVS },
];

/** How a configuration stands to each clause, as tables in Markdown. */
export function conformanceReport(settings: Settings, level: string): string {
  return CATALOGUES.map(({ title, clauses }) => {
    const rows = clauses.map(({ id, requirement, judge }) => `| ${id} | ${requirement} | ${cell(judge(settings))} |`);
    return [`${level} ${title}`, '', '| clause | requirement | how it stands |', '| --- | --- | --- |', ...rows].join(
      '\n',
    );
  }).join('\n\n');
}

function cell(judgement: Judgement): string {
  switch (judgement.status) {
    case 'met': {
      const shownBy = judgement.shownBy.map(
        ({ file, title }) => `[${file.replace(/^test\/|\.test\.ts$/g, '')}](../${file}) "${title}"`,
      );
      return [
        'met',
        ...(shownBy.length > 0 ? [`: ${shownBy.join(', ')}`] : []),
        ...(judgement.note ? [`. ${judgement.note}`] : []),
      ].join('');
    }
    case 'not met':
      return `**not met** because ${judgement.because}`;
    case 'out of scope':
      return `out of scope: ${judgement.why}`;
  }
}

/** The page of all presets: `docs/conformance.md`. */
export function conformanceDocument(): string {
  const presets = PRESETS.map(
    (Preset) => `## Preset ${Preset}\n\n${conformanceReport(resolveSettings({ Preset }), '###')}`,
  );
  const intro =
    'How the presets stand to NIST SP 800-63B-4 and OWASP ASVS 5.0.0, clause by clause, in our words. `npm run docs` writes\n' +
    'this page; `npx sekisho conformance --domain D` prints the same for the running settings of a domain. Every "met" names\n' +
    'the test that shows it.';
  return `# Conformance\n\n${intro}\n\n${presets.join('\n\n')}\n`;
}

/** Every test that a clause names, for the test that looks whether it is there. */
export function namedTests(): { file: string; title: string }[] {
  const all = PRESETS.flatMap((Preset) =>
    CATALOGUES.flatMap(({ clauses }) => clauses.map(({ judge }) => judge(resolveSettings({ Preset })))),
  );
  return all.flatMap((judgement) => (judgement.status === 'met' ? judgement.shownBy : []));
}
