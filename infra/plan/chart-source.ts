import type { ReleaseSettings } from '../config/release.ts'
import { projectPath } from './project-folder.ts'

/** Name of the chart in its repository. */
const chartName = 'mlflow'

/** Where the release finds its chart; the version is given in each case, and an archive must have just that one. */
export function chartArgs({ version, source }: ReleaseSettings['chart']) {
  switch (source.mode) {
    case 'repository':
      return { chart: chartName, version, repositoryOpts: { repo: source.url } }
    case 'oci':
      return { chart: source.reference, version }
    case 'path':
      return { chart: projectPath(source.path), version }
  }
}
