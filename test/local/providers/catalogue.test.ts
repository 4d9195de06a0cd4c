import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { definedNames, providerNamed } from '../../../infra/local/providers/catalogue.ts'

const providers = await Promise.all(
  definedNames.map(async (name) => {
    const folder = dirname(createRequire(import.meta.url).resolve(`@pulumi/${name}/package.json`))
    return { name, folder, provider: await providerNamed(name) }
  }),
)

/** The names that an interface of an SDK's declaration file has. */
async function members(file: string, name: string): Promise<string[]> {
  const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest)
  const found = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  )
  if (found === undefined || !ts.isInterfaceDeclaration(found)) throw new Error(`${file} has no interface ${name}`)
  return found.members.flatMap(({ name: member }) =>
    member !== undefined && ts.isIdentifier(member) ? [member.text] : [],
  )
}

/** `keycloak:openid/client:Client` is declared in `openid/client.d.ts`, but for the capitals of a file's name. */
function fileOf(type: string): string {
  const path = (type.split(':')[1] ?? '').replace(/^index\//, '')
  return `${path.replace(/^s3B/, 's3b')}.d.ts`
}

const resources = providers.flatMap(({ folder, provider }) =>
  provider.resources.map((definition) => ({ folder, definition, type: definition.type })),
)

describe('the definitions', () => {
  it.each(resources)('know only inputs and outputs that the SDK has: $type', async ({ folder, definition, type }) => {
    const [file, name] = [join(folder, fileOf(type)), type.split(':')[2] ?? '']
    expect(await members(file, `${name}Args`)).toEqual(expect.arrayContaining(Object.keys(definition.inputs)))
    const state = await members(file, `${name}State`)
    expect(state).toEqual(expect.arrayContaining(Object.keys(definition.outputs)))
  })

  it.each(providers)('know only settings that the SDK has: $name', async ({ folder, provider }) => {
    const settings = await members(join(folder, 'provider.d.ts'), 'ProviderArgs')
    expect(settings).toEqual(expect.arrayContaining(Object.keys(provider.config)))
  })

  it.each(resources)('name a resource by inputs that it has: $type', ({ definition }) => {
    expect(Object.keys(definition.inputs)).toEqual(expect.arrayContaining([...definition.identity]))
  })

  it.each(resources)('can update whatever does not replace: $type', ({ definition }) => {
    const replacing = Object.values(definition.inputs).every(({ replaces }) => replaces === true)
    expect(definition.update === undefined).toBe(replacing)
  })
})

describe('the program', () => {
  it.each([
    'keycloak:index/realm:Realm',
    'keycloak:index/realmEvents:RealmEvents',
    'keycloak:index/group:Group',
    'keycloak:index/user:User',
    'keycloak:index/userGroups:UserGroups',
    'keycloak:openid/client:Client',
    'keycloak:openid/clientScope:ClientScope',
    'keycloak:openid/groupMembershipProtocolMapper:GroupMembershipProtocolMapper',
    'keycloak:openid/audienceProtocolMapper:AudienceProtocolMapper',
    'keycloak:openid/clientDefaultScopes:ClientDefaultScopes',
    'keycloak:openid/clientOptionalScopes:ClientOptionalScopes',
    'keycloak:openid/clientAuthorizationScope:ClientAuthorizationScope',
    'keycloak:openid/clientAuthorizationResource:ClientAuthorizationResource',
    'keycloak:openid/clientGroupPolicy:ClientGroupPolicy',
    'keycloak:openid/clientAuthorizationPermission:ClientAuthorizationPermission',
    'keycloak:oidc/identityProvider:IdentityProvider',
    'keycloak:index/customIdentityProviderMapping:CustomIdentityProviderMapping',
    'postgresql:index/role:Role',
    'postgresql:index/database:Database',
    'postgresql:index/grant:Grant',
    'minio:index/s3Bucket:S3Bucket',
    'minio:index/s3BucketVersioning:S3BucketVersioning',
    'minio:index/ilmPolicy:IlmPolicy',
    'minio:index/iamUser:IamUser',
    'minio:index/iamPolicy:IamPolicy',
    'minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment',
    'random:index/randomPassword:RandomPassword',
    'random:index/randomBytes:RandomBytes',
  ])('is served %s', (type) => expect(resources.map((resource) => resource.type)).toContain(type))
})
