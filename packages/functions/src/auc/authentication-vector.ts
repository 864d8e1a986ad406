/** What 5G AKA needs: `Av5GHeAka` of TS 29.503. */
export interface HomeEnvironmentVector {
  readonly type: "5G_AKA";
  /** 16 octets. */
  readonly rand: Uint8Array;
  /** 16 octets. */
  readonly autn: Uint8Array;
  /** 16 octets. */
  readonly xresStar: Uint8Array;
  /** 32 octets. */
  readonly kausf: Uint8Array;
}

/** What EAP-AKA' needs: `AvEapAkaPrime` of TS 29.503. */
export interface EapAkaPrimeVector {
  readonly type: "EAP_AKA_PRIME";
  readonly rand: Uint8Array;
  readonly autn: Uint8Array;
  /** 4 to 16 octets. */
  readonly xres: Uint8Array;
  readonly ckPrime: Uint8Array;
  readonly ikPrime: Uint8Array;
}

export type FiveGsVector = HomeEnvironmentVector | EapAkaPrimeVector;

/** Quintuplet of TS 33.102: for GSUP, Cx and GBA. */
export interface Quintuplet {
  readonly rand: Uint8Array;
  readonly autn: Uint8Array;
  readonly xres: Uint8Array;
  readonly ck: Uint8Array;
  readonly ik: Uint8Array;
}

/** E-UTRAN vector of TS 33.401 clause 6.1.2: for S6a. */
export interface EpsVector {
  readonly rand: Uint8Array;
  readonly autn: Uint8Array;
  readonly xres: Uint8Array;
  /** 32 octets. */
  readonly kasme: Uint8Array;
}
