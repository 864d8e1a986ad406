/** Octets of one request body over HTTP; more is answered with 413. A batch of 1,000 identifiers takes 30 KB. */
export const MAX_HTTP_BODY_OCTETS = 1_048_576;
/** Octets of one header section over HTTP; HTTP/1.1 answers more with 431, HTTP/2 announces it in SETTINGS. A credential takes about 1 KB. */
export const MAX_HTTP_HEADER_OCTETS = 16_384;
/** Header fields of one HTTP request. */
export const MAX_HTTP_HEADER_FIELDS = 100;
/** Streams that one HTTP/2 connection may have open; each may hold one body. */
export const MAX_HTTP_STREAMS_PER_CONNECTION = 128;
/** Connections to one HTTP port; further ones are dropped at accept. */
export const MAX_HTTP_CONNECTIONS = 4_096;
/** Milliseconds from accept to the end of the TLS handshake, and then to the octets that tell HTTP/1.1 from HTTP/2. */
export const HTTP_GREETING_TIMEOUT = 10_000;
/** Milliseconds for a whole header section of HTTP/1.1: cuts off peers that send it octet by octet. */
export const HTTP_HEADERS_TIMEOUT = 10_000;
/** Milliseconds for a whole HTTP request with its body. */
export const HTTP_REQUEST_TIMEOUT = 30_000;
/** Milliseconds without a sign of life after which an HTTP connection is closed. */
export const HTTP_IDLE_TIMEOUT = 75_000;
/** Milliseconds that closing an HTTP port waits for requests in progress. */
export const HTTP_CLOSE_DEADLINE = 5_000;

/** Bounds on what one HTTP peer may make this process hold or wait for; times in milliseconds. */
export interface HttpLimits {
  readonly bodyOctets: number;
  readonly headerOctets: number;
  readonly headerFields: number;
  readonly streamsPerConnection: number;
  readonly connections: number;
  readonly greetingTimeout: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly idleTimeout: number;
  readonly closeDeadline: number;
}

export const defaultHttpLimits: HttpLimits = {
  bodyOctets: MAX_HTTP_BODY_OCTETS,
  headerOctets: MAX_HTTP_HEADER_OCTETS,
  headerFields: MAX_HTTP_HEADER_FIELDS,
  streamsPerConnection: MAX_HTTP_STREAMS_PER_CONNECTION,
  connections: MAX_HTTP_CONNECTIONS,
  greetingTimeout: HTTP_GREETING_TIMEOUT,
  headersTimeout: HTTP_HEADERS_TIMEOUT,
  requestTimeout: HTTP_REQUEST_TIMEOUT,
  idleTimeout: HTTP_IDLE_TIMEOUT,
  closeDeadline: HTTP_CLOSE_DEADLINE,
};
