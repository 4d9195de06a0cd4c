/** Requests that must not be served, and what stops each: with the waypoint there, and with it gone. */
import { tracesPath } from '../../../infra/plan/mesh-policies.ts'
import type { Caller, Fate, Request } from './cluster.ts'
import * as who from './personas.ts'

/**
 * Where the mesh lets a refused request through, it is the gateway's to refuse: its traces listener takes nothing but
 * `POST /v1/traces` in exactly this spelling, and its public listener nothing without a login. The gateway's own tests
 * prove that; here it is only said whose it is.
 */
export type Refusal = Exclude<Fate, 'arrives'> | 'gateway'

export interface Refused extends Request {
  readonly name: string
  readonly present: Refusal
  readonly gone: Refusal
}

const to = (from: Caller, port: Request['port'], method: string, path: string): Request => ({
  from,
  to: 'service',
  port,
  method,
  path,
})
const dial = (from: Caller, port: Request['port'], method: string, path: string): Request => ({
  ...to(from, port, method, path),
  to: 'pod',
})
const refused = (name: string, request: Request, present: Refusal, gone: Refusal): Refused => ({
  ...request,
  name,
  present,
  gone,
})
const post = (from: Caller) => to(from, 'traces', 'POST', tracesPath)
const api = '/api/2.0/mlflow/experiments/search'

