import { storeCompliance } from "@symbolon/testkit/store-compliance";
import { MemoryStore } from "./memory-store.ts";

storeCompliance("memory", () => Promise.resolve({ store: new MemoryStore() }));
