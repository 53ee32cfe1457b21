/** The words of a command line that needs no shell: no pipes, variables, patterns or redirections. Undefined otherwise. */
export function plainWords(command: string): readonly string[] | undefined {
  const words: string[] = [];
  let rest = command.trim();
  while (rest !== '') {
    const word = /^(?:[^\s'"\\|&;<>()$`*?[\]#~{}!]|'[^']*'|"[^"\\$`!]*")+(?=\s|$)/.exec(rest)?.[0];
    if (word === undefined) return undefined;
    words.push(word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
    rest = rest.slice(word.length).trimStart();
  }
  return words;
}
