import { namesPassword } from '../../functions/core/directory/attribute.ts';
import { CommandError } from '../command.ts';

/** Where the values of a column go: one of our own fields, or the attribute of that name. */
export type Column =
  | { readonly kind: 'own'; readonly name: OwnColumn }
  | { readonly kind: 'attribute'; readonly name: string };

const OWN_COLUMNS = ['userId', 'groups', 'language', 'verified', 'password'] as const;
type OwnColumn = (typeof OWN_COLUMNS)[number];

/** What directories and spreadsheets call the same; it is an attribute where the file has ours besides. */
const OTHER_NAMES: Readonly<Record<OwnColumn | 'mail', readonly string[]>> = {
  userId: ['uid'],
  groups: ['group'],
  language: ['preferredlanguage'],
  verified: [],
  password: ['userpassword'],
  mail: ['email', 'emailaddress'],
};

export interface AddressNames {
  readonly EmailField: string;
  readonly PhoneField: string;
}

/**
 * What each column of a header is for. Case, blanks, `-` and `_` do not matter in a name that means something, so that no
 * password and no address goes unseen into an attribute of nearly that name.
 *
 * @throws {CommandError} for a header without users, with a column twice, or with a password that would be an attribute.
 */
export function columnsOf(header: readonly string[], { EmailField, PhoneField }: AddressNames): Column[] {
  if (header.some((name) => name.includes('\uFFFD'))) throw new CommandError('The file is not UTF-8.');
  const meanings: readonly (readonly [column: Column, otherNames: readonly string[]])[] = [
    ...OWN_COLUMNS.map((name) => [{ kind: 'own', name }, OTHER_NAMES[name]] as const),
    [{ kind: 'attribute', name: EmailField }, OTHER_NAMES.mail],
    [{ kind: 'attribute', name: PhoneField }, []],
  ];
  let columns = header.map((name): Column => ({ kind: 'attribute', name: name.trim() }));
  const take = (meant: Column, names: readonly string[]): void => {
    columns = columns.map((column) =>
      column.kind === 'attribute' && names.includes(folded(column.name)) ? meant : column,
    );
  };
  for (const [meant] of meanings) take(meant, [folded(meant.name)]);
  for (const [meant, otherNames] of meanings) if (!columns.includes(meant)) take(meant, otherNames);
  requireSense(columns);
  return columns;
}

function requireSense(columns: readonly Column[]): void {
  if (!columns.some(({ kind, name }) => kind === 'own' && name === 'userId')) {
    throw new CommandError('The first line must name the columns, separated by commas, userId among them.');
  }
  const names = columns.map(({ kind, name }) => `${kind} ${name}`);
  if (new Set(names).size !== names.length) throw new CommandError('The first line names a column twice.');
  const secret = columns.find(({ kind, name }) => kind === 'attribute' && namesPassword(name));
  if (secret === undefined) return;
  throw new CommandError(
    `The column ${secret.name} would be an attribute, which others can read. Call it password, or take it out.`,
  );
}

/** Whether these attributes, as columns after our own, are read back as what they are. */
export function areReadBack(attributes: readonly string[], names: AddressNames): boolean {
  const own = OWN_COLUMNS.filter((name) => name !== 'password');
  try {
    const columns = columnsOf([...own, ...attributes], names).slice(own.length);
    return columns.every(({ kind, name }, at) => kind === 'attribute' && name === attributes[at]);
  } catch {
    return false;
  }
}

function folded(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}
