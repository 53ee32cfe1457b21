import { LibvirtError } from '../protocol/errors.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';
import type { Definition } from './definition/index.ts';
import type { Domain } from './domain.ts';
import { createLock, type Lock } from './lock.ts';
import { isActive } from './status.ts';

/** Every domain of a host, found by uuid, name or id (virDomainObjList). */
export interface Registry {
  all(driver?: DomainDriver): readonly Domain[];
  byUuid(driver: DomainDriver, uuid: string): Domain | undefined;
  byName(driver: DomainDriver, name: string): Domain | undefined;
  byId(driver: DomainDriver, id: number): Domain | undefined;
  /**
   * The domain that a definition belongs to, or undefined when it is new.
   * @throws LibvirtError (operation failed) when its name or uuid belongs to another domain (virDomainObjListAdd).
   */
  find(definition: Definition): Domain | undefined;
  /** Adds a domain that `find` did not know; it is off. */
  add(definition: Definition): Domain;
  remove(domain: Domain): void;
  isListed(domain: Domain): boolean;
  /** Lists a domain again that was removed while somebody waited for it. @throws LibvirtError where another took its place. */
  relist(domain: Domain): void;
  /** What a domain that was removed was called last; the newest thousand are remembered. */
  lastName(driver: DomainDriver, uuid: string): string | undefined;
  rename(domain: Domain, definition: Definition): void;
  /** The next id; ids count up over the daemon's life and failed starts use them up. */
  nextId(driver: DomainDriver): number;
  /** An id that a guest has already; later ones are higher. */
  reserve(driver: DomainDriver, id: number): void;
}

export interface RegistryOptions {
  /** What a call on a guest locks: that guest, or everything of its driver (libvirt 0.8.x). */
  readonly locks: 'driver' | 'domain';
}

/** Domains that are gone and whose names are kept for error texts. */
const rememberedNames = 1000;

export function createRegistry({ locks }: RegistryOptions): Registry {
  const byUuid = new Map<string, Domain>();
  const byName = new Map<string, Domain>();
  const lastIds: Record<DomainDriver, number> = { qemu: 0, lxc: 0 };
  const driverLocks: Record<DomainDriver, Lock> = { qemu: createLock(), lxc: createLock() };
  const key = (driver: DomainDriver, text: string) => `${driver} ${text}`;
  const enter = (domain: Domain) => {
    byUuid.set(key(domain.driver, domain.definition.uuid), domain);
    byName.set(key(domain.driver, domain.definition.name), domain);
  };
  const gone = new Map<string, string>();
  const remember = ({ driver, definition }: Domain) => {
    const [oldest] = gone.keys();
    if (oldest !== undefined && gone.size >= rememberedNames) gone.delete(oldest);
    gone.set(key(driver, definition.uuid), definition.name);
  };
  const leave = (domain: Domain) => {
    byUuid.delete(key(domain.driver, domain.definition.uuid));
    byName.delete(key(domain.driver, domain.definition.name));
  };

  const registry: Registry = {
    all: (driver) => [...byUuid.values()].filter((domain) => !driver || domain.driver === driver),
    byUuid: (driver, uuid) => byUuid.get(key(driver, uuid)),
    byName: (driver, name) => byName.get(key(driver, name)),
    byId: (driver, id) => registry.all(driver).find(({ status }) => isActive(status) && status.id === id),
    find({ driver, name, uuid }) {
      const known = registry.byUuid(driver, uuid);
      if (known && known.definition.name !== name) throw alreadyDefined(known.definition);
      const namesake = registry.byName(driver, name);
      if (namesake && namesake !== known) throw alreadyExists(namesake.definition);
      return known;
    },
    add(definition) {
      const lock = locks === 'driver' ? driverLocks[definition.driver] : createLock();
      const domain = newDomain(definition, lock);
      enter(domain);
      return domain;
    },
    remove(domain) {
      leave(domain);
      remember(domain);
    },
    isListed: (domain) => registry.byUuid(domain.driver, domain.definition.uuid) === domain,
    relist(domain) {
      const known = registry.find(domain.definition);
      if (known && known !== domain) throw alreadyExists(known.definition);
      enter(domain);
    },
    lastName: (driver, uuid) => gone.get(key(driver, uuid)),
    rename(domain, definition) {
      leave(domain);
      domain.definition = definition;
      enter(domain);
    },
    nextId: (driver) => ++lastIds[driver],
    reserve(driver, id) {
      lastIds[driver] = Math.max(lastIds[driver], id);
    },
  };
  return registry;
}

const alreadyDefined = ({ name, uuid }: Definition) =>
  new LibvirtError('operation failed', `domain '${name}' is already defined with uuid ${uuid}`, 'domain config');
const alreadyExists = ({ name, uuid }: Definition) =>
  new LibvirtError('operation failed', `domain '${name}' already exists with uuid ${uuid}`, 'domain config');

const newDomain = (definition: Definition, lock: Lock): Domain => ({
  driver: definition.driver,
  lock,
  definition,
  persistent: undefined,
  status: { state: 'shutoff', reason: 'unknown' },
  lastId: null,
  job: undefined,
  lastJob: undefined,
  autostart: false,
  managedSave: false,
  appearance: {},
  taints: [],
  terminal: 0,
  ports: undefined,
  maxSpeed: undefined,
});
