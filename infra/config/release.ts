/** The MLflow release: the community chart with the gateway in front, and the jobs that belong to it. */
import { z } from 'zod'
import { containerImage } from './container-image.ts'
import { label, quantity } from './text.ts'

/** The chart versions whose values the program knows, each with the MLflow it brings. */
export const chartVersions = ['1.8.0', '1.11.5'] as const
export type ChartVersion = (typeof chartVersions)[number]

const chart = z.strictObject({
  version: z
    .enum(chartVersions)
    .default('1.11.5')
    .meta({ description: 'Version of the chart: 1.8.0 brings MLflow 3.6.0, 1.11.5 brings MLflow 3.15.1.' }),
  source: z
    .discriminatedUnion('mode', [
      z.strictObject({
        mode: z.literal('repository').meta({ description: 'A Helm repository.' }),
        url: z
          .url({ protocol: /^https?$/ })
          .default('https://community-charts.github.io/helm-charts')
          .meta({ description: 'URL of the repository.' }),
      }),
      z.strictObject({
        mode: z.literal('oci').meta({ description: 'A registry.' }),
        reference: z
          .string()
          .regex(/^oci:\/\/[^\s:@]+(:\d+)?(\/[^\s:@]+)+$/, 'write oci://registry/path/mlflow, without tag or digest')
          .meta({ description: 'The chart in the registry, oci://….' }),
      }),
      z.strictObject({
        mode: z.literal('path').meta({ description: 'A packed chart beside the program, for closed networks.' }),
        path: z
          .string()
          // Another machine's absolute path would be a change of the release at each update.
          .regex(/^\.\/\S+$/, 'write a path below the project that starts with ./')
          .meta({ description: 'Path of the archive, relative to the project.' }),
      }),
    ])
    .prefault({ mode: 'repository' })
    .meta({ description: 'Where the chart comes from.' }),
})

const resources = (defaults: { cpu: string; memory: string; limit: string }) =>
  z
    .strictObject({
      requests: z
        .strictObject({
          cpu: quantity.default(defaults.cpu).meta({ description: 'CPU that is requested.' }),
          memory: quantity.default(defaults.memory).meta({ description: 'Memory that is requested.' }),
        })
        .prefault({})
        .meta({ description: 'What is set aside; autoscaling measures against it.' }),
      limits: z
        .strictObject({
          cpu: quantity.optional().meta({ description: 'CPU limit; none when left out, because it only slows down.' }),
          memory: quantity.default(defaults.limit).meta({ description: 'Memory limit.' }),
        })
        .prefault({})
        .meta({ description: 'What may not be exceeded.' }),
    })
    .prefault({})

const toleration = z.strictObject({
  key: z.string().min(1).optional().meta({ description: 'Key of the taint; every taint when left out.' }),
  operator: z.enum(['Equal', 'Exists']).default('Equal').meta({ description: 'How the value is compared.' }),
  value: z.string().optional().meta({ description: 'Value of the taint.' }),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .optional()
    .meta({ description: 'Effect of the taint; every effect when left out.' }),
  tolerationSeconds: z.int().min(0).optional().meta({ description: 'Seconds that NoExecute is tolerated.' }),
})

const autoscaling = z.strictObject({
  minReplicas: z.int().min(1).default(2).meta({ description: 'Fewest pods.' }),
  maxReplicas: z.int().min(2).default(5).meta({ description: 'Most pods.' }),
  cpuPercent: z.int().min(10).max(95).default(70).meta({ description: 'CPU use to aim at, of what is requested.' }),
  memoryPercent: z
    .int()
    .min(10)
    .max(95)
    .optional()
    .meta({ description: 'Memory use to aim at; not measured when left out, because MLflow keeps what it once took.' }),
})

const gc = z.strictObject({
  enabled: z.boolean().default(true).meta({ description: 'Whether `mlflow gc` runs.' }),
  schedule: z
    .string()
    .regex(/^(\S+ ){4}\S+$/, 'write five fields: minute, hour, day of month, month, day of week')
    .default('17 3 * * 0')
    .meta({ description: 'When it runs, in UTC (five fields).' }),
  olderThan: z
    .string()
    .regex(/^(?=.)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/, 'write an age such as 30d or 12h')
    .default('30d')
    .meta({ description: 'How long a deleted run can be brought back.' }),
  resources: resources({ cpu: '100m', memory: '768Mi', limit: '2Gi' }).meta({ description: 'Resources of the job.' }),
})

const smoke = z.strictObject({
  enabled: z.boolean().default(true).meta({ description: 'Whether each release is proved by a job.' }),
  serviceClient: label
    .default('mlflow-ci')
    .meta({ description: 'The service client that the job signs in as; one of `serviceClients`.' }),
})

export const release = z.strictObject({
  chart: chart.prefault({}).meta({ description: 'The chart.' }),
  image: containerImage('burakince/mlflow')
    .prefault({})
    .meta({ description: "MLflow's image: server, migration, garbage collection and smoke test." }),
  databaseCheckImage: containerImage('busybox')
    .prefault({})
    .meta({ description: "Image of the chart's database check; it only waits for a port." }),
  imagePullSecrets: z.array(label).default([]).meta({ description: 'Names of Secrets to pull images with.' }),
  replicas: z.int().min(1).max(20).default(1).meta({ description: 'Pods, where autoscaling is off.' }),
  autoscaling: autoscaling.optional().meta({ description: 'Autoscaling; off when left out.' }),
  resources: z
    .strictObject({
      mlflow: resources({ cpu: '250m', memory: '1Gi', limit: '2Gi' }).meta({ description: 'Resources of MLflow.' }),
      gateway: resources({ cpu: '100m', memory: '128Mi', limit: '512Mi' }).meta({
        description: 'Resources of the gateway.',
      }),
    })
    .prefault({})
    .meta({ description: 'Resources of the two containers.' }),
  timeoutSeconds: z
    .int()
    .min(60)
    .max(3600)
    .default(600)
    .meta({ description: 'Seconds that a release may take: pulling images and migrating the database included.' }),
  atomic: z
    .boolean()
    .optional()
    .meta({ description: 'Whether a failed release is rolled back; outside development stacks when left out.' }),
  allowedHosts: z
    .array(z.string().regex(/^[a-zA-Z0-9.*-]+(:\d{1,5})?$/, 'give a host or host:port'))
    .default([])
    .meta({ description: 'Further Host headers that MLflow accepts. The gateway needs none: it sends its own.' }),
  gc: gc.prefault({}).meta({ description: 'Removal of what was deleted long ago (`mlflow gc`).' }),
  smoke: smoke.prefault({}).meta({ description: 'The proof after each release.' }),
  nodeSelector: z.record(z.string().min(1), z.string()).default({}).meta({ description: 'Labels of the nodes.' }),
  tolerations: z.array(toleration).default([]).meta({ description: 'Taints that the pods tolerate.' }),
  affinity: z
    .record(z.string().min(1), z.unknown())
    .optional()
    .meta({ description: 'Affinity; pods spread over zones and nodes when left out.' }),
  priorityClassName: label.optional().meta({ description: 'Priority class of the pods (chart 1.11.5).' }),
  podDisruptionBudget: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether a drain of nodes may take only one pod at a time.' }),
})

export type ReleaseSettings = z.output<typeof release>
export type Resources = ReleaseSettings['resources']['mlflow']
export type Toleration = z.output<typeof toleration>
