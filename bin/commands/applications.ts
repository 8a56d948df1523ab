import { dynamodbApplications } from '../../functions/adapters/dynamodb/applications.ts';
import { readDomain } from '../../functions/adapters/dynamodb/identity-domain-item.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { audienceOf } from '../../functions/core/applications/application.ts';
import { registerApplication } from '../../functions/core/applications/register-application.ts';
import { RIGHTS } from '../../functions/core/applications/rights.ts';
import { NewApplication } from '../../functions/directory/settings/applications-contract.ts';
import { ApplicationField } from '../../functions/http/fields.ts';
import { type Command, type CommandArguments, CommandError } from '../command.ts';
import { operatorAudit } from '../operator-audit.ts';
import { openTarget, TARGET_OPTIONS, TARGET_USAGE, type Target } from '../target.ts';
import { settingsOfOwnDomain } from '../users/open-domain.ts';

export const applicationsList: Command = {
  summary: 'List the applications of a domain: name, audience, clients, rights, return addresses',
  usage: TARGET_USAGE,
  positionals: { min: 0, max: 0 },
  options: TARGET_OPTIONS,
  async run(args) {
    const { table, domain } = await openTarget(args);
    for (const application of await dynamodbApplications(table).list(domain)) {
      const { name, clients, rights, returnUrls } = application;
      const names = clients.map(({ userId }) => userId);
      console.log([name, audienceOf(application), names.join(' '), rights.join(' '), returnUrls.join(' ')].join('\t'));
    }
    return 0;
  },
};

export const applicationsRegister: Command = {
  summary:
    'Register an application, or replace what is registered; several names or addresses have blanks between them',
  usage: `NAME --clients NAMES [--return-urls ADDRESSES] [--rights ${RIGHTS.join('|')}] ${TARGET_USAGE}`,
  positionals: { min: 1, max: 1 },
  options: {
    ...TARGET_OPTIONS,
    clients: { type: 'string' },
    'return-urls': { type: 'string' },
    rights: { type: 'string' },
  },
  async run(args) {
    const name = nameOf(args);
    const wish = wishOf(args);
    const target = await openTarget(args);
    const event = { kind: 'application-changed', domain: target.domain } as const;
    const kind = await operatorAudit(target).around(
      event,
      () => register(target, name, wish),
      (outcome) => ({ outcome: outcome === 'stored' ? 'done' : 'refused', changed: { name, ...wordsOf(wish) } }),
    );
    if (kind !== 'stored') throw new CommandError(`${REFUSALS[kind]} Nothing was done.`);
    console.log(`Application ${name}: the audience of its tokens is ${audienceOf({ name, domain: target.domain })}.`);
    return 0;
  },
};

export const applicationsRemove: Command = {
  summary: 'Remove an application; its name is free again',
  usage: `NAME ${TARGET_USAGE}`,
  positionals: { min: 1, max: 1 },
  options: TARGET_OPTIONS,
  async run(args) {
    const name = nameOf(args);
    const target = await openTarget(args);
    const event = { kind: 'application-removed', domain: target.domain } as const;
    const removed = await operatorAudit(target).around(
      event,
      () => dynamodbApplications(target.table).remove(name, target.domain),
      (isDone) => ({ outcome: isDone ? 'done' : 'refused', changed: { name } }),
    );
    if (!removed) throw new CommandError(`${target.domain} has no application ${name}; nothing was done.`);
    console.log(`Application ${name} was removed.`);
    return 0;
  },
};

type Wish = ReturnType<typeof wishOf>;
type Refusal = Exclude<Awaited<ReturnType<typeof register>>, 'stored'>;

const REFUSALS: Readonly<Record<Refusal, string>> = {
  taken: 'Another identity domain has an application of this name.',
  full: 'There are as many applications as there can be.',
  'name-of-several-scripts': 'The letters of the name must be of one script.',
  'client-unknown': 'Not every client is an account of the identity domain.',
  'right-of-default-domain': 'The right other-domains is for applications of the default domain.',
};

async function register(target: Target, name: string, wish: Wish) {
  const { table, domain, defaultDomain } = target;
  await settingsOfOwnDomain(target);
  const record = await readDomain(table, domain, defaultDomain, { consistent: true });
  const deps = { store: dynamodbApplications(table), users: dynamodbUsers(table), defaultDomain };
  const owned = { name, domain, domainId: record?.domain.id ?? '', ...wish };
  return (await registerApplication(deps, owned, { mayCreate: true })).kind;
}

function nameOf({ positionals }: CommandArguments): string {
  const name = ApplicationField.safeParse(positionals[0]);
  if (!name.success) throw new CommandError('NAME must be letters, digits, blanks and . _ - (1 to 64).');
  return name.data;
}

function wishOf({ values }: CommandArguments) {
  const words = (option: string): string[] =>
    String(values[option] ?? '')
      .split(/\s+/)
      .filter((word) => word !== '');
  const wish = NewApplication.safeParse({
    clients: words('clients'),
    returnUrls: words('return-urls'),
    rights: words('rights'),
  });
  if (wish.success) return wish.data;
  const [issue] = wish.error.issues;
  throw new CommandError(`${issue?.path.join('.')}: ${issue?.message}`);
}

function wordsOf({ clients, returnUrls, rights }: Wish): Record<string, string> {
  return { clients: clients.join(' '), returnUrls: returnUrls.join(' '), rights: rights.join(' ') };
}
