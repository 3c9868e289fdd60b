/** Reasons of denials that are made of more than a constant, in the words that the interpreter and every generated guard say alike. */

/** Of a fact that is not there, or not as it was declared. */
export function missingFactText(name: string): string {
  return `the fact ${name} is missing or of the wrong type`
}

export const ILL_FORMED_FACTS = 'the facts hold text that is no well-formed Unicode'
