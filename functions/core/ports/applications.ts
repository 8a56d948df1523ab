import type { Application } from '../applications/application.ts';

/** The applications, as every call needs them. */
export interface Applications {
  /** The application of this name, however it is spelt, at most 15 seconds old. All of them are read at once. */
  find(name: string): Promise<Application | undefined>;
}

/** The applications, for administrators, who see at once what they wrote. */
export interface ApplicationStore {
  read(name: string): Promise<Application | undefined>;
  /** By their names; those of one domain, or all. */
  list(domain: string | undefined): Promise<readonly Application[]>;
  /** Replaces the application of this name and domain; `absent` when that domain has none. */
  replace(application: Application): Promise<'stored' | 'absent'>;
  /** Makes one; `taken` when there is one of this name, `full` when there are too many of all. */
  create(application: Application): Promise<'stored' | 'taken' | 'full'>;
  /** False when this domain has no application of this name. */
  remove(name: string, domain: string): Promise<boolean>;
}
