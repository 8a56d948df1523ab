import { describe, expect, it, test } from 'vitest';
import { arrangeOffers } from '../../../../functions/core/journey/arrange-offers.ts';
import type { SeenHere } from '../../../../functions/core/journey/browser-memory.ts';
import type { Method } from '../../../../functions/core/verify/credential.ts';

const SAFEST: readonly Method[] = ['passkey', 'push', 'totp', 'sms', 'email'];
const offersOf = (methods: readonly Method[]) => methods.map((method) => ({ method }));

function arrange(preferred?: Method, seen: SeenHere = { hidden: [] }, methods = SAFEST) {
  const { shown, hidden } = arrangeOffers(offersOf(methods), preferred, seen);
  return {
    order: shown.map(({ method }) => method),
    marks: shown.flatMap(({ method, mark }) => (mark === undefined ? [] : [`${method} ${mark}`])),
    hidden: hidden.map(({ method }) => method),
  };
}

describe('what is offered first', () => {
  it.each<[string, Method | undefined, Method | undefined, Method[], string[]]>([
    ['the safest, where nothing is known', undefined, undefined, ['passkey', 'push'], []],
    ['what worked in this browser last, before a passkey', undefined, 'email', ['email', 'passkey'], ['email last']],
    [
      'the default, before what worked here',
      'totp',
      'email',
      ['totp', 'email', 'passkey'],
      ['totp default', 'email last'],
    ],
    ['the default, before a passkey', 'sms', undefined, ['sms', 'passkey', 'push'], ['sms default']],
    ['the default with one mark, where it worked here too', 'sms', 'sms', ['sms', 'passkey'], ['sms default']],
    ['a passkey that worked here, before the rest', undefined, 'passkey', ['passkey', 'push'], ['passkey last']],
  ])('%s', (_what, preferred, last, first, marks) => {
    const arranged = arrange(preferred, { hidden: [], ...(last && { last }) });
    expect(arranged.order.slice(0, first.length)).toEqual(first);
    expect(arranged.order.toSorted()).toEqual(SAFEST.toSorted());
    expect(arranged.marks).toEqual(marks);
  });

  it('is the safest of what there is, where neither the default nor the last one can be used now', () => {
    expect(arrange('totp', { last: 'sms', hidden: [] }, ['passkey', 'email'])).toMatchObject({
      order: ['passkey', 'email'],
      marks: [],
    });
  });
});

describe('what is hidden in this browser', () => {
  test('is not shown, the default neither', () => {
    const arranged = arrange('totp', { last: 'email', hidden: ['passkey', 'totp'] });
    expect(arranged.order).toEqual(['email', 'push', 'sms']);
    expect(arranged.hidden).toEqual(['passkey', 'totp']);
  });

  test('is shown where nothing else is left', () => {
    const arranged = arrange(undefined, { hidden: ['passkey', 'totp'] }, ['passkey', 'totp']);
    expect(arranged).toMatchObject({ order: ['passkey', 'totp'], hidden: [] });
  });
});
