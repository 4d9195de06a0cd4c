/** What the gateway needs to know of its issuer, whoever runs it. `T` is the kind of value, as in connections.ts. */
export interface IssuerFacts<T> {
  readonly discoveryUrl: T
  readonly clientId: string
  readonly clientSecret: T
  /** Audience that access tokens must name. */
  readonly audience: string
  readonly scope: string
  readonly groupsAttribute: string
}
