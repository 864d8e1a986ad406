import { createSocket } from "node:dgram";
import { once } from "node:events";
import {
  decodeDnsQuery,
  encodeDnsQuery,
  enumNameOf,
  naptrRegexpTo,
  type NaptrRecord,
  ResponseEncoder,
} from "@symbolon/codecs/dns";
import { serveParent } from "./child-server.ts";

/** Child process of the ENUM benchmark: gives every datagram the same answer under the asker's id, reading nothing else. */
const name = enumNameOf("15550000000", "e164.arpa");
const regexp = naptrRegexpTo("sip:+15550000000@ims.factory-one.example.net;user=phone");
const record: NaptrRecord = {
  type: "NAPTR",
  name,
  ttl: 60,
  order: 10,
  preference: 10,
  flags: "u",
  services: "E2U+sip",
  regexp,
  replacement: "",
};
const query = decodeDnsQuery(encodeDnsQuery(0, name, "NAPTR"));
const constant = new ResponseEncoder().encode(
  { ...query, responseCode: "NOERROR", authoritative: true, answers: [record], authority: [] },
  512,
);

const socket = createSocket("udp4");
socket.on("message", (octets, peer) => {
  const answer = Buffer.from(constant);
  octets.copy(answer, 0, 0, 2);
  socket.send(answer, peer.port, peer.address);
});
socket.bind(0, "127.0.0.1");
await once(socket, "listening");
await serveParent(socket.address().port);
process.exit();
