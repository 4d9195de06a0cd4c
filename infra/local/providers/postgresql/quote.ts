/** An identifier for SQL text (PostgreSQL "Lexical Structure", 4.1.1). */
export function identifier(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`
}

/** A string constant for statements that take no parameters; the escape form makes backslashes mean themselves. */
export function literal(text: string): string {
  return `E'${withoutNul(text)
    .replaceAll('\\', String.raw`\\`)
    .replaceAll("'", "''")}'`
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new TypeError("PostgreSQL text can't hold a NUL character")
  return text
}
