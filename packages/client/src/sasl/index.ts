export { authenticate, type SaslAnswer, type SaslTransport } from "./authenticate.js";
export { type GssapiOptions, gssapi, type KerberosClient, type KerberosModule } from "./gssapi.js";
export type { SaslContext, SaslExchange, SaslMechanism, Secret } from "./mechanism.js";
export { type OauthToken, type OauthTokenProvider, oauthbearer } from "./oauthbearer.js";
export { type OidcClientCredentialsOptions, oidcClientCredentials } from "./oidc-client-credentials.js";
export { plain } from "./plain.js";
export { type ScramOptions, scram } from "./scram.js";
