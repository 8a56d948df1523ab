import { describe, expect, it } from 'vitest';
import { type Addressed, unprovenAfter, vouchesFor } from '../../../../functions/core/directory/unproven.ts';

const FIELDS = { mail: ['mail', 'shopMail'], phone: ['mobile'] } as const;
const BEFORE: Addressed = { attributes: { mail: 'a@example.com', team: 'blue' }, verified: [], unproven: [] };
const now = (attributes: Record<string, string>, verified: string[] = []) => ({ attributes, verified });

describe('the addresses that prove nothing', () => {
  it.each<[string, Addressed | undefined, ReturnType<typeof now>, string[]]>([
    ['none of a user who is made', undefined, now({ mail: 'a@example.com' }), []],
    ['none that stays as it was', BEFORE, now({ mail: 'a@example.com' }), []],
    ['one that is another', BEFORE, now({ mail: 'b@example.com' }), ['mail']],
    ['one that is new', BEFORE, now({ mail: 'a@example.com', mobile: '+8190' }), ['mobile']],
    ['one of an application', BEFORE, now({ mail: 'a@example.com', shopMail: 'b@example.com' }), ['shopMail']],
    ['none that was verified with it', BEFORE, now({ mail: 'b@example.com' }, ['mail']), []],
    ['none that is gone', { ...BEFORE, unproven: ['mail'] }, now({}), []],
    ['one that was none before', { ...BEFORE, unproven: ['mail'] }, now({ mail: 'a@example.com' }), ['mail']],
    ['nothing that is no address', BEFORE, now({ mail: 'a@example.com', team: 'red' }), []],
  ])('are %s', (_what, before, profile, expected) => {
    expect(unprovenAfter(FIELDS, before, profile)).toEqual(expected);
  });
});

describe('somebody vouches', () => {
  it.each<[string, Addressed | undefined, ReturnType<typeof now>, boolean]>([
    ['for another address', BEFORE, now({ mail: 'b@example.com' }, ['mail']), true],
    ['for one that is unproven', { ...BEFORE, unproven: ['mail'] }, now({ mail: 'a@example.com' }, ['mail']), true],
    ['for nothing where he names what was there', BEFORE, now({ mail: 'a@example.com' }, ['mail']), false],
    ['for nothing where he names nothing', BEFORE, now({ mail: 'b@example.com' }), false],
    ['for nothing that is no address', BEFORE, now({ team: 'red' }, ['team']), false],
    ['for nothing of a user who is made', undefined, now({ mail: 'b@example.com' }, ['mail']), false],
  ])('%s', (_what, before, profile, expected) => {
    expect(vouchesFor(FIELDS, before, profile)).toBe(expected);
  });
});
