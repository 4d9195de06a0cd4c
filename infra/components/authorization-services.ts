import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import type { Authorization } from '../config/authorization.ts'
import { childOptions } from './child-options.ts'

export interface AuthorizationServicesArgs {
  readonly realmId: pulumi.Input<string>
  /** The gateway's client as a resource server. */
  readonly resourceServerId: pulumi.Input<string>
  readonly authorization: Authorization
  /** Ids of the groups that rules name. */
  readonly groupIds: ReadonlyMap<string, pulumi.Input<string>>
}

/** Resources, scopes, policies by group and permissions over them, in Keycloak's authorization services (UMA 2.0). */
export class AuthorizationServices extends pulumi.ComponentResource {
  constructor(name: string, args: AuthorizationServicesArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:AuthorizationServices', name, {}, opts)
    const { authorization, groupIds, ...of } = args
    const child = childOptions(this, opts)
    const scopes = new Map(
      [...new Set(authorization.resources.flatMap((resource) => resource.scopes))].map((scope) => [
        scope,
        new keycloak.openid.ClientAuthorizationScope(`${name}-${scope}`, { ...of, name: scope }, child),
      ]),
    )
    const scopesNamed = (names: readonly string[]) => names.flatMap((scope) => scopes.get(scope) ?? [])
    for (const { name: resource, type, uris, scopes: used } of authorization.resources)
      new keycloak.openid.ClientAuthorizationResource(
        `${name}-${resource}`,
        {
          ...of,
          name: resource,
          type,
          uris,
          scopes: scopesNamed(used).map((scope) => scope.name),
          ownerManagedAccess: false,
        },
        child,
      )
    for (const rule of authorization.rules) {
      const policy = new keycloak.openid.ClientGroupPolicy(
        `${name}-${rule.name}-groups`,
        {
          ...of,
          name: `${rule.name}: groups`,
          groups: rule.groups.flatMap((group) => {
            const id = groupIds.get(group)
            return id === undefined ? [] : [{ id, path: `/${group}`, extendChildren: false }]
          }),
          logic: rule.effect === 'allow' ? 'POSITIVE' : 'NEGATIVE',
          decisionStrategy: 'UNANIMOUS',
        },
        child,
      )
      new keycloak.openid.ClientAuthorizationPermission(
        `${name}-${rule.name}`,
        {
          ...of,
          name: rule.name,
          type: 'scope',
          scopes: scopesNamed(rule.scopes).map((scope) => scope.id),
          policies: [policy.id],
          decisionStrategy: 'UNANIMOUS',
        },
        child,
      )
    }
    this.registerOutputs()
  }
}
