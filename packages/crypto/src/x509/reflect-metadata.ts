/**
 * The three functions of the metadata proposal for decorators that the dependency injection inside @peculiar/x509 calls while it
 * loads. It refuses to load without them. Import this file before that library.
 */
interface MetadataFunctions {
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  getMetadata?: (key: unknown, target: object) => unknown;
}

const metadataOf = new WeakMap<object, Map<unknown, unknown>>();

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const metadata = metadataOf.get(target) ?? new Map<unknown, unknown>();
  metadataOf.set(target, metadata.set(key, value));
}

function getOwnMetadata(key: unknown, target: object): unknown {
  return metadataOf.get(target)?.get(key);
}

function getMetadata(key: unknown, target: object): unknown {
  let owner: object | null = target;
  while (owner !== null) {
    if (metadataOf.get(owner)?.has(key) === true) return getOwnMetadata(key, owner);
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return undefined;
}

const functions = Reflect as MetadataFunctions;
if (functions.getMetadata === undefined) Object.assign(Reflect, { defineMetadata, getOwnMetadata, getMetadata });
