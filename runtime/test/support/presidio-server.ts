/** A Presidio analyzer as its clients see it: an HTTP server with `POST /analyze`, indexes of code points, errors as `{ "error" }`. It can be told to misbehave. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly text: string
  readonly language: string
  readonly entities?: readonly string[]
  readonly score_threshold?: number
  readonly authorization: string | undefined
}

export interface Analyzer {
  readonly url: string
  readonly asked: readonly Asked[]
  /** Undefined: as it should. */
  misbehave: ((response: ServerResponse, text: string) => void) | undefined
  close(): Promise<void>
}

const PATTERNS: readonly (readonly [kind: string, score: number, pattern: RegExp])[] = [
  ['PERSON', 0.85, /\b(?:Ann Lee|Bob Stone|李明)/gu],
  ['LOCATION', 0.85, /\bLee\b/gu],
  ['PHONE_NUMBER', 0.4, /(?<![0-9])[0-9]{3}-?[0-9]{3}-?[0-9]{4}(?![0-9])/g],
]

export async function serveAnalyzer(port = 0): Promise<Analyzer> {
  const asked: Asked[] = []
  const analyzer: { misbehave: Analyzer['misbehave'] } = { misbehave: undefined }
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.method !== 'POST' || request.url !== '/analyze') return json(response, 404, { error: 'Not Found' })
      const question: Omit<Asked, 'authorization'> = JSON.parse(body)
      asked.push({ ...question, authorization: request.headers.authorization })
      if (analyzer.misbehave !== undefined) return analyzer.misbehave(response, question.text)
      if (question.text === '') return json(response, 500, { error: 'No text provided' })
      if (question.language !== 'en') return json(response, 500, { error: 'No matching recognizers were found' })
      return json(response, 200, findings(question))
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get misbehave() {
      return analyzer.misbehave
    },
    set misbehave(how) {
      analyzer.misbehave = how
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function findings({ text, entities, score_threshold: threshold = 0 }: Omit<Asked, 'authorization'>): unknown {
  return PATTERNS.filter(([kind, score]) => (entities?.includes(kind) ?? true) && score >= threshold).flatMap(
    ([kind, score, pattern]) =>
      [...text.matchAll(pattern)].map((match) => {
        const start = Array.from(text.slice(0, match.index)).length
        return { analysis_explanation: null, end: start + Array.from(match[0]).length, entity_type: kind, score, start }
      }),
  )
}

export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
