import { constants, createPrivateKey, X509Certificate } from "node:crypto";
import { checkServerIdentity, type ConnectionOptions, type SecureContextOptions, type TlsOptions } from "node:tls";
import type { Clock } from "@symbolon/base";
import { certificateToPem, type CommunicationCertificate } from "../x509/certificate.ts";
import { isAddress, normaliseName } from "../x509/names.ts";
import { identifyPeer } from "./identify-peer.ts";
import type { MemberTrust, TrustSource } from "./member-trust.ts";

/** What this member shows to TLS peers. */
export interface TlsIdentity {
  readonly certificate: CommunicationCertificate;
  /** PKCS #8 in DER, from a key store that can export. */
  readonly privateKey: Uint8Array;
}

/** TLS 1.3 where the peer can, never less than 1.2 (RFC 9325). */
const MIN_VERSION = "TLSv1.2";
const MAX_VERSION = "TLSv1.3";

/**
 * Options of a server that only members may reach. Each connection must still be asked for its `peerIdentity`: OpenSSL looks for any of
 * the members' CAs.
 */
export function serverTlsOptions(identity: TlsIdentity, trust: TrustSource): TlsOptions {
  return {
    ...serverContext(identity, trust),
    requestCert: true,
    rejectUnauthorized: true,
    // A resumed session would carry yesterday's verdict about its certificate.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

/** Puts the members that the ledger now knows, or a renewed certificate, before a running server: new connections meet them. */
export function renewServerTrust(
  server: { setSecureContext(options: SecureContextOptions): void },
  identity: TlsIdentity,
  trust: TrustSource,
): void {
  server.setSecureContext({ ...serverContext(identity, trust), secureOptions: constants.SSL_OP_NO_TICKET });
}

/**
 * Options of a connection to one endpoint of one member: only that member's CA counts, the certificate must be for `host`, and every name
 * in it must be an endpoint that the member recorded.
 */
export function clientTlsOptions(
  identity: TlsIdentity,
  expected: MemberTrust,
  host: string,
  clock: Clock,
): ConnectionOptions {
  const name = normaliseName(host) ?? host;
  return {
    ...secureContext(identity, expected.caCertificates),
    rejectUnauthorized: true,
    ...(isAddress(name) ? {} : { servername: name }),
    checkServerIdentity: (_presentedName, certificate) => {
      const mismatch = checkServerIdentity(name, certificate);
      if (mismatch !== undefined) return mismatch;
      const find = (memberId: string) => (memberId === expected.memberId ? expected : undefined);
      try {
        identifyPeer(certificate.raw, find, clock.now());
        return undefined;
      } catch (error) {
        return error as Error;
      }
    },
  };
}

function serverContext(identity: TlsIdentity, trust: TrustSource): SecureContextOptions {
  return secureContext(
    identity,
    trust.members().flatMap(({ caCertificates }) => caCertificates),
  );
}

/** `ca` is always given: without it Node would trust the web's authorities. */
function secureContext(identity: TlsIdentity, caCertificates: readonly Uint8Array[]): SecureContextOptions {
  const key = createPrivateKey({ key: Buffer.from(identity.privateKey), format: "der", type: "pkcs8" });
  return {
    minVersion: MIN_VERSION,
    maxVersion: MAX_VERSION,
    cert: certificateToPem(identity.certificate),
    key: key.export({ type: "pkcs8", format: "pem" }),
    ca: caCertificates.map((der) => new X509Certificate(der).toString()),
  };
}
