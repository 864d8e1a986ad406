import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, parseImsi, parsePlmn } from "@symbolon/base";
import { Milenage, type Signer } from "@symbolon/crypto";
import { homeNetworkKeys, homeNetworkPublicKey, NodeKeys, systemClock, systemRandom } from "@symbolon/member";
import { Terminal } from "@symbolon/terminal";
import { Usim } from "@symbolon/usim";
import { type RegistrationOutcome, VisitedNetwork } from "@symbolon/visited-network";
import { devnetName } from "../devnet/member-profile.ts";
import type { SampleSubscriber } from "../devnet/samples.ts";
import { SHARED_PLMN } from "../devnet/topology.ts";
import type { StoryStage } from "./story-stage.ts";

/** Who visits whom, and how. */
export interface Visit {
  readonly subscriber: SampleSubscriber;
  readonly visited: string;
  /** False: the null scheme shows the IMSI, so that the BCHF sees the number itself. */
  readonly concealed: boolean;
  /** Signs the user's credentials; absent: the terminal gives none. */
  readonly user?: Signer;
  /** True: the visited network tries its own UDM first. */
  readonly localFirst?: boolean;
}

const AMF_ID = "010041";

/** A terminal of one member registers in the network of another, over public protocols alone. */
export async function visit(stage: StoryStage, plan: Visit): Promise<RegistrationOutcome> {
  await using network = await openNetwork(stage, plan);
  return await network.register(await terminalOf(stage, plan));
}

function openNetwork(
  { document, directory }: StoryStage,
  { visited, user, localFirst }: Visit,
): Promise<VisitedNetwork> {
  const member = document.members.find(({ id }) => id === visited);
  if (member === undefined) throw new RangeError(`the devnet has no member ${visited}`);
  const read = (path: string) => readFileSync(join(directory, path), "utf8");
  const authorities = document.members.map(({ credentials }) => read(credentials.ca));
  const tls = {
    ca: authorities.join("\n"),
    certificate: read(member.credentials.certificate),
    key: read(member.credentials.key),
  };
  return VisitedNetwork.start(
    {
      plmn: parsePlmn(SHARED_PLMN),
      amfInstanceId: "8f14e45f-ceea-467f-a8f1-6d2c0e9a3b41",
      amfId: AMF_ID,
      bchf: member.endpoints.bchf,
      client: { tls },
      ...(localFirst === true && member.endpoints.sbi !== undefined ? { localUdm: member.endpoints.sbi } : {}),
      ...(user === undefined ? {} : { tlsIdentity: devnetName(visited) }),
    },
    { clock: systemClock },
  );
}

async function terminalOf(stage: StoryStage, { subscriber, concealed, user }: Visit): Promise<Terminal> {
  const usim = new Usim(new Milenage({ k: fromHex(subscriber.k), opc: fromHex(subscriber.opc) }));
  const options = {
    supi: { kind: "imsi", digits: parseImsi(subscriber.imsi) },
    mncLength: 3,
    routingIndicator: subscriber.routingIndicator,
    ...(concealed ? { homeNetworkPublicKey: await publicKeyOf(stage, subscriber.member) } : {}),
  } as const;
  return new Terminal(options, {
    usim,
    clock: systemClock,
    random: systemRandom,
    ...(user === undefined ? {} : { signer: user }),
  });
}

async function publicKeyOf(stage: StoryStage, memberId: string) {
  await using keys = await NodeKeys.open(stage.member(memberId).config, { random: systemRandom });
  const [key] = homeNetworkKeys([1], await keys.subscriberStoreKey());
  if (key === undefined) throw new RangeError("no home network key");
  return homeNetworkPublicKey(key);
}
