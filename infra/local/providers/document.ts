import { definedNames, providerNamed, versionOf } from './catalogue.ts'
import type { Properties, Property } from './definition/property.ts'
import type { ResourceDefinition } from './definition/resource.ts'
import { fieldManager } from './kubernetes/objects.ts'
import { kubernetes } from './kubernetes/provider.ts'
import { recordName, releaseInputs, releaseType, repositoryInputs } from './kubernetes/release.ts'

/** infra/docs/stand-ins.md: what the definitions say, and around it why there are stand-ins at all. */
export async function document(): Promise<string> {
  const providers = await Promise.all(definedNames.map(async (name) => ({ name, provider: await providerNamed(name) })))
  const sections = providers.map(({ name, provider }) =>
    [
      `### ${name} ${versionOf(name)}`,
      `Settings of the provider: ${list(Object.keys(provider.config)) || 'none'}.`,
      ...(provider.functions.length === 0 ? [] : [`Functions: ${list(provider.functions.map(({ type }) => type))}.`]),
      table(provider.resources),
    ].join('\n\n'),
  )
  return [introduction, ...sections, objects(), differences].join('\n\n') + '\n'
}

/** Kubernetes has no table: its API server knows what a kind may hold. */
function objects(): string {
  return [
    `### kubernetes ${versionOf('kubernetes')}`,
    `Settings of the provider: ${list(Object.keys(kubernetes.config))}.`,
    `Every \`kubernetes:<group>/<version>:<Kind>\` that the API server serves, custom resources included, and
\`${releaseType}\`. An object's inputs are the object itself. The check asks the server to create it without keeping it,
every unknown field an error (\`dryRun=All\`, \`fieldValidation=Strict\`), once all its inputs are known. Objects are written
by server-side apply, in the name of \`${fieldManager}\`; a field that somebody else took over is a conflict, unless
\`pulumi.com/patchForce\` or \`enablePatchForce\` takes it back. An object that exists already is not taken over
(\`upsertExistingObjects\` does). What replaces an object, names that are drawn, and the annotations \`waitFor\`,
\`skipAwait\`, \`timeoutSeconds\` and \`deletionPropagationPolicy\` are as with the official provider.`,
    `A release is written down, not rendered: its inputs are in the ConfigMap \`${recordName('<name>')}\` of its namespace.
It may have ${list(releaseInputs)}; in \`repositoryOpts\` ${list(repositoryInputs)}. A secret in its values is refused.`,
  ].join('\n\n')
}

const columns = ['Type', 'Updated in place', 'Replaces the resource', 'On creation only', 'Outputs', 'Secret'] as const

function table(resources: readonly ResourceDefinition<never>[]): string {
  const rows = resources.map((definition) => {
    const inputs = named(definition.inputs)
    const outputs = Object.entries(definition.outputs)
    const having = (has: (property: Property) => boolean) => inputs.filter(([, property]) => has(property))
    const replacing = having(({ replaces }) => replaces === true)
    const once = having(({ createOnly }) => createOnly === true)
    const updating = inputs.filter((input) => !replacing.includes(input) && !once.includes(input))
    const secrets = [...inputs, ...outputs].filter(([, { secret }]) => secret === true)
    const cells = [updating, replacing, once, outputs, secrets].map((cell) => list(cell.map(([name]) => name)))
    return `| ${[list([definition.type]), ...cells].join(' | ')} |`
  })
  return [`| ${columns.join(' | ')} |`, `| ${columns.map(() => '---').join(' | ')} |`, ...rows].join('\n')
}

/** What lies inside an object or a list is named with its path, unless a rule is about the whole. */
function named(properties: Properties, parent = ''): [string, Property][] {
  return Object.entries(properties).flatMap(([name, property]): [string, Property][] => {
    const whole = property.secret === true || property.createOnly === true
    if (property.type === 'object' && !whole) return named(property.properties, `${parent}${name}.`)
    if (property.type === 'list' && !whole) return named(property.items, `${parent}${name}[].`)
    return [[`${parent}${name}`, property]]
  })
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}

const introduction = `# Stand-ins for the Pulumi provider plugins

<!-- Printed from infra/local/providers/ and compared by test/local/providers/document.test.ts; change it there. -->

A provider plugin is the program that the Pulumi engine talks to about one kind of server. The official ones are
downloaded. Where that isn't possible, the local stack gives the engine plugins of this repository instead, under the
same names and versions: the real engine, the real program, the real servers, and only the thin middle is ours.

**When they are used.** By \`npm start\` and the tests, where the official plugins can't be downloaded; each run then
says for each provider that a stand-in is in use. Stand-ins are test equipment: they are no part of a deployment.
The tests of the stand-ins themselves always use them.

**How they stay honest.**

1. They act on the real server for every resource type that the program uses: create, read, update, delete.
2. What they don't apply is an error of the check before anything happens: an input, a setting or a resource type that
   isn't in the tables below, a value of another type, a missing input.
3. A preview asks no server and changes nothing; Kubernetes' is asked to check objects, as the official provider does.
4. A refresh reads every managed property back. What was changed by hand is found and put back, what was deleted by
   hand is made again.
5. What replaces a resource, and what the defaults are, follows the official provider's schema.
6. Secrets, given or generated, are secret in the state, and are never in a message.

One definition a resource type says all of this as data (\`infra/local/providers/<provider>/\`); one server over the
definitions speaks the engine's protocol. \`test/stack/providers/\` takes every type through its life on the real
servers. For Kubernetes, whose API server says what a kind may hold, \`test/cluster/\` does so with a handful of kinds.

## What is served`

const differences = `## Where they differ from the official providers

- Names are never invented: where the official provider gives a resource without a name one from its name in the
  program and random digits, a stand-in wants the name said.
- \`keycloak\`: logs in at the first use of the server, whatever \`initialLogin\` says. Flags of a client that the program
  leaves out are off, and are switched off again where somebody switched them on; the official provider keeps what it
  finds. A role's or scope's name that doesn't exist is told by the stand-in before Keycloak is asked. A broker's secret, which Keycloak masks, isn't read
  back; of \`extraConfig\` only the keys that the program wrote are.
- \`postgresql\`: grants on databases only. A password that was changed by hand is found, by the server's SCRAM verifier;
  the official provider believes its state. A grant is deleted before it is made anew: in the other order the deletion
  of the old one would revoke the new one's privileges.
- \`minio\`: a bucket's \`acl\` is \`private\` or \`public-read\` and is read back. \`objectLocking\` can't be changed once the
  bucket exists: the stand-in says so, where the official provider accepts the change and does nothing. Lifecycle rules
  expire after days, not at dates. An attachment adds one policy to a user and leaves others alone.
- \`random\`: no \`bcryptHash\`.
- \`kubernetes\`: draws names, unlike the others. Without \`waitFor\` it waits for Deployments, StatefulSets and Jobs; not for
  Services, Ingresses and claims. Takes the text of a kubeconfig with a token or client certificate, and needs it and the
  server in a preview, too. Serves no \`…Patch\` and \`…List\` types, no charts, no functions.`
