// What must outlive the worker: one IndexedDB record for each feed, replaced whole, so that a worker killed in the
// middle of an update finds the last good state.

const STORE = "feeds";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("masthead", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function within(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param {string} feed @returns {Promise<any>} what was kept of a feed, or undefined */
export const load = (feed) => within("readonly", (store) => store.get(feed));

/** @param {string} feed @param {unknown} state */
export const keep = (feed, state) => within("readwrite", (store) => store.put(state, feed));
