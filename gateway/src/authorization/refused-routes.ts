/** `always`: for nobody. `unless-bearer`: for sessions of browsers. */
export type Refusal = 'always' | 'unless-bearer'

type RefusedRoute = Readonly<{ path: string; below: boolean; refusal: Refusal }>

/**
 * What an admitted principal still may not reach. `below` takes in every path underneath.
 *
 * The assistant runs commands on the server, and MLflow guards it by the client's address alone. Accounts live at the
 * issuer; MLflow's own account routes would make a second, unguarded door. Traces come from exporters, not from pages.
 */
// prettier-ignore
export const refusedRoutes: readonly RefusedRoute[] = [
  { path: '/ajax-api/3.0/mlflow/assistant',   below: true,  refusal: 'always'        },
  { path: '/api/3.0/mlflow/assistant',        below: true,  refusal: 'always'        },
  { path: '/signup',                          below: true,  refusal: 'always'        },
  { path: '/api/2.0/mlflow/users',            below: true,  refusal: 'always'        },
  { path: '/ajax-api/2.0/mlflow/users',       below: true,  refusal: 'always'        },
  { path: '/api/3.0/mlflow/users',            below: true,  refusal: 'always'        },
  { path: '/ajax-api/3.0/mlflow/users',       below: true,  refusal: 'always'        },
  { path: '/v1/traces',                       below: false, refusal: 'unless-bearer' },
]

/** The refusal that covers a path, which is the decoded one: MLflow's server decodes before it routes. */
export function refusalOf(path: string): Refusal | undefined {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  return refusedRoutes.find((route) => bare === route.path || (route.below && bare.startsWith(`${route.path}/`)))
    ?.refusal
}
