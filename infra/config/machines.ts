/** Ready-made access for machines inside the cluster: the collector, CI jobs, notebooks. */
import { z } from 'zod'
import { label } from './text.ts'

const collector = z.strictObject({
  client: label.default('mlflow-otel').meta({ description: 'Service client whose credentials the collector gets.' }),
  experimentId: z
    .string()
    .regex(/^\d{1,19}$/, 'give the id of an experiment, a number')
    .meta({ description: 'Experiment that its traces go to; MLflow takes no traces without one.' }),
  listener: z.enum(['traces', 'public']).default('traces').meta({
    description: '`traces`: the mesh proves who it is. `public`: it sends a token of its client.',
  }),
})

const client = z.strictObject({
  namespace: label.meta({ description: 'Namespace that gets the Secret.' }),
  client: label.meta({ description: 'Service client whose credentials are in it.' }),
  secretName: label.default('mlflow-client').meta({ description: 'Name of the Secret.' }),
})

export const machines = z
  .strictObject({
    collector: collector.optional().meta({ description: 'The OpenTelemetry collector of `callers.collector`.' }),
    clients: z.array(client).default([]).meta({ description: 'Namespaces of jobs and notebooks.' }),
  })
  .prefault({})

export type MachinesSettings = z.output<typeof machines>
export type CollectorSettings = z.output<typeof collector>
