/** The servers of the local stack, in the order in which they come up; each listens on loopback. */
export const parts = ['postgresql', 'minio', 'keycloak', 'mlflow', 'gateway'] as const
export type Part = (typeof parts)[number]

/** TCP port of each server. */
export type Ports = Readonly<Record<Part, number>>

/** 5433 and 8180, so that a PostgreSQL or a gateway of one's own on the usual port is not in the way. */
export const defaultPorts: Ports = { postgresql: 5433, minio: 9000, keycloak: 8180, mlflow: 5001, gateway: 8080 }