// prettier-ignore
export const refusedRequests: readonly Refused[] = [
  refused('a stranger writes traces',                      post(who.stranger),                                   'waypoint', 'ztunnel'),
  refused("the collector's neighbour writes traces",       post(who.neighbour),                                  'waypoint', 'ztunnel'),
  refused("the collector's namesake writes traces",        post(who.namesake),                                   'waypoint', 'ztunnel'),
  refused('the collector of another trust domain',         post(who.foreigner),                                  'waypoint', 'ztunnel'),
  refused('a notebook writes traces',                      post(who.notebook),                                   'waypoint', 'ztunnel'),
  refused('the ingress writes traces',                     post(who.traefik),                                    'waypoint', 'ztunnel'),
  refused('a plaintext pod writes traces',                 post(who.plaintextStranger),                          'plaintext refused', 'plaintext refused'),
  refused('a stranger dials the pod to write traces',      dial(who.stranger, 'traces', 'POST', tracesPath),     'ztunnel', 'ztunnel'),
  refused('a notebook dials the pod to write traces',      dial(who.notebook, 'traces', 'POST', tracesPath),     'ztunnel', 'ztunnel'),
  refused('a plaintext pod dials the pod to write traces', dial(who.plaintextStranger, 'traces', 'POST', tracesPath), 'plaintext refused', 'plaintext refused'),
  refused('a notebook posts traces to the public port',    to(who.notebook, 'public', 'POST', tracesPath),       'waypoint', 'ztunnel'),
  refused('the ingress posts traces to the public port',   to(who.traefik, 'public', 'POST', tracesPath),        'waypoint', 'gateway'),
  refused('the ingress dials the pod with traces',         dial(who.traefik, 'public', 'POST', tracesPath),      'gateway', 'gateway'),

  refused('the collector reads traces',                    to(who.collector, 'traces', 'GET', tracesPath),       'waypoint', 'gateway'),
  refused('the collector calls the API',                   to(who.collector, 'traces', 'POST', api),             'waypoint', 'gateway'),
  refused('the collector dials the pod for the API',       dial(who.collector, 'traces', 'POST', api),           'gateway', 'gateway'),
  refused('the collector calls the API at the public port', to(who.collector, 'public', 'GET', api),             'waypoint', 'ztunnel'),
  refused('the collector writes to //v1/traces',           to(who.collector, 'traces', 'POST', '//v1/traces'),   'waypoint', 'gateway'),
  refused('the collector writes to /v1/traces/',           to(who.collector, 'traces', 'POST', '/v1/traces/'),   'waypoint', 'gateway'),
  refused('the collector writes to /v1/traces%2f',         to(who.collector, 'traces', 'POST', '/v1/traces%2f'), 'waypoint', 'gateway'),
  refused('the collector writes to /v1/traces;x',          to(who.collector, 'traces', 'POST', '/v1/traces;x'),  'waypoint', 'gateway'),

  refused('a notebook spells //v1/traces',                 to(who.notebook, 'public', 'POST', '//v1/traces'),    'gateway', 'ztunnel'),
  refused('a notebook spells /v1/traces/',                 to(who.notebook, 'public', 'POST', '/v1/traces/'),    'waypoint', 'ztunnel'),
  refused('a notebook spells /v1/traces%2f',               to(who.notebook, 'public', 'POST', '/v1/traces%2f'),  'gateway', 'ztunnel'),
  refused('a notebook spells /v1/traces;x',                to(who.notebook, 'public', 'POST', '/v1/traces;x'),   'gateway', 'ztunnel'),
  refused('a notebook spells //v1/traces at the traces port', to(who.notebook, 'traces', 'POST', '//v1/traces'), 'waypoint', 'ztunnel'),
  refused('a stranger spells //v1/traces',                 to(who.stranger, 'public', 'POST', '//v1/traces'),    'waypoint', 'ztunnel'),

  refused('a stranger calls the API',                      to(who.stranger, 'public', 'GET', api),               'waypoint', 'ztunnel'),
  refused('a stranger dials the pod for the API',          dial(who.stranger, 'public', 'GET', api),             'ztunnel', 'ztunnel'),
  refused('a notebook dials the pod for the API',          dial(who.notebook, 'public', 'GET', api),             'ztunnel', 'ztunnel'),
  refused('a plaintext pod calls the API',                 to(who.plaintextStranger, 'public', 'GET', api),      'plaintext refused', 'plaintext refused'),
  refused('Keycloak calls the API',                        to(who.keycloak, 'public', 'GET', api),               'waypoint', 'ztunnel'),
  refused('Prometheus calls the API',                      dial(who.prometheus, 'public', 'GET', api),           'ztunnel', 'ztunnel'),
  refused('a stranger reads the metrics',                  dial(who.stranger, 'admin', 'GET', '/metrics'),       'ztunnel', 'ztunnel'),
  refused('the ingress reads the metrics',                 dial(who.traefik, 'admin', 'GET', '/metrics'),        'ztunnel', 'ztunnel'),
  refused('the metrics are asked of the Service',          to(who.prometheus, 'admin', 'GET', '/metrics'),       'no such port', 'no such port'),
  refused('the collector dials MLflow itself',             dial(who.collector, 'mlflow', 'POST', tracesPath),    'ztunnel', 'ztunnel'),
  refused('the ingress dials MLflow itself',               dial(who.traefik, 'mlflow', 'GET', api),              'ztunnel', 'ztunnel'),
]

export interface Served extends Request {
  readonly name: string
  /** Whether it still arrives while the waypoint is gone: who is known at L4 does, everybody else waits. */
  readonly gone: 'arrives' | 'ztunnel'
}

// prettier-ignore
export const servedRequests: readonly Served[] = [
  { name: 'the collector writes traces',           ...post(who.collector),                                                   gone: 'arrives' },
  { name: 'the ingress brings a person',           ...to(who.traefik, 'public', 'GET', '/'),                                 gone: 'arrives' },
  { name: 'a notebook calls the API',              ...to(who.notebook, 'public', 'POST', api),                               gone: 'ztunnel' },
  { name: 'Keycloak ends a session',               ...to(who.keycloak, 'public', 'POST', '/oidc/backchannel-logout'),        gone: 'ztunnel' },
  { name: 'the smoke test of a release',           ...to(who.smokeJob, 'public', 'GET', '/health'),                          gone: 'ztunnel' },
  { name: 'Prometheus reads the metrics',          ...dial(who.prometheus, 'admin', 'GET', '/metrics'),                      gone: 'arrives' },
]
