/** The domain of a telephone number in the devnet's ENUM tree (RFC 6116 clause 3.2). @param digits E.164 without plus */
export function enumDomain(digits: string): string {
  return `${digits.split("").toReversed().join(".")}.e164.arpa`;
}
