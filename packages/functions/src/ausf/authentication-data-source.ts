import type { Refusal } from "../refusal-cause.ts";
import type { AuthenticationInfo, AuthenticationInfoRequest, AuthEventData } from "../udm/ue-authentication.ts";

/** Port: Nudm_UEAuthentication as its consumer sees it, in this process or over HTTP. */
export interface AuthenticationDataSource {
  generateAuthData(supiOrSuci: string, request: AuthenticationInfoRequest): Promise<AuthenticationInfo | Refusal>;
  confirm(supi: string, event: AuthEventData): Promise<{ readonly id: string } | Refusal>;
}
