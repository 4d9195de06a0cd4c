import { isCached } from './cache.ts'
import { keycloakItem } from './keycloak.ts'
import { minioItem } from './minio.ts'
import { pulumiItems } from './pulumi.ts'
import type { Toolbox } from './toolbox.ts'

/** What making the missing tools will take. */
export function needsOf({ cacheDir, reach }: Pick<Toolbox, 'cacheDir' | 'reach'>): {
  go: boolean
  maven: boolean
  cold: boolean
} {
  const lacks = (name: string) => !isCached(cacheDir, name)
  const noPulumi = lacks(pulumiItems.release) && lacks(pulumiItems.compiled)
  const noMinio = lacks(minioItem)
  const noKeycloak = lacks(keycloakItem)
  return {
    go: (noPulumi && !(reach.pulumi && reach.github)) || (noMinio && !reach.minio),
    maven: noKeycloak && !reach.github,
    cold: noPulumi || noMinio || noKeycloak,
  }
}
