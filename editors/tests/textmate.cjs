// Colours every scenario by the TextMate grammar, as Visual Studio Code does: node textmate.cjs GRAMMAR FILE...
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const oniguruma = require("vscode-oniguruma");
const { INITIAL, Registry } = require("vscode-textmate");

const [grammar, ...files] = process.argv.slice(2);

// What the words of this text must be.
const KNOWN = `\
use "table1.cfs"  # a comment
experiment region on table1 {
  power 125.5e-1 dB
  pilots.length 3
  sweep delta from S_min to 10 step 0.5 solve isac
  compare scheme [proposed, zf]
  expect mean sum_rate at delta 6 >= 0.9 * mean R_max
  with antennas = floor(48 / aps)
}
let größe = 5 %
`;
const EXPECTED = [
  ["use", "keyword.control"], ['"', "string"], ["table1.cfs", "string"], ["# a comment", "comment"],
  ["experiment", "keyword.control"], ["region", "entity.name.function.experiment"], ["table1", "entity.name.type.deployment"],
  ["power", "support.type.property-name"], ["125.5e-1", "constant.numeric"], ["dB", "keyword.other.unit"],
  ["sweep", "keyword.control"], ["delta", "variable.language"], ["from", "keyword.other.clause"],
  ["S_min", "variable.language"], ["solve", "keyword.other.clause"], ["isac", "constant.language"],
  ["compare", "keyword.control"], ["proposed", "constant.language"], ["zf", "constant.language"],
  ["expect", "keyword.control"], ["mean", "support.function.aggregate"], ["sum_rate", "variable.language"],
  [">=", "keyword.operator"], ["floor", "support.function"], ["größe", "variable.other.constant"], ["%", "keyword.other.unit"],
];

async function main() {
  const wasm = fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => JSON.parse(fs.readFileSync(grammar, "utf8")),
  });
  const rules = await registry.loadGrammar("source.cfs");
  const tokens = (text) => {
    const found = [];
    let stack = INITIAL;
    for (const line of text.split(/\r\n|\n|\r/)) {
      const result = rules.tokenizeLine(line, stack);
      stack = result.ruleStack;
      for (const token of result.tokens) {
        found.push([line.slice(token.startIndex, token.endIndex), token.scopes.at(-1)]);
      }
    }
    return found;
  };
  const seen = tokens(KNOWN);
  let failed = 0;
  const fail = (message) => {
    failed += 1;
    console.error(message);
  };
  for (const [text, scope] of EXPECTED) {
    const of = seen.filter(([found]) => found === text).map(([, found]) => found);
    if (!of.some((found) => found.startsWith(scope))) fail(`\`${text}\` is ${of}, not ${scope}`);
  }
  for (const file of files) {
    // In a valid scenario only names that it gives itself have no colour.
    const text = fs.readFileSync(file, "utf8");
    const plain = tokens(text).filter(([word, scope]) => scope === "source.cfs" && /[\p{L}\d"#{}]/u.test(word));
    const names = new Set([...text.matchAll(/(?:let|deployment|experiment|scheme)[ \t]+([\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*)/gu)].map(([, name]) => name.normalize("NFC")));
    for (const [word] of plain) {
      for (const part of word.match(/[\p{L}_][\p{L}\p{M}\p{N}_.]*|\d+/gu) ?? []) {
        if (!names.has(part.normalize("NFC")) && part !== "d" && !text.includes("use ")) fail(`${path.basename(file)}: \`${part}\` has no colour`);
      }
    }
  }
  console.log(`${EXPECTED.length} words, ${files.length} scenarios, ${failed} failures`);
  process.exitCode = failed ? 1 : 0;
}

main();
