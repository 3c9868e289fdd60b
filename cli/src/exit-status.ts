/** What a process of the toolchain says by its exit status; pipelines rely on these numbers (interface contract, "clawqlc"). */
export const EXIT = {
  fine: 0,
  failed: 1,
  rejected: 2,
  propertyFailed: 3,
  unknown: 4,
  drift: 5,
} as const

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

/** The tool was called wrongly or could not do its work: status 1 and one line, without a stack. */
export class UsageError extends Error {
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    super(message)
    this.name = 'UsageError'
    this.hint = hint
  }
}
