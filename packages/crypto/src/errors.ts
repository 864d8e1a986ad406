import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/crypto`. */
export const cryptoErrors = defineErrors("crypto", {
  INVALID_PUBLIC_KEY: {
    meaning: "Octets are not the SubjectPublicKeyInfo of a P-256 or prime-order Ed25519 key.",
    remedy: "Export the key as SubjectPublicKeyInfo in DER, with the point uncompressed for P-256.",
  },
  INVALID_PRIVATE_KEY: {
    meaning: "Octets are not a PKCS #8 private key of a supported signature suite.",
    remedy: "Export the key unencrypted as PKCS #8 in DER; P-256 and Ed25519 are supported.",
  },
  INVALID_KEY_LABEL: {
    meaning: "The label of a key is empty, too long or not printable ASCII.",
    remedy: "Use 1 to 100 printable ASCII characters.",
  },
  KEY_NOT_EXPORTABLE: {
    meaning: "The store that keeps this key does not let the private key out.",
    remedy: "Keep keys for TLS in an encrypted file store, or sign with the key where it is.",
  },
  KEY_UNKNOWN: {
    meaning: "The key store holds no key of that identifier.",
    remedy: "List the store's keys; identifiers are SHA-256 of the SubjectPublicKeyInfo in hexadecimal.",
  },
  KEY_STORE_PASSPHRASE_WRONG: {
    meaning: "The passphrase does not open this key store.",
    remedy: "Give the passphrase that the store was created with; nothing was changed.",
  },
  KEY_STORE_DAMAGED: {
    meaning: "A file of the key store is truncated, altered or not of this format.",
    remedy: "Restore the named file from a backup; a damaged file is never overwritten.",
  },
  KEY_STORE_FORMAT_UNKNOWN: {
    meaning:
      "The key store was written by a newer release, or is plain where an encrypted one is expected (or the reverse).",
    remedy: "Use the release that wrote it, or open it in the mode that its header names.",
  },
  KEY_STORE_UNSAFE: {
    meaning: "The key store's directory or a file in it can be read by others than its owner.",
    remedy: "Restrict it: chmod 700 on the directory and 600 on the files, owned by the service's user.",
  },
  PASSPHRASE_UNAVAILABLE: {
    meaning: "The passphrase could not be read from where the configuration says, or is empty or too long.",
    remedy: "Pass an open file descriptor or a systemd credential (LoadCredential=) that holds the passphrase.",
  },
  INVALID_CERTIFICATE: {
    meaning: "Octets are not an X.509 certificate of the profile that the ledger uses.",
    remedy: "Issue it with the member's CA (`symbolon init`); see docs/security.md for the profile.",
  },
  CERTIFICATE_NOT_TRUSTED: {
    meaning:
      "A certificate is not signed by the CA of the member expected there, is outside its validity, or carries names that the member did not record.",
    remedy: "Compare the certificate's names with the member's recorded endpoints and its issuer with the recorded CA.",
  },
  STATEMENT_INVALID: {
    meaning:
      "A statement to be signed is too large, or its domain is not of the form `symbolon/<what>/<version>` and a line feed.",
    remedy: "Use the domain that the contract names, and identifiers instead of what they stand for.",
  },
  INVALID_CREDENTIAL_CLAIMS: {
    meaning: "A credential cannot be issued with these claims.",
    remedy: "Give sub, aud, scope and nonce as non-empty texts and a lifetime within the limit.",
  },
});
