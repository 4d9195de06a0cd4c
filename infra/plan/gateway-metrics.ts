/** Names of the gateway's metrics that alerts and the dashboard read. */
export const metrics = {
  requests: 'gw_requests_total',
  decisions: 'gw_decision_total',
  refreshes: 'gw_refresh_total',
  shed: 'gw_shed_total',
  keySetAge: 'gw_jwks_age_seconds',
  invalidationLag: 'gw_invalidation_lag_seconds',
  upstreamSeconds: 'gw_upstream_ttfb_seconds_bucket',
  eventLoopDelay: 'gw_event_loop_delay_seconds',
  inFlight: 'gw_inflight_requests',
} as const
