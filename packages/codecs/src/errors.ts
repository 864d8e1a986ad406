import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/codecs`: octets or values that a protocol does not allow. */
export const codecErrors = defineErrors("codecs", {
  DNS_MALFORMED: {
    meaning: "Octets are not a DNS message (RFC 1035, RFC 6891) or a record in it breaks its own length.",
    remedy: "Compare the octets with the named clause; the sender or something on the path is at fault.",
  },
  DNS_INVALID_VALUE: {
    meaning: "A name, a character-string or a number has no form in a DNS message.",
    remedy: "Keep labels within 63 octets, names within 255, character-strings within 255 and numbers within range.",
  },
  NAPTR_REGEXP_INVALID: {
    meaning: "The regexp field of a NAPTR record is not a substitution expression of RFC 3402 that is safe to apply.",
    remedy:
      "Write it as !expression!replacement! with at most the flag i, groups for each back reference and few repetitions.",
  },
  TELEPHONE_URI_INVALID: {
    meaning: "A text is not a tel URI or a SIP URI with a telephone number (RFC 3966, RFC 4694).",
    remedy: "Write a global number with + and digits, or add phone-context; a local rn needs rn-context.",
  },
  MSLOOKUP_MALFORMED: {
    meaning: "Octets or a name are not an mslookup query or answer as Osmocom's distributed GSM defines them.",
    remedy: "Ask for <service>.<digits>.<imsi|msisdn>.<suffix>, class IN, type ANY, without name compression.",
  },
  EAP_MALFORMED: {
    meaning: "Octets are not an EAP packet, or an attribute of EAP-SIM, EAP-AKA or EAP-AKA' breaks its format.",
    remedy: "Compare the octets with RFC 3748 and RFC 4187 clause 8; a peer answers with Client-Error.",
  },
  EAP_INVALID_VALUE: {
    meaning: "A value has no form in an EAP packet.",
    remedy: "Check the named attribute's length and range in RFC 4187 clause 10 and RFC 9048 clause 3.",
  },
});
