import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { generateSync } from 'otplib';
import { dynamodbCredentials } from '../functions/adapters/dynamodb/credentials.ts';
import { CREDENTIAL, openTable, userPartition } from '../functions/adapters/dynamodb/table.ts';
import { startLocal } from '../local/local-service.ts';
import { giveBypassCode, giveRecoveryCodes } from '../test/http/rescue-client.ts';
import { expectSuccess, otpCalls } from './otp-calls.ts';
import { report, type Section } from './section.ts';

const ADMIN = `Basic ${btoa('admin:admin-password')}`;

await report(measure);

/** What DynamoDB charges for: beyond 1,024 bytes a write costs a second unit. */
async function measure(): Promise<Section> {
  const { url } = await startLocal({ port: 0 });
  const calls = otpCalls(url);
  const rows: (string | number)[][] = [];
  const send = async (headers: Record<string, string>) =>
    expectSuccess(await calls.create({ userId: 'alice', deliveryChannel: 'email' }, headers));
  const measureItem = async (what: string) => {
    const bytes = itemBytes(await credentialItem('alice'));
    rows.push([what, bytes, `${Math.ceil(bytes / 1024)}`]);
  };
  const secret = await calls.makeKey('alice');
  const { correlationId } = expectSuccess(await calls.create({ userId: 'alice', deliveryChannel: 'totp' }));
  const otpCode = generateSync({ secret });
  expectSuccess(await calls.validate({ userId: 'alice', deliveryChannel: 'totp', correlationId, otpCode }));
  await measureItem('a TOTP key');
  for (let sent = 0; sent < 5; sent++) await send({});
  await measureItem('a TOTP key and five PINs');
  await giveRecoveryCodes('alice');
  await measureItem('a TOTP key, five PINs and ten recovery codes');
  await giveBypassCode('alice');
  await measureItem('the same and a code of the help desk');
  await forgetCodes('alice');
  // Gives the sending budget back, as a right PIN would; the five new PINs take the places of the old ones.
  await fetch(`${url}/mfa/v1/users/alice/lock`, { method: 'DELETE', headers: { authorization: ADMIN } });
  for (let sent = 0; sent < 5; sent++) await send({ 'idempotency-key': `bench-${sent}` });
  await measureItem('a TOTP key, five PINs and five Idempotency-Keys');
  return {
    title: 'Size of the credential item',
    text: 'By the rules of DynamoDB: names and values, 3 bytes for a map, 1 for each of its entries.',
    head: ['an item with', 'bytes', 'write units'],
    rows,
  };
}

async function forgetCodes(userId: string): Promise<void> {
  const user = { domain: 'DefaultDomain', userId };
  const credentials = dynamodbCredentials(openTable(process.env.TABLE_NAME ?? ''));
  await credentials.removeRecoverySet(user);
  await credentials.removeBypassCode(user);
}

type Item = Readonly<Record<string, AttributeValue>>;

async function credentialItem(userId: string): Promise<Item> {
  const key = { pk: { S: userPartition({ domain: 'DefaultDomain', userId }) }, sk: { S: CREDENTIAL } };
  const { Item } = await new DynamoDBClient({}).send(
    new GetItemCommand({ TableName: process.env.TABLE_NAME, Key: key }),
  );
  if (Item === undefined) throw new Error('there is no credential item');
  return Item;
}

function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

/** As AWS documents it for the kinds of values that the item has. */
function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined)
    return 1 + Math.ceil(value.N.replace(/\D/g, '').length / 2) + (value.N.startsWith('-') ? 1 : 0);
  if (value.B !== undefined) return value.B.length;
  if (value.BOOL !== undefined) return 1;
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  throw new Error(`no rule for the size of ${Object.keys(value).join()}`);
}
