import { NotOwnFileError } from '../local/own-file.ts';
import { type Command, CommandError, readArguments } from './command.ts';

/** Every command by its words. Each is loaded when it is called. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  'users import': async () => (await import('./commands/users-import.ts')).usersImport,
  'users export': async () => (await import('./commands/users-export.ts')).usersExport,
  'applications list': async () => (await import('./commands/applications.ts')).applicationsList,
  'applications register': async () => (await import('./commands/applications.ts')).applicationsRegister,
  'applications remove': async () => (await import('./commands/applications.ts')).applicationsRemove,
  'admin create': async () => (await import('./commands/admin-create.ts')).adminCreate,
  'audit verify': async () => (await import('./commands/audit-verify.ts')).auditVerify,
  'audit export': async () => (await import('./commands/audit-export.ts')).auditExport,
  readiness: async () => (await import('./commands/readiness.ts')).readiness,
  conformance: async () => (await import('./commands/conformance.ts')).conformance,
  'keys rotate': async () => (await import('./commands/keys-rotate.ts')).keysRotate,
  'log pseudonym': async () => (await import('./commands/log-pseudonym.ts')).logPseudonym,
};

/** `npx sekisho …`: finds the command, runs it, and gives its exit code; 2 when it was called wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  const found = [2, 1].find((words) => Object.hasOwn(COMMANDS, args.slice(0, words).join(' ')));
  if (found === undefined) return listCommands(args);
  const name = args.slice(0, found).join(' ');
  const command = await COMMANDS[name]?.();
  if (command === undefined) return listCommands(args);
  const rest = args.slice(found);
  if (rest.includes('--help')) {
    console.log(`${command.summary}\n\nnpx sekisho ${name} ${command.usage}`);
    return 0;
  }
  try {
    return await command.run(readArguments(command, rest));
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof NotOwnFileError)) throw error;
    console.error(`${error.message}\nUsage: npx sekisho ${name} ${command.usage}`);
    return 2;
  }
}

async function listCommands(args: readonly string[]): Promise<number> {
  const asked = args.length === 0 || args[0] === '--help';
  const lines = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => {
      const { summary, usage } = await load();
      return `  npx sekisho ${name} ${usage}\n      ${summary}`;
    }),
  );
  const text = `Commands:\n${lines.join('\n')}`;
  if (asked) console.log(text);
  else console.error(`There is no such command.\n${text}`);
  return asked ? 0 : 2;
}
