/**
 * The accounts of this device, in IndexedDB. Their private keys are CryptoKeys that cannot be exported: neither this
 * page nor anything that gets into it can read one, it can only sign while it is here.
 */

/**
 * @typedef {object} Account
 * @property {string} deviceId
 * @property {string} userId
 * @property {string} domain
 * @property {string} [domainName] as people know it, when the account was added
 * @property {string} name
 * @property {CryptoKey} privateKey
 */

const STORE = 'accounts';

/** @returns {Promise<IDBDatabase>} */
function open() {
  const request = indexedDB.open('sekisho-device', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'deviceId' });
  return outcome(request);
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function outcome(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} use
 * @returns {Promise<T>}
 */
async function withStore(mode, use) {
  const database = await open();
  try {
    return await outcome(use(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** @returns {Promise<Account[]>} */
export function listAccounts() {
  return withStore('readonly', (store) => store.getAll());
}

/** @param {Account} account */
export async function keepAccount(account) {
  await withStore('readwrite', (store) => store.put(account));
  // Otherwise a browser that is short of space may forget the key. A refusal changes nothing that we could mend.
  await navigator.storage?.persist?.();
}

/** @param {string} deviceId */
export async function forgetAccount(deviceId) {
  await withStore('readwrite', (store) => store.delete(deviceId));
}
