/** Port: what a face tells of its work, for metrics. Called for every request, so it must return at once. */
export interface FaceObserver {
  /**
   * One request was answered.
   * @param face the protocol served: `http`, `enum`, `mslookup`
   * @param operation the standard's name of what was asked, from a small fixed set
   * @param outcome the protocol's own code: `200`, `NXDOMAIN`
   * @param seconds from the arrival of the request to its answer
   */
  answered(face: string, operation: string, outcome: string, seconds: number): void;
  /** Octets that are not the protocol, or a peer beyond a limit, were turned away. `reason` from a small fixed set. */
  turnedAway(face: string, reason: string): void;
}

export const silentObserver: FaceObserver = {
  answered() {},
  turnedAway() {},
};
