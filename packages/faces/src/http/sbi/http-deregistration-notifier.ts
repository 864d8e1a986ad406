import type { DeregistrationData, DeregistrationNotifier } from "@symbolon/functions/udm";
import { faceErrors } from "../../errors.ts";
import type { SbiClient } from "./sbi-client.ts";

/** Tells AMFs over HTTP that they serve a terminal no more (TS 29.503 clause 5.3.2.3.2). */
export class HttpDeregistrationNotifier implements DeregistrationNotifier {
  readonly #client: SbiClient;

  constructor(modules: { readonly client: SbiClient }) {
    this.#client = modules.client;
  }

  /** @throws PEER_UNREACHABLE, PEER_REFUSED */
  async notify(callbackUri: string, data: DeregistrationData): Promise<void> {
    const { status } = await this.#client.exchange({ method: "POST", uri: callbackUri, body: data });
    // 404: the AMF has forgotten the terminal already, which is what was asked for.
    if (status >= 300 && status !== 404) {
      throw faceErrors.error("PEER_REFUSED", `an AMF answered its deregistration with ${status}`, {
        details: { status },
      });
    }
  }
}
