import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { CredentialName, CredentialSettings } from '../config/credentials.ts'
import { externalSecret } from '../crds/external-secret.ts'
import { pushSecret } from '../crds/push-secret.ts'
import { awaitAnnotations } from '../plan/awaited.ts'
import { keyedChecksum } from '../plan/checksum.ts'
import { objectLabels } from '../plan/cluster-names.ts'
import { externalSecretSpec, pushSecretSpec, remotePath, type StoreSettings } from '../plan/secret-source.ts'
import { EncryptionKey } from './encryption-key.ts'

interface KnownContent {
  readonly data: Readonly<Record<string, pulumi.Input<string>>>
}

export interface SecretSourceArgs {
  readonly credentials: CredentialSettings
  readonly credential: CredentialName
  /** Which of several, for example a client's name. */
  readonly instance?: string
  readonly namespace: string
  /** What the stack knows (generated here, or given out by a server), or the keys that only the store knows. */
  readonly content: KnownContent | { readonly keysInStore: readonly string[] }
  /** For readers that insist on a name. Without one the engine makes one up, and a new content is a new name. */
  readonly fixedName?: string
  /** `Opaque` when left out. */
  readonly type?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Whether to wait until the operator has done its part; off only where nothing runs. */
  readonly awaitReady: boolean
  /** Whether the store's copy outlives the stack. */
  readonly protect: boolean
}

const ready = 'condition=Ready'
/** Names the Secret that was written to the store last, so that another content is another object. */
const sourceAnnotation = 'gatehouse/source'

/**
 * A credential as a Secret for pods, whoever brings it: this program, or the External Secrets Operator from a store. What
 * the stack itself knows is written to the store first and read back, so that the store is what the pods live from
 * (docs/decisions/0003).
 */
export class SecretSource extends pulumi.ComponentResource {
  readonly secretName: pulumi.Output<string>
  /** Changes with the content as far as the stack knows it, and tells nothing about it. */
  readonly checksum: pulumi.Output<string>
  /** For `dependsOn` of readers. */
  readonly resource: pulumi.Resource

  constructor(name: string, args: SecretSourceArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:SecretSource', name, {}, opts)
    const { credentials, content } = args
    const { secretName, checksum, resource } =
      credentials.mode === 'externalSecrets' && (credentials.push || 'keysInStore' in content)
        ? this.declareExternal(name, args, credentials)
        : this.declareOwn(name, args)
    this.secretName = secretName
    this.checksum = checksum
    this.resource = resource
    this.registerOutputs({ secretName, checksum })
  }

  /** @throws Error for keys that only a store knows where there is none: the configuration was checked before. */
  private declareOwn(name: string, args: SecretSourceArgs) {
    const { content, fixedName } = args
    if ('keysInStore' in content)
      throw new Error(
        `${name}: ${content.keysInStore.join(', ')} come from a store, but gatehouse:credentials names none`,
      )
    const secret = this.ownSecret(name, args, content, fixedName)
    const secretName = secret.metadata.name
    const checksum = fixedName === undefined ? secretName : this.keyedChecksum(name, content)
    return { secretName, checksum, resource: secret }
  }

  private declareExternal(name: string, args: SecretSourceArgs, settings: StoreSettings) {
    const { namespace, content, fixedName, labels = {}, type = 'Opaque' } = args
    const path = remotePath(settings, args.credential, args.instance)
    const keys = 'data' in content ? Object.keys(content.data) : content.keysInStore
    const pushed = 'data' in content ? this.declarePush(name, args, content, settings, path) : undefined
    const metadata = {
      namespace,
      labels: objectLabels,
      ...(fixedName === undefined ? {} : { name: fixedName }),
      annotations: {
        ...awaitAnnotations(ready, args.awaitReady),
        ...(pushed === undefined ? {} : { [sourceAnnotation]: pushed.source }),
      },
    }
    const target = { name: fixedName, type, labels: { ...objectLabels, ...labels }, keys }
    const external = new k8s.apiextensions.CustomResource(
      name,
      { ...externalSecret, metadata, spec: externalSecretSpec(settings, path, target) },
      {
        parent: this,
        ...(pushed === undefined ? {} : { dependsOn: pushed.push }),
        // An object that is new has no old "Ready" to be taken for the new one, and reads the store at once.
        replaceOnChanges: [`metadata.annotations["${sourceAnnotation}"]`],
        deleteBeforeReplace: fixedName !== undefined,
      },
    )
    const secretName = external.metadata.name
    return { secretName, checksum: pushed?.source ?? secretName, resource: external }
  }

  private declarePush(
    name: string,
    args: SecretSourceArgs,
    content: KnownContent,
    settings: StoreSettings,
    path: string,
  ) {
    const source = this.ownSecret(`${name}-source`, args, content).metadata.name
    const push = new k8s.apiextensions.CustomResource(
      `${name}-push`,
      {
        ...pushSecret,
        metadata: {
          namespace: args.namespace,
          labels: objectLabels,
          annotations: awaitAnnotations(ready, args.awaitReady),
        },
        spec: pushSecretSpec(settings, path, { name: source, keys: Object.keys(content.data) }, args.protect),
      },
      // Two of them would write in turns: the old one goes first.
      { parent: this, replaceOnChanges: ['spec.selector'], deleteBeforeReplace: true },
    )
    return { source, push }
  }

  private ownSecret(
    name: string,
    args: SecretSourceArgs,
    { data }: KnownContent,
    fixedName?: string,
  ): k8s.core.v1.Secret {
    const { namespace, type = 'Opaque', labels = {} } = args
    return new k8s.core.v1.Secret(
      name,
      {
        metadata: {
          namespace,
          labels: { ...objectLabels, ...labels },
          ...(fixedName === undefined ? {} : { name: fixedName }),
        },
        type,
        immutable: fixedName === undefined,
        stringData: pulumi.secret({ ...data }),
      },
      { parent: this },
    )
  }

  /** A plain hash of a short credential could be guessed from the annotation that it ends in. */
  private keyedChecksum(name: string, { data }: KnownContent): pulumi.Output<string> {
    const key = new EncryptionKey(`${name}-checksum-key`, { protect: false }, { parent: this }).hex
    return pulumi.unsecret(
      pulumi.all([key, ...Object.entries(data).flat()]).apply(([text = '', ...rest]) => keyedChecksum(text, rest)),
    )
  }
}
