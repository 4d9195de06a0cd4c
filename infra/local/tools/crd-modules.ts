/** A published Go module that carries custom resource definitions. Its content is pinned by its sum, as in a go.sum. */
export interface CrdModule {
  readonly module: string
  readonly version: string
  readonly sum: string
  /** YAML files of the module, each with one or more objects. */
  readonly files: readonly string[]
  /** Which of the definitions in them are wanted. */
  readonly names: readonly string[]
}

const group = (name: string, kinds: readonly string[]) => kinds.map((kind) => `${kind}.${name}`)
const fileEach = (folder: string, prefix: string, kinds: readonly string[]) =>
  kinds.map((kind) => `${folder}/${prefix}_${kind}.yaml`)

const cnpg = [
  'backups',
  'clusterimagecatalogs',
  'clusters',
  'databaseroles',
  'databases',
  'imagecatalogs',
  'poolers',
  'scheduledbackups',
]
const gatewayApi = ['gatewayclasses', 'gateways', 'httproutes', 'referencegrants']
const certificates = ['certificates', 'clusterissuers', 'issuers']
const monitoring = ['podmonitors', 'prometheusrules', 'servicemonitors']

/** The definitions of every kind that the program may declare, as their projects publish them. */
export const crdModules: readonly CrdModule[] = [
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg',
    version: 'v1.30.0',
    sum: 'h1:fnhVq44xXx97MNiuvJsPrX1vSjYbgdyBK5MSGfdHdp0=',
    files: fileEach('config/crd/bases', 'postgresql.cnpg.io', cnpg),
    names: group('postgresql.cnpg.io', cnpg),
  },
  {
    module: 'github.com/cloudnative-pg/plugin-barman-cloud',
    version: 'v0.14.0',
    sum: 'h1:kpTo7egntRIM15hvo0xtOj07wyjj23jcz/Co0KfzC7s=',
    files: ['config/crd/bases/barmancloud.cnpg.io_objectstores.yaml'],
    names: ['objectstores.barmancloud.cnpg.io'],
  },
  {
    module: 'istio.io/api',
    version: 'v1.29.2',
    sum: 'h1:KPYyUHQdbRUfx21JDZQr906d7PyWA9R8cIR1WS0MTo4=',
    files: ['kubernetes/customresourcedefinitions.gen.yaml'],
    names: [
      ...group('security.istio.io', ['authorizationpolicies', 'peerauthentications', 'requestauthentications']),
      'telemetries.telemetry.istio.io',
    ],
  },
  {
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.5.1',
    sum: 'h1:RqVRIlkhLhUO8wOHKTLnTJA6o/1un4po4/6M1nRzdd0=',
    files: fileEach('config/crd/standard', 'gateway.networking.k8s.io', gatewayApi),
    names: group('gateway.networking.k8s.io', gatewayApi),
  },
  {
    module: 'github.com/traefik/traefik/v3',
    version: 'v3.6.7',
    sum: 'h1:BcC/XaGWTbHnjEaJAe858Pv4csio2IK8yOLUnbPjkw8=',
    files: ['docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml'],
    names: group('traefik.io', ['ingressroutes', 'middlewares', 'serverstransports', 'tlsoptions']),
  },
  {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.20.0',
    sum: 'h1:czZamsFJ1YdKPhpv+SopJZN9t3W68vQBnFYUevSHGqY=',
    files: fileEach('deploy/crds', 'cert-manager.io', certificates),
    names: group('cert-manager.io', certificates),
  },
  {
    module: 'github.com/cert-manager/trust-manager',
    version: 'v0.25.0',
    sum: 'h1:nGtkHH9wEacI5uACdsq8wqCKWsCw1PMrwHPJcrUFUXA=',
    files: ['deploy/crds/trust.cert-manager.io_bundles.yaml'],
    names: ['bundles.trust.cert-manager.io'],
  },
  {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    sum: 'h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=',
    files: ['deploy/crds/bundle.yaml'],
    names: [
      ...group('external-secrets.io', ['clustersecretstores', 'externalsecrets', 'pushsecrets', 'secretstores']),
      'passwords.generators.external-secrets.io',
    ],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
    files: fileEach('example/prometheus-operator-crd', 'monitoring.coreos.com', monitoring),
    names: group('monitoring.coreos.com', monitoring),
  },
]
