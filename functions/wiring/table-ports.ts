import { rememberedApplications } from '../adapters/dynamodb/applications.ts';
import { dynamodbAudit } from '../adapters/dynamodb/audit.ts';
import { dynamodbCredentials } from '../adapters/dynamodb/credentials.ts';
import { dynamodbDirectory } from '../adapters/dynamodb/directory.ts';
import { dynamodbFactorLeases } from '../adapters/dynamodb/factor-leases.ts';
import { dynamodbPasswordTries } from '../adapters/dynamodb/password-tries.ts';
import { dynamodbQuotas } from '../adapters/dynamodb/quotas.ts';
import { rememberedDomains } from '../adapters/dynamodb/remembered-identity-domains.ts';
import { searchUsers } from '../adapters/dynamodb/search-users.ts';
import { openTable, type Table } from '../adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../adapters/dynamodb/users.ts';
import { eventBridgePublisher } from '../adapters/event-bridge/publish-record.ts';
import { rememberedAuthenticator } from '../adapters/passwords/remembered-authenticator.ts';
import { scryptPasswords } from '../adapters/passwords/scrypt.ts';
import { createAudit } from '../core/audit/audit.ts';
import { about } from '../core/audit/record.ts';
import { recordedCredentials } from '../core/audit/recorded-factors.ts';
import type { SearchPeople } from '../core/directory/search.ts';
import type { UserKey } from '../core/directory/user.ts';
import { createAuthenticator } from '../core/passwords/authenticate.ts';
import { clientQuota } from '../core/passwords/client-quota.ts';
import { guardPasswords } from '../core/passwords/guard-passwords.ts';
import type { Applications } from '../core/ports/applications.ts';
import type { Audit } from '../core/ports/audit.ts';
import type { Credentials } from '../core/ports/credentials.ts';
import type { Directory } from '../core/ports/directory.ts';
import type { FactorLeases } from '../core/ports/factor-leases.ts';
import type { Domains } from '../core/ports/identity-domains.ts';
import type { IdentityStores } from '../core/ports/identity-stores.ts';
import type { Quotas } from '../core/ports/quotas.ts';
import type { SettingsSource } from '../core/ports/settings-source.ts';
import type { Users } from '../core/ports/users.ts';
import type { CallerDependencies } from '../http/callers.ts';
import { askerNow, thisCall } from '../http/current-call.ts';
import type { Log } from '../http/log.ts';
import { accountSource } from './account-source.ts';
import { type BasePorts, basePorts } from './base-ports.ts';
import { notingUser } from './note-user-of-call.ts';
import { timedPasswords } from './timed-passwords.ts';

export interface TablePorts extends BasePorts {
  readonly table: Table;
  readonly users: Users;
  readonly search: SearchPeople;
  readonly credentials: Credentials;
  readonly audit: Audit;
  readonly quotas: Quotas;
  readonly factorLeases: FactorLeases;
  readonly settings: SettingsSource;
  readonly domains: Domains;
  readonly applications: Applications;
  readonly stores: IdentityStores;
  readonly callers: CallerDependencies;
  readonly defaultDomain: string;
}

/** Everything that stands in the table, and the callers, whose accounts stand there or where their domain says. */
export function tablePorts(env: { TABLE_NAME: string; DEFAULT_DOMAIN: string }): TablePorts {
  const base = basePorts();
  const table = openTable(env.TABLE_NAME);
  const directory = dynamodbUsers(table);
  const domains = rememberedDomains(table, env.DEFAULT_DOMAIN, base.clock, base.log);
  const renewHash = tolerantRenewal(dynamodbDirectory(table, domains), base.log);
  const { users, search, authenticate } = accountSource(
    {
      users: directory,
      search: searchUsers(table),
      authenticate: createAuthenticator({ clock: base.clock, users: directory, passwords: scryptPasswords, renewHash }),
    },
    { table: directory, stores: domains, settings: domains, clock: base.clock },
  );
  const quotas = dynamodbQuotas(table);
  const guarded = {
    authenticate: timedPasswords(authenticate, base.clock),
    tries: dynamodbPasswordTries(table),
    clock: base.clock,
  };
  const defaultDomain = env.DEFAULT_DOMAIN;
  const audit = recordOf(base, table, domains);
  return {
    ...base,
    table,
    users: notingUser(users),
    search,
    credentials: notingUser(recordedCredentials(dynamodbCredentials(table, lockBegan(base.log, audit)), audit)),
    audit,
    quotas,
    factorLeases: dynamodbFactorLeases(table),
    settings: domains,
    domains,
    applications: rememberedApplications(table, base.clock),
    stores: domains,
    callers: {
      authenticatePerson: guardPasswords('people', guarded),
      authenticateClient: rememberedAuthenticator(guardPasswords('clients', guarded), base.clock),
      clientQuota: clientQuota({ settings: domains, quotas, clock: base.clock }),
      clock: base.clock,
      domains,
      defaultDomain,
    },
    defaultDomain,
  };
}

function recordOf({ clock, random, log }: BasePorts, table: Table, settings: SettingsSource): Audit {
  return createAudit({
    store: dynamodbAudit(table),
    settings,
    clock,
    random,
    asker: askerNow,
    publish: eventBridgePublisher(({ kind }, error) => {
      log('warn', 'EVENT_FAILED', { ...callFields(), kind, error: nameOf(error) });
    }),
    onLost: ({ kind }, error) => {
      log('error', 'RECORD_LOST', { ...callFields(), kind, error: nameOf(error) }, { RecordsLost: 1 });
    },
  });
}

/** After the fact: the verdict that begins a lock has fallen. Line and metric are there also when the record is not. */
function lockBegan(log: Log, audit: Audit): (user: UserKey) => Promise<void> {
  return async (user) => {
    log('warn', 'LOCK_BEGAN', callFields(), { Locked: 1 });
    await audit.note(about(user, 'lock-begun'));
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function callFields(): Record<string, string> {
  const requestId = thisCall()?.asker.requestId;
  return requestId === undefined ? {} : { requestId };
}

/** Some functions may not write users, and any write can fail: the old hash then stays until the next sign-in. */
function tolerantRenewal({ renewHash }: Pick<Directory, 'renewHash'>, log: Log): Directory['renewHash'] {
  return async (user, old, renewed) => {
    try {
      await renewHash(user, old, renewed);
    } catch (error) {
      log('warn', 'PASSWORD_NOT_RENEWED', { error: nameOf(error) });
    }
  };
}
