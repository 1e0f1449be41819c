import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A word that can stand at a place in the command line. */
interface Word {
  text: string;
  description: string;
}

/** A place in the command line: after `hone`, after `hone account`, after `hone account add`. */
interface Place {
  /** `` for `hone` itself, `/account/add` for its grandchild. */
  path: string;
  words: Word[];
  /** What an option may be followed by, where that is known. */
  values: { flag: string; choices: readonly string[] }[];
}

/** The completion script of a shell, from the commands there are: it knows their options and what these may be. */
export function completionScript(shell: Shell, program: Command): string {
  const places = placesOf(program, '');
  return { bash, zsh, fish }[shell](places);
}

function placesOf(command: Command, path: string): Place[] {
  const help = command.createHelp();
  const options = [...help.visibleOptions(command), ...(path === '' ? [] : help.visibleGlobalOptions(command))];
  const subcommands = command.commands.map((child) => ({ text: child.name(), description: child.description() }));
  const choices = command.registeredArguments.flatMap(({ argChoices, description }) =>
    (argChoices ?? []).map((text) => ({ text, description })),
  );
  const flags = options.flatMap(({ long, description }) => (long ? [{ text: long, description }] : []));
  const values = options.flatMap(({ long, argChoices }) =>
    long && argChoices ? [{ flag: long, choices: argChoices }] : [],
  );
  const place = { path, words: [...subcommands, ...choices, ...flags], values };
  return [place, ...command.commands.flatMap((child) => placesOf(child, `${path}/${child.name()}`))];
}

/** A word that no shell looks into. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const texts = (words: readonly Word[]) => words.map(({ text }) => text).join(' ');
const pathsOf = (places: readonly Place[]) =>
  places.flatMap(({ path }) => (path === '' ? [] : [quoted(path)])).join('|');

function bash(places: Place[]): string {
  return `# hone completion bash: add to ~/.bashrc:  source <(hone completion bash)
_hone() {
  local at='' word i cur="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$at/$word" in
      ${pathsOf(places)}) at="$at/$word" ;;
    esac
  done
  case "$at:$previous" in
${places
  .flatMap(({ path, values }) =>
    values.map(
      ({ flag, choices }) =>
        `    ${quoted(`${path}:${flag}`)}) COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$cur")); return ;;`,
    ),
  )
  .join('\n')}
  esac
  case "$at" in
${places.map(({ path, words }) => `    ${quoted(path)}) COMPREPLY=($(compgen -W ${quoted(texts(words))} -- "$cur")) ;;`).join('\n')}
  esac
}
complete -o default -F _hone hone
`;
}

function zsh(places: Place[]): string {
  const described = ({ text, description }: Word) => quoted(`${text.replaceAll(':', '\\:')}:${description}`);
  return `#compdef hone
# hone completion zsh: save as a file named _hone in a folder of $fpath, or add to ~/.zshrc:  source <(hone completion zsh)
_hone() {
  local at='' word
  local -a known
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in
      ${pathsOf(places)}) at="$at/$word" ;;
    esac
  done
  case "$at:\${words[CURRENT-1]}" in
${places
  .flatMap(({ path, values }) =>
    values.map(
      ({ flag, choices }) => `    ${quoted(`${path}:${flag}`)}) compadd -- ${choices.map(quoted).join(' ')}; return ;;`,
    ),
  )
  .join('\n')}
  esac
  case "$at" in
${places.map(({ path, words }) => `    ${quoted(path)}) known=(${words.map(described).join(' ')}) ;;`).join('\n')}
  esac
  _describe hone known || _files
}
compdef _hone hone
`;
}

function fish(places: Place[]): string {
  const at = (path: string) => quoted(`test "$(__hone_at)" = "${path}"`);
  const line = (path: string, rest: string) => `complete -c hone -n ${at(path)} ${rest}`;
  return `# hone completion fish: hone completion fish > ~/.config/fish/completions/hone.fish
function __hone_at
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at/$word"
      case ${places.flatMap(({ path }) => (path === '' ? [] : [quoted(path)])).join(' ')}
        set at "$at/$word"
    end
  end
  echo $at
end
${places
  .flatMap(({ path, words, values }) =>
    words.map(({ text, description }) => {
      if (!text.startsWith('--')) return line(path, `-a ${quoted(text)} -d ${quoted(description)}`);
      const choices = values.find(({ flag }) => flag === text)?.choices;
      const following = choices === undefined ? '' : ` -x -a ${quoted(choices.join(' '))}`;
      return line(path, `-l ${quoted(text.slice(2))} -d ${quoted(description)}${following}`);
    }),
  )
  .join('\n')}
`;
}
