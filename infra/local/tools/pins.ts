/** The version of each tool, once. A new version is a line here, and the go.mod or requirements file beside it. */
export const versions = {
  pulumi: '3.259.0',
  /** The last module version that holds the Node language host; it works with the CLI above. */
  pulumiLanguageHost: '3.60.0',
  keycloak: '26.7.3',
  /** The community's last tagged release, for official downloads. */
  minioRelease: 'RELEASE.2025-09-07T16-13-09Z',
  /** The same server at its last commit, as the module that is compiled. */
  minioModule: '0.0.0-20260212201848-7aac2a2c5b7c',
  mlflow: '3.17.2',
  mavenDependencyPlugin: '3.8.1',
  /** For the tests against a Kubernetes API server. */
  etcd: '3.6.6',
  kubernetes: '1.34.2',
} as const

/** SHA-256 of artifacts that a package registry serves without a lock file of ours that names it. */
export const digests = {
  keycloakArtifact: '77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47',
} as const
