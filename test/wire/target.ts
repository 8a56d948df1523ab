import { test } from 'vitest';

/** What an AWS does that these tests ask for, and that a program which speaks AWS may not do. */
export const CAPABILITIES = {
  'tells keys apart': 'KMS refuses to open a data key with another key than the one that wrapped it',
  'knows its task tokens': 'Step Functions refuses a task token that it never gave out',
  'rotates platform applications': 'SNS takes a new credential for a platform application',
  'decides races once': 'DynamoDB lets one of several conditional writes at once win',
  'mails for anybody': 'SES sends in the name of an address that nobody has verified',
} as const;
export type Capability = keyof typeof CAPABILITIES;

interface Target {
  readonly lacks: readonly Capability[];
}

/** As seen in November 2026: docs/other-aws.md says which versions. */
export const TARGETS: Readonly<Record<string, Target>> = {
  /** The one that the tests bring along, and what is held against everything that is not named. */
  embedded: { lacks: [] },
  ministack: { lacks: ['tells keys apart', 'knows its task tokens', 'rotates platform applications'] },
  moto: {
    lacks: [
      'tells keys apart',
      'knows its task tokens',
      'rotates platform applications',
      'decides races once',
      'mails for anybody',
    ],
  },
  aws: { lacks: ['mails for anybody'] },
};

/** A lack that shows in some runs or with some addresses and not in others, so that its test cannot be held to fail. */
const NOW_AND_THEN: readonly Capability[] = ['decides races once', 'mails for anybody'];

/** What the target lacks that WIRE_TARGET names; nothing without it. */
export function lacksOf(name = 'embedded'): readonly Capability[] {
  const target = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  if (target === undefined) {
    throw new Error(`WIRE_TARGET is ${name}; known: ${Object.keys(TARGETS).join(', ')}. Leave it out for any other.`);
  }
  return target.lacks;
}

/**
 * `test` for what needs a capability. Where the target lacks it that is said aloud, and the test is turned round: it is red as soon as the
 * target can do it after all, so that the list above cannot grow old.
 */
export function needing(capability: Capability) {
  if (!lacksOf(process.env.WIRE_TARGET).includes(capability)) return test;
  console.warn(`NOT TESTED, ${process.env.WIRE_TARGET} lacks it: ${CAPABILITIES[capability]}.`);
  return NOW_AND_THEN.includes(capability) ? test.skip : test.fails;
}
