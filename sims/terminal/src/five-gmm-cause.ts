/** 5GMM causes that appear in authentication and registration (TS 24.501 clause 9.11.3.2). */
export const fiveGmmCauses = {
  illegalUe: 3,
  fiveGsServicesNotAllowed: 7,
  plmnNotAllowed: 11,
  roamingNotAllowedInTrackingArea: 13,
  macFailure: 20,
  synchFailure: 21,
  congestion: 22,
  nonFiveGAuthenticationUnacceptable: 26,
  securityModeRejected: 24,
  n1ModeNotAllowed: 27,
} as const;

export type FiveGmmCause = (typeof fiveGmmCauses)[keyof typeof fiveGmmCauses];
