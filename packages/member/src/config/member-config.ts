import { type Static, Type } from "typebox";

/** Hosts that may be listed for callbacks beside those on the ledger. */
export const MAX_CALLBACK_HOSTS = 256;

const listenAddress = (what: string) =>
  Type.Optional(
    Type.String({ pattern: "^\\S+:[0-9]{1,5}$", description: `Address and port of ${what}. Absent: not served.` }),
  );

const file = (what: string, standard?: string) =>
  Type.String({
    minLength: 1,
    description: `${what}; relative to the configuration file.`,
    ...(standard === undefined ? {} : { default: standard }),
  });

/** The one schema of a member's configuration: the YAML file, the environment and the options derive from it. */
export const memberConfigSchema = Type.Object(
  {
    member: Type.String({
      pattern: "^[a-z0-9][a-z0-9-]{0,31}$",
      description: "Identifier of this member on the ledger.",
    }),
    directory: file("Directory of the state, the subscriber store and the keys", "."),
    ledger: Type.Object(
      {
        genesis: file("Genesis document of the ledger", "genesis.json"),
        state: file("Directory of the ledger's state", "state"),
        follow: Type.Optional(
          Type.Object(
            {
              url: Type.String({
                pattern: "^https://",
                description: "Address of the `api` face of the member that orders.",
              }),
              member: Type.String({
                minLength: 1,
                description: "Member that is expected there; its CA alone is trusted.",
              }),
            },
            { additionalProperties: false, description: "Follow another member's ledger. Absent: this node orders." },
          ),
        ),
        light: Type.Optional(
          Type.Array(Type.String({ pattern: "^[a-z0-9-]+=https://" }), {
            minItems: 2,
            description:
              "Keep no copy: ask these members, `member=https://host:port`, and verify their proofs. The first one is asked, another confirms.",
          }),
        ),
      },
      { additionalProperties: false },
    ),
    keys: Type.Object(
      {
        store: file("Directory of the key store", "keys"),
        passphrase: Type.Union([Type.Literal("none"), Type.String({ pattern: "^(fd:[0-9]+|credential:.+)$" })], {
          default: "none",
          description:
            "Where the passphrase of the key store comes from: `fd:3` (a file descriptor), `credential:NAME` (a systemd credential), or `none` for a plain store, which only a devnet should use.",
        }),
        node: Type.String({ default: "node", minLength: 1, description: "Label of the key that signs headers." }),
        admin: Type.String({
          default: "admin",
          minLength: 1,
          description: "Label of the key that signs the transactions of this member.",
        }),
      },
      { additionalProperties: false },
    ),
    tls: Type.Object(
      {
        certificate: file("Communication certificate, PEM", "tls/node.pem"),
        key: Type.String({ default: "communication", minLength: 1, description: "Label of its key in the key store." }),
      },
      { additionalProperties: false },
    ),
    faces: Type.Object(
      {
        bchf: listenAddress("the Nbchf query service, HTTP/1.1 and h2c"),
        sbi: listenAddress("the SBI of UDM and AUSF, h2c and HTTP/1.1"),
        sbiTls: listenAddress("the SBI towards other members, mutual TLS"),
        enum: listenAddress("ENUM, DNS over UDP and TCP"),
        mslookup: listenAddress("mslookup, unicast UDP"),
        api: listenAddress("the management service and the ledger service between members, mutual TLS"),
        metrics: listenAddress("Prometheus metrics and health"),
      },
      { additionalProperties: false, description: "What this node serves. Loopback unless an address says otherwise." },
    ),
    enum: Type.Object(
      {
        suffix: Type.String({ default: "e164.arpa", description: "Domain below which numbers are looked up." }),
        sipDomain: Type.String({
          default: "ims.invalid",
          description: "Domain of SIP addresses; the holder's identifier and a dot are put before it.",
        }),
        routingNumbers: Type.Optional(
          Type.Record(Type.String(), Type.String({ pattern: "^\\+[0-9]{5,15}$" }), {
            description:
              "Routing number of each holder, for ported numbers (RFC 4694 `rn`): `foundry=+447700900000,...`.",
          }),
        ),
        ttlSeconds: Type.Integer({
          default: 60,
          minimum: 0,
          maximum: 86_400,
          description: "Longest time a resolver may keep an answer.",
        }),
      },
      { additionalProperties: false },
    ),
    mslookup: Type.Object(
      {
        multicast: Type.Optional(
          Type.String({
            pattern: "^\\S+:[0-9]{1,5}$",
            description: "Multicast group to join, 239.192.23.42:4266 by convention. Absent: unicast only.",
          }),
        ),
        interface: Type.Optional(
          Type.String({ description: "Address of the network interface to join the group on." }),
        ),
      },
      { additionalProperties: false },
    ),
    freshness: Type.Object(
      {
        maxAgeSeconds: Type.Integer({
          default: 30,
          minimum: 1,
          maximum: 86_400,
          description: "Oldest state that is answered from without a word.",
        }),
        failClosed: Type.Boolean({
          default: false,
          description: "Refuse to answer from older state instead of saying its age.",
        }),
      },
      { additionalProperties: false },
    ),
    subscribers: Type.Optional(
      Type.Object(
        {
          database: file("Subscriber store", "subscribers.sqlite"),
          plmn: Type.String({
            pattern: "^[0-9]{5,6}$",
            description: "MCC and MNC of the network that UDM and AUSF serve.",
          }),
          homeNetworkKeys: Type.Array(Type.Integer({ minimum: 1, maximum: 255 }), {
            default: [1],
            description: "Identifiers of the home network's public keys for SUCI profile A that are in use.",
          }),
          roaming: Type.Array(Type.String({ pattern: "^[0-9]{5,6}$" }), {
            default: [],
            description: "Serving PLMNs that subscribers may use; empty: all.",
          }),
          callbackHosts: Type.Array(Type.String({ pattern: "^[A-Za-z0-9.:-]{1,253}$" }), {
            default: [],
            maxItems: MAX_CALLBACK_HOSTS,
            description:
              "Hosts of this member's own AMFs, which may be told of deregistrations. Endpoints that members recorded (https) and loopback (http) always may.",
          }),
        },
        {
          additionalProperties: false,
          description: "UDM, AUSF and AuC of this member. Absent: it holds no subscribers.",
        },
      ),
    ),
    log: Type.Object(
      {
        level: Type.Union([Type.Literal("debug"), Type.Literal("info"), Type.Literal("warn"), Type.Literal("error")], {
          default: "info",
          description: "Least severe line that is written.",
        }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

export type MemberConfig = Static<typeof memberConfigSchema>;
