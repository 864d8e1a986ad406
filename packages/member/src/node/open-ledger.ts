import type { Clock, Log } from "@symbolon/base";
import { symbolonRuleset } from "@symbolon/contracts";
import { listMembers, type MemberProfile } from "@symbolon/contracts/members";
import { sha256, type Signer, type TlsIdentity, type TrustSource, verifySignatureAsync } from "@symbolon/crypto";
import {
  HttpBlockSource,
  HttpHeaderWitness,
  MemberConnection,
  type MemberEndpoint,
  type WitnessBoard,
} from "@symbolon/faces/http";
import {
  FollowerLedger,
  type Ledger,
  openEmbeddedLedger,
  type Timers,
  WorkerEngine,
  type WorkerEngineOptions,
} from "@symbolon/ledger";
import type { Genesis } from "@symbolon/state";
import type { MemberConfig } from "../config/member-config.ts";
import { MAX_TRUSTED_MEMBERS } from "../trust/ledger-trust.ts";

export interface OpenLedgerModules {
  readonly genesis: Genesis;
  readonly signer: Signer;
  readonly identity: TlsIdentity;
  readonly trust: TrustSource;
  /** The board that this node's ledger face serves. */
  readonly witnesses: WitnessBoard;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Closes what the ledger works with, after it: the connections to other members. */
  readonly resources: AsyncDisposableStack;
}

type Follow = NonNullable<MemberConfig["ledger"]["follow"]>;

/** The ledger as the configuration says: ordered here, or followed from another member. Blocks are executed in a thread of their own. */
export async function openLedger(
  config: MemberConfig,
  modules: OpenLedgerModules,
  signal: AbortSignal,
): Promise<Ledger> {
  const setup: WorkerEngineOptions = {
    genesis: modules.genesis,
    directory: config.ledger.state,
    ruleset: { url: import.meta.resolve("@symbolon/contracts"), exportName: "symbolonRuleset" },
  };
  const { follow } = config.ledger;
  if (follow === undefined) return openEmbeddedLedger(setup, { ...modules, ruleset: symbolonRuleset });
  return openFollower(config.member, follow, setup, modules, signal);
}

async function openFollower(
  memberId: string,
  follow: Follow,
  setup: WorkerEngineOptions,
  modules: OpenLedgerModules,
  signal: AbortSignal,
): Promise<Ledger> {
  const engine = await WorkerEngine.open(setup);
  try {
    const connect = (endpoint: MemberEndpoint) => modules.resources.use(new MemberConnection({ endpoint }, modules));
    const orderer = connect(endpointOf(follow));
    const others = otherFollowers(engine, modules.genesis, [memberId, follow.member]);
    const witness = new HttpHeaderWitness(
      { memberId },
      {
        ...modules,
        board: modules.witnesses,
        others: others.map(connect),
      },
    );
    return await FollowerLedger.open(
      { genesis: modules.genesis },
      {
        ...modules,
        engine,
        source: new HttpBlockSource(orderer),
        ruleset: symbolonRuleset,
        watch: { witness, signer: modules.signer },
        sha256,
        verifySignature: verifySignatureAsync,
      },
      signal,
    );
  } catch (cause) {
    await engine[Symbol.asyncDispose]();
    throw cause;
  }
}

function endpointOf({ url, member }: Follow): MemberEndpoint {
  const { hostname, port } = new URL(url);
  return { memberId: member, host: hostname.replaceAll(/[[\]]/g, ""), port: port === "" ? 443 : Number(port) };
}

/** Where other members' ledger faces are: by the state as this node starts, before there is one by the genesis. */
function otherFollowers(engine: WorkerEngine, genesis: Genesis, except: readonly string[]): readonly MemberEndpoint[] {
  const members = engine.head.height < 0 ? foundersOf(genesis) : listMembers(engine.reader, MAX_TRUSTED_MEMBERS);
  return members.flatMap(({ id, endpoints }) => {
    const api = except.includes(id) ? undefined : endpoints.find(({ type }) => type === "api");
    return api === undefined ? [] : [{ memberId: id, host: api.host, port: api.port }];
  });
}

function foundersOf(genesis: Genesis): readonly MemberProfile[] {
  return (genesis.contracts["members"] as unknown as { readonly founders?: readonly MemberProfile[] }).founders ?? [];
}
