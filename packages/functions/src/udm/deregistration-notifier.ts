/** `DeregistrationData` of TS 29.503 clause 6.2.6.2.5. */
export interface DeregistrationData {
  readonly deregReason:
    | "UE_INITIAL_REGISTRATION"
    | "UE_REGISTRATION_AREA_CHANGE"
    | "SUBSCRIPTION_WITHDRAWN"
    | "5GS_TO_EPS_MOBILITY";
  readonly accessType: "3GPP_ACCESS" | "NON_3GPP_ACCESS";
}

/** Port: tells an AMF that it serves a terminal no more. */
export interface DeregistrationNotifier {
  /** @param callbackUri what the AMF gave as `deregCallbackUri` */
  notify(callbackUri: string, data: DeregistrationData): Promise<void>;
}
