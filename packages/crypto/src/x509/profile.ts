/** Purposes of extended key usage (RFC 5280 clause 4.2.1.12). */
export const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
export const CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
/** id-kp-documentSigning (RFC 9336): keeps a key certificate out of TLS, where a missing purpose would mean any. */
export const DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36";
