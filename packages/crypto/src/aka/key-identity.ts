import { formatNai, type Supi } from "@symbolon/base";

/**
 * The SUPI as it goes into keys: digits of the IMSI without prefix, the NAI, or the line identifier. P0 of K_AMF (TS 33.501 A.7.0), and the
 * Identity of EAP-AKA' wherever AT_KDF_INPUT begins with `5G:`, whatever identity the terminal sent (TS 33.501 Annex F.3).
 */
export function keyIdentityOf(supi: Supi): string {
  switch (supi.kind) {
    case "imsi":
      return supi.digits;
    case "nai":
      return formatNai(supi);
    default:
      return supi.text;
  }
}
