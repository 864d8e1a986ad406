/** Questions that may wait for a resolver that answers later, over all peers. */
export const MAX_DNS_IN_FLIGHT = 1024;
/** UDP queries answered in one turn of the event loop. */
export const MAX_DNS_BATCH = 256;
/** TCP connections at a time, and of one peer address. */
export const MAX_DNS_CONNECTIONS = 256;
export const MAX_DNS_CONNECTIONS_PER_PEER = 64;
/** Questions of one TCP connection that may wait; reading pauses at this many (RFC 7766 clause 6.2.1.1). */
export const MAX_DNS_PIPELINED = 64;
/** Octets of one query over TCP: a name, an OPT record and a signature are far below. */
export const MAX_DNS_TCP_QUERY_OCTETS = 4096;
/** Answers that wait in this process to be sent, per TCP connection and for the UDP socket. */
export const MAX_DNS_UNSENT_OCTETS = 262_144;
/** Without a complete query for this long a TCP connection is closed (RFC 7766 clause 6.2.3). */
export const DNS_IDLE_MS = 10_000;
/** Room that the kernel is asked for, so that a burst waits instead of getting lost. */
export const DNS_RECEIVE_BUFFER_OCTETS = 4_194_304;
