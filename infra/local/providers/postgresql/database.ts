import { resource } from '../definition/resource.ts'
import type { PostgresqlConnection } from './connection.ts'
import { identifier, literal } from './quote.ts'

export const database = resource<PostgresqlConnection>()({
  type: 'postgresql:index/database:Database',
  inputs: {
    name: { type: 'string', required: true },
    owner: { type: 'string', computed: true },
    // The catalogue doesn't remember the template that a database was made from.
    template: { type: 'string', default: 'template0', replaces: true, unread: true },
    encoding: { type: 'string', default: 'UTF8', replaces: true, canonical: (name) => name.toUpperCase() },
    lcCollate: { type: 'string', computed: true, replaces: true },
    lcCtype: { type: 'string', computed: true, replaces: true },
    connectionLimit: { type: 'integer', default: -1, minimum: -1 },
    allowConnections: { type: 'boolean', default: true },
  },
  outputs: {},
  identity: ['name'],
  async create(connection, { name, owner, template, encoding, lcCollate, lcCtype, connectionLimit, allowConnections }) {
    const options = [
      `OWNER ${identifier(owner ?? connection.username)}`,
      `TEMPLATE ${identifier(template)}`,
      `ENCODING ${literal(encoding)}`,
      lcCollate === undefined ? '' : `LC_COLLATE ${literal(lcCollate)}`,
      lcCtype === undefined ? '' : `LC_CTYPE ${literal(lcCtype)}`,
      `CONNECTION LIMIT ${connectionLimit}`,
      `ALLOW_CONNECTIONS ${allowConnections}`,
    ]
    await connection.outsideTransaction([
      `CREATE DATABASE ${identifier(name)} WITH ${options.filter(Boolean).join(' ')}`,
    ])
    return { id: name }
  },
  async read(connection, _id, { name, template }) {
    const [row] = await connection.query(
      `SELECT pg_catalog.pg_get_userbyid(datdba) AS "owner", pg_catalog.pg_encoding_to_char(encoding) AS "encoding",
              datcollate AS "lcCollate", datctype AS "lcCtype",
              datconnlimit AS "connectionLimit", datallowconn AS "allowConnections"
       FROM pg_catalog.pg_database WHERE datname = $1`,
      [name],
    )
    return row === undefined ? undefined : { name, template, ...row }
  },
  async update({ outsideTransaction }, _id, { olds, news }) {
    const { owner, connectionLimit, allowConnections } = news
    const target = identifier(news.name)
    await outsideTransaction([
      ...(olds.name === news.name ? [] : [`ALTER DATABASE ${identifier(olds.name)} RENAME TO ${target}`]),
      ...(owner === undefined ? [] : [`ALTER DATABASE ${target} OWNER TO ${identifier(owner)}`]),
      `ALTER DATABASE ${target} WITH CONNECTION LIMIT ${connectionLimit} ALLOW_CONNECTIONS ${allowConnections}`,
    ])
  },
  async delete({ outsideTransaction }, _id, { name }) {
    await outsideTransaction([`DROP DATABASE IF EXISTS ${identifier(name)}`])
  },
})
