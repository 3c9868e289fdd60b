/** The port that keeps raw input secret while an action waits (D21). What was sealed for one context opens for no other. */
export interface InputSealer {
  /** At once where nothing has to be waited for. */
  seal(text: string, context: string): string | Promise<string>
  /** Rejects when the bytes were changed or belong to another context. */
  open(sealed: string, context: string): Promise<string>
}
