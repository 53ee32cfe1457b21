/**
 * What a network hook reads on stdin (networkRunHook): members that are already indented by two blanks, each ending with
 * a newline; no newline at the end.
 */
export const hookData = (members: readonly string[]): string => `<hookData>\n${members.join('')}</hookData>`;

/** Blanks before each line of a member. */
export const hookDataIndent = '  ';
