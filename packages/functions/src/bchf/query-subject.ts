import {
  type Identifier,
  type Imsi,
  isImsiSuci,
  type Nai,
  type NumberKind,
  parseIdentifier,
  parseImsi,
  parseSuciNai,
  type Suci,
  SymbolonError,
  supiOfNullScheme,
} from "@symbolon/base";
import type { SuciTuple } from "@symbolon/contracts/numbers";
import type { Refusal } from "../refusal-cause.ts";

/** What a query asks the ledger for. */
export type QuerySubject =
  | { readonly kind: NumberKind; readonly digits: string }
  /** A concealed identity: only its routing parts can be read. */
  | { readonly kind: "suci"; readonly tuple: SuciTuple }
  /** An identity whose home is a domain. */
  | { readonly kind: "realm"; readonly realm: string };

/** Reads the identifier of a query into what the ledger can be asked. Never throws. */
export function querySubject(text: string): QuerySubject | Refusal {
  let identifier: Identifier;
  try {
    identifier = parseIdentifier(text);
  } catch (error) {
    return malformed(error);
  }
  switch (identifier.kind) {
    case "imsi":
    case "msisdn":
      return identifier;
    case "suci":
      return ofSuci(identifier.suci);
    case "nai":
      return ofNai(identifier);
    default:
      return {
        refused: "UNSUPPORTED",
        message: `identifiers of kind ${identifier.kind} are not kept in the number ledger`,
      };
  }
}

function ofSuci(suci: Suci): QuerySubject {
  const supi = supiOfNullScheme(suci);
  if (supi?.kind === "imsi") return { kind: "imsi", digits: supi.digits };
  if (!isImsiSuci(suci)) return { kind: "realm", realm: suci.realm.toLowerCase() };
  const { plmn, routingIndicator, homeNetworkPublicKeyId } = suci;
  const tuple = { ...plmn, routingIndicator, homeNetworkKeyId: homeNetworkPublicKeyId };
  return { kind: "suci", tuple };
}

/** The NAI form of a SUCI, a root NAI or private identity made of an IMSI, or a user of a domain (TS 23.003 clauses 13.3, 14.3, 19.3.2, 28.7). */
function ofNai(nai: Nai): QuerySubject | Refusal {
  const realm = nai.realm.toLowerCase();
  if (/^type[0-7]\.rid/i.test(nai.username)) {
    try {
      return ofSuci(parseSuciNai(`${nai.username}@${nai.realm}`));
    } catch (error) {
      return malformed(error);
    }
  }
  const imsi = imsiOfNai(nai.username, realm);
  return imsi === undefined ? { kind: "realm", realm } : { kind: "imsi", digits: imsi };
}

/** Digit before the IMSI of a root NAI: EAP-AKA, EAP-SIM, EAP-AKA'. */
const ROOT_NAI = /^[016]([0-9]{6,15})$/;
const PRIVATE_IDENTITY = /^[0-9]{6,15}$/;
const THREE_GPP_REALM = /^(nai\.epc|wlan|nai\.5gc|ims|5gc|epc)\.mnc[0-9]{3}\.mcc[0-9]{3}\.3gppnetwork\.org$/;

function imsiOfNai(username: string, realm: string): Imsi | undefined {
  const [, domain] = THREE_GPP_REALM.exec(realm) ?? [];
  if (domain === undefined) return undefined;
  const rooted = domain === "wlan" || domain === "nai.epc";
  const digits = rooted ? ROOT_NAI.exec(username)?.[1] : PRIVATE_IDENTITY.exec(username)?.[0];
  return digits === undefined ? undefined : parseImsi(digits);
}

function malformed(error: unknown): Refusal {
  if (!(error instanceof SymbolonError)) throw error;
  return { refused: "MALFORMED_REQUEST", message: error.message };
}
