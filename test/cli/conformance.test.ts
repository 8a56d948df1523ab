import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ASVS } from '../../bin/conformance/asvs.ts';
import { NIST } from '../../bin/conformance/nist.ts';
import { conformanceDocument, conformanceReport, namedTests } from '../../bin/conformance/report.ts';
import { resolveSettings } from '../../functions/core/settings/resolve.ts';

function read(file: string): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
}

function statusOf(id: string, map: Record<string, boolean | number | string>): string {
  const clause = [...NIST, ...ASVS].find((known) => known.id === id);
  const judgement = clause?.judge(resolveSettings(map));
  return judgement?.status === 'not met' ? `not met ${judgement.because}` : (judgement?.status ?? 'unknown clause');
}

describe('the conformance report', () => {
  it('stands in docs/conformance.md as the code makes it (npm run docs)', () => {
    expect(read('docs/conformance.md')).toBe(conformanceDocument());
  });

  it('names only tests that are there', () => {
    for (const { file, title } of namedTests()) expect(read(file), `${file}: ${title}`).toContain(title);
    expect(namedTests().length).toBeGreaterThan(60);
  });

  it.each([
    ['3.1.3', { Preset: 'standard' }, 'met'],
    ['3.1.3', { Preset: 'oam' }, 'not met of the setting `PushMatchCode`, which is `false`'],
    ['3.1.3.1 a', { Preset: 'standard' }, 'not met of the setting `Email_Enabled`, which is `true`'],
    ['3.1.3.1 a', { Preset: 'aal2' }, 'met'],
    ['3.1.3.2 a', { pinExpiry: 600_001 }, 'not met of the setting `pinExpiry`, which is `600001`'],
    ['3.1.3.2 a', { pinExpiry: 600_000 }, 'met'],
    ['3.1.3.2 d', { MaxSendAttempts: 0 }, 'not met of the setting `MaxSendAttempts`, which is `0`'],
    ['3.1.3.3', {}, 'not met of the setting `SmsNeedsOtherFactor`, which is `false`'],
    ['3.1.3.3', { Sms_Enabled: false }, 'met'],
    ['3.2.2', { Preset: 'oam' }, 'met'],
    ['2.2.2 a', { Preset: 'aal2' }, 'met'],
    ['2.2.2 a', { Preset: 'oam' }, 'not met of the setting `Passkey_Enabled`, which is `false`'],
    ['2.2.2 a', { Preset: 'oam', Passkey_Enabled: true }, 'met'],
    ['3.1.6.2', {}, 'met'],
    ['3.2.5', { Preset: 'oam' }, 'out of scope'],
    ['B, UV', { PasskeyUserVerification: 'preferred' }, 'met'],
    ['B, UV', { Passkey_Enabled: false }, 'out of scope'],
    ['B, sharing', {}, 'out of scope'],
    ['B, sharing', { PasskeyDeviceBoundOnly: true }, 'met'],
    ['6.3.3 a', { Preset: 'oam' }, 'met'],
    ['6.3.3 b', {}, 'not met of the setting `PasskeyDeviceBoundOnly`, which is `false`'],
    [
      '6.3.3 b',
      { Preset: 'aal2', PasskeyDeviceBoundOnly: true },
      'not met of the setting `Totp_Enabled`, which is `true`',
    ],
    ['3.1.2.2', {}, 'met'],
    ['3.1.2.2', { Preset: 'oam' }, 'out of scope'],
    ['4.2.1.1', { RecoveryCodes_Enabled: false }, 'out of scope'],
    ['6.5.2', {}, 'met'],
    ['6.7.2', {}, 'met'],
    ['6.6.2', { ValidateAnyPin: true }, 'not met of the setting `ValidateAnyPin`, which is `true`'],
    ['6.5.5', {}, 'not met of the setting `TotpTimeWindow`, which is `3`'],
  ] as const)('says of clause %s under %j: %s', (id, map, status) => {
    expect(statusOf(id, map)).toBe(status);
  });

  it('has a line for each clause', () => {
    const lines = conformanceReport(resolveSettings({}), '#')
      .split('\n')
      .filter((line) => /^\| (\d|B, )/.test(line));
    expect(lines).toHaveLength(NIST.length + ASVS.length);
  });
});
