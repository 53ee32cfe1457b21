/** A command that failed in virsh's own words: each line is printed as an error, and after them the cause, if it is told. */
export class VirshError extends Error {
  override readonly name = 'VirshError';
  readonly lines: readonly string[];
  /** Whether the host's error is printed too (vshReportError), or only kept for `--json` (vshResetLibvirtError). */
  readonly tellsCause: boolean;

  constructor(lines: readonly string[], { cause, told = true }: { cause?: unknown; told?: boolean } = {}) {
    super(lines.join('\n'), { cause });
    this.lines = lines;
    this.tellsCause = told && cause !== undefined;
  }
}

/** Waits for a call; when it fails, virsh's own line is printed before the host's. */
export async function failingWith<T>(line: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new VirshError([line], { cause });
  }
}
