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
  AKA_INVALID_LENGTH: {
    meaning: "A key, challenge or other input of authentication and key agreement has the wrong length.",
    remedy: "Check the named input against TS 33.102 and the algorithm set; lengths are in octets.",
  },
  AKA_INVALID_PARAMETER: {
    meaning: "A sequence number or an algorithm's parameter is outside its range.",
    remedy: "Sequence numbers have 48 bits; TUAK iterates Keccak at least once.",
  },
  SUCI_SCHEME_UNSUPPORTED: {
    meaning: "A SUCI uses a protection scheme other than null, profile A or profile B.",
    remedy: "Provision the USIM with profile A or B (TS 33.501 Annex C).",
  },
  SUCI_KEY_UNKNOWN: {
    meaning: "A SUCI names a home network key that is not kept here, or one of another profile.",
    remedy: "Configure the private key with that identifier and profile, or provision the USIM anew.",
  },
  SUCI_OUTPUT_TOO_SHORT: {
    meaning: "The scheme output of a SUCI has no room for key, cipher text and tag.",
    remedy: "Nothing to do at home: the terminal or a network between sent a damaged SUCI.",
  },
  SUCI_PUBLIC_KEY_INVALID: {
    meaning: "A public key of a SUCI key agreement is not a point of its curve in the one accepted encoding.",
    remedy: "Profile A: 32 octets of X25519, not of small order. Profile B: a compressed point of P-256.",
  },
  SUCI_MAC_FAILURE: {
    meaning: "The MAC tag of a SUCI is wrong: it was altered or made for another key.",
    remedy: "Check that the USIM holds the public key that belongs to the named identifier.",
  },
  SUCI_ANONYMOUS: {
    meaning: "A SUCI of the null scheme names no subscriber.",
    remedy: "Authenticate the subscriber by other means, or refuse.",
  },
});
