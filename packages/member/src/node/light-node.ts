import { fromUtf8, type JsonObject, parseIdentifier, parseJson, SymbolonError } from "@symbolon/base";
import { sha256, verifySignatureAsync } from "@symbolon/crypto";
import {
  FaceMetrics,
  HttpRemoteBchf,
  MemberConnection,
  type MemberEndpoint,
  type ProofSource,
} from "@symbolon/faces/http";
import { LightBchf, type RemoteBchf, type RoutingResolver } from "@symbolon/functions/bchf";
import { ledgerIdentifier } from "@symbolon/ledger";
import { Registry } from "prom-client";
import type { MemberConfig } from "../config/member-config.ts";
import { memberErrors } from "../errors.ts";
import { GenesisTrust } from "../trust/genesis-trust.ts";
import { nameOnLoopback } from "./face-address.ts";
import type { MemberNodeModules } from "./member-node-modules.ts";
import { NodeKeys } from "./open-keys.ts";
import { openQueryFaces } from "./open-query-faces.ts";
import { readGenesis } from "./read-genesis.ts";

/** A node without a copy of the ledger: a light BCHF and its faces. It believes what other members prove, not what they say. */
export class LightNode implements AsyncDisposable {
  readonly memberId: string;
  readonly ledgerId: string;
  readonly resolver: RoutingResolver;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    ids: { readonly memberId: string; readonly ledgerId: string },
    resolver: RoutingResolver,
    resources: AsyncDisposableStack,
  ) {
    this.memberId = ids.memberId;
    this.ledgerId = ids.ledgerId;
    this.resolver = resolver;
    this.#resources = resources;
  }

  /** @throws errors of the configuration, the keys and the faces, by their codes */
  static async start(config: MemberConfig, modules: MemberNodeModules): Promise<LightNode> {
    await using opening = new AsyncDisposableStack();
    const keys = opening.use(await NodeKeys.open(config, modules));
    const identity = await keys.tlsIdentity();
    const genesis = readGenesis(config.ledger.genesis);
    const ledgerId = ledgerIdentifier(genesis, sha256);
    const connecting = { ...modules, identity, trust: new GenesisTrust(genesis) };
    const remotes = (config.ledger.light ?? []).map((text) => {
      const connection = opening.use(new MemberConnection({ endpoint: endpointOf(text) }, connecting));
      return new HttpRemoteBchf(connection);
    });
    const trust = { format: 1, type: "embedded", ledger: ledgerId, validators: genesis.validators } as const;
    const [tlsName = config.member] = identity.certificate.names;
    const options = {
      maxAge: config.freshness.maxAgeSeconds * 1000,
      ...nameOnLoopback(config.faces.bchf, tlsName),
    };
    const resolver = new LightBchf(options, {
      ...modules,
      remotes,
      trust,
      sha256,
      verifySignature: verifySignatureAsync,
    });
    opening.use(await openLightFaces(config, modules, { resolver, remotes }));
    return new LightNode({ memberId: config.member, ledgerId }, resolver, opening.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]();
  }
}

function openLightFaces(
  config: MemberConfig,
  modules: MemberNodeModules,
  { resolver, remotes }: { readonly resolver: RoutingResolver; readonly remotes: readonly RemoteBchf[] },
) {
  const metrics = new Registry();
  return openQueryFaces(config, {
    ...modules,
    resolver,
    metrics,
    observer: new FaceMetrics(metrics),
    // Each answer is bounded by the age of its own proof; nothing may be kept beyond it.
    freshness: { secondsLeft: () => 0 },
    proofs: passedOn(remotes),
    readiness: () => ({
      ready: true,
      checks: { ledger: `no copy: ${remotes.map(({ memberId }) => memberId).join(", ")} are asked` },
    }),
    holders: {
      sipDomain: (holder) => `${holder}.${config.enum.sipDomain}`,
      routingNumber: (holder) => config.enum.routingNumbers?.[holder],
    },
    services: { serviceAddress: () => undefined },
  });
}

/** Proofs as the first member that answers gives them: whoever receives one verifies it. */
function passedOn(remotes: readonly RemoteBchf[]): ProofSource {
  return {
    async prove(identifier) {
      try {
        parseIdentifier(identifier);
      } catch (error) {
        if (error instanceof SymbolonError) return { refused: "MALFORMED_REQUEST", message: error.message };
        throw error;
      }
      for (const remote of remotes) {
        const proof = await remote.proof({ identifier }).catch(() => undefined);
        if (proof !== undefined) return parseJson(fromUtf8(proof)) as JsonObject;
      }
      return { refused: "HOME_UNREACHABLE", message: "no member that could be asked gave a proof" };
    },
  };
}

/** `member=https://host:port`. */
function endpointOf(text: string): MemberEndpoint {
  const [memberId = "", url = ""] = text.split(/=(.*)/s);
  if (!URL.canParse(url))
    throw memberErrors.error("CONFIG_INVALID", `ledger.light: ${text} is not member=https://host:port`);
  const { hostname, port } = new URL(url);
  return { memberId, host: hostname.replaceAll(/[[\]]/g, ""), port: port === "" ? 443 : Number(port) };
}
