import { dynamodbDirectory } from '../adapters/dynamodb/directory.ts';
import { commonPasswords } from '../adapters/password/common-passwords.ts';
import { scryptPasswords } from '../adapters/password/scrypt.ts';
import { administratorGround } from '../wiring/administrator-ground.ts';
import { Env } from './env.ts';
import { usersHandler } from './handler.ts';

const ground = administratorGround(Env.parse(process.env));

export const handler = usersHandler({
  ...ground,
  directory: dynamodbDirectory(ground.table),
  passwords: scryptPasswords,
  commonPasswords,
});
