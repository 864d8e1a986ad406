import type { DeregistrationData, DeregistrationNotifier } from "@symbolon/functions/udm";
import { faceErrors } from "../../errors.ts";
import type { SbiClient } from "./sbi-client.ts";

export interface HttpDeregistrationNotifierOptions {
  /** Whether this node may be made to call an address: consumers choose it, and it must not become a way into the home's own network. */
  readonly mayCall: (callback: URL) => boolean;
}

/** Tells AMFs over HTTP that they serve a terminal no more (TS 29.503 clause 5.3.2.3.2). */
export class HttpDeregistrationNotifier implements DeregistrationNotifier {
  readonly #mayCall: (callback: URL) => boolean;
  readonly #client: SbiClient;

  constructor(options: HttpDeregistrationNotifierOptions, modules: { readonly client: SbiClient }) {
    this.#mayCall = options.mayCall;
    this.#client = modules.client;
  }

  /** @throws CALLBACK_NOT_ALLOWED, PEER_UNREACHABLE, PEER_REFUSED */
  async notify(callbackUri: string, data: DeregistrationData): Promise<void> {
    if (!URL.canParse(callbackUri) || !this.#mayCall(new URL(callbackUri))) {
      throw faceErrors.error(
        "CALLBACK_NOT_ALLOWED",
        "an AMF registered a callback address that is not called from here",
      );
    }
    const { status } = await this.#client.exchange({ method: "POST", uri: callbackUri, body: data });
    // 404: the AMF has forgotten the terminal already, which is what was asked for.
    if (status >= 300 && status !== 404) {
      throw faceErrors.error("PEER_REFUSED", `an AMF answered its deregistration with ${status}`, {
        details: { status },
      });
    }
  }
}
