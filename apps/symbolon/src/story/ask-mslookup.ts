import { createSocket } from "node:dgram";
import { once } from "node:events";
import { decodeMslookupAnswer, encodeMslookupQuery, MSLOOKUP_SUFFIX } from "@symbolon/codecs/mslookup";
import { faceAddress } from "@symbolon/member";

/** mslookup knows no refusal: silence for this long means no. */
const SILENCE_MS = 1000;

/** Asks where the HLR of an IMSI is, as osmo-hlr would. @returns address and port, or what silence means */
export async function askMslookup(server: string, imsi: string): Promise<string> {
  const { host, port } = faceAddress(server);
  const socket = createSocket("udp4");
  try {
    const answered = once(socket, "message", { signal: AbortSignal.timeout(SILENCE_MS) });
    socket.send(
      encodeMslookupQuery({ packetId: 1, service: "gsup.hlr", id: imsi, idType: "imsi" }, MSLOOKUP_SUFFIX),
      port,
      host,
    );
    const [octets] = (await answered) as [Uint8Array];
    const { age, v4 } = decodeMslookupAnswer(octets, MSLOOKUP_SUFFIX);
    return `${imsi}: ${v4?.address}:${v4?.port}, age ${age}`;
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") return "silence";
    throw error;
  } finally {
    socket.close();
  }
}
