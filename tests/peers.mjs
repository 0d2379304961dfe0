// Compares catalint with github-slugger (anchors of all code points), spdx-correct (licences) and the reference renderer of
// CommonMark (links of the examples of its specification). Run by peers.sh.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import GithubSlugger from "github-slugger";
import correct from "spdx-correct";
import licenses from "spdx-license-list/full.js";
import { Parser } from "commonmark";
import * as spec from "commonmark-spec";

const [catalint] = process.argv.slice(2);
const SHOWN = 12;

/** Runs a command of catalint in a folder and returns what it writes as JSON. */
const run = (folder, ...args) => {
  const options = { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 };
  try {
    return JSON.parse(execFileSync(catalint, [...args, "--no-config", "--output", "json"], options));
  } catch (error) {
    if (error.stdout) return JSON.parse(error.stdout);
    throw error;
  }
};

const report = (name, total, wrong) => {
  console.log(`${name}: ${total - wrong.length} agree, ${wrong.length} disagree`);
  wrong.slice(0, SHOWN).forEach((line) => console.log(`  ${line}`));
};

/** Each code point is in a heading of its own; the anchor that github-slugger makes has to lead there. */
const slugs = () => {
  const pages = new Map();
  for (let code = 0x21; code <= 0x10ffff; code++) {
    if ((code >= 0xd800 && code <= 0xdfff) || /[\s<>\[\]&`*_\\~|:#\p{Cc}\p{Cn}\p{Co}]/u.test(String.fromCodePoint(code))) continue;
    const page = pages.get(code >> 10) ?? [];
    pages.set(code >> 10, page);
    page.push(code);
  }
  mkdirSync("slugs");
  let [total, newer] = [0, 0];
  for (const [name, codes] of pages) {
    const slugger = new GithubSlugger();
    const title = (code) => `Q${code}x${String.fromCodePoint(code)}y`;
    // Letters that are newer than the tables of github-slugger are dropped by it alone.
    const isNewer = (code) => new GithubSlugger().slug(title(code)) === `q${code}xy` && /[\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}]/u.test(String.fromCodePoint(code));
    newer += codes.filter(isNewer).length;
    const titles = codes.filter((code) => !isNewer(code)).map(title);
    const links = titles.map((title) => `[a](#${slugger.slug(title)})`);
    total += titles.length;
    writeFileSync(`slugs/${name}.md`, `${links.join("\n\n")}\n\n${titles.map((title) => `# ${title}\n`).join("\n")}`);
  }
  const found = run("slugs", "check", ".", "--select", "link/broken-fragment");
  console.log(`github-slugger: ${newer} letters are newer than its tables`);
  report("github-slugger, code points", total, found.findings.map((one) => `${one.path}:${one.line} ${one.message}`));
};

/** Spellings of licences in a table: catalint may say less than spdx-correct, but not something else. */
const spellings = () => {
  const known = Object.entries(licenses).flatMap(([id, one]) => [id, one.name, id.toLowerCase(), id.replaceAll("-", " ")]);
  const written = ["GPL v.2", "Apache v. 2", "LGPL v2+", "WTFPLv2", "Standard 3-clause BSD", "GPL-3.0+", "Apache 2", "MIT License", "BSD 3", "GPLv3"];
  const all = [...new Set([...known, ...written])].filter((text) => !/[|"\\<>*_`\[\]]/.test(text));
  mkdirSync("licenses");
  const rows = all.map((text, index) => `| [Thing ${index}](https://example.org/${index}) | ${text} |`);
  writeFileSync("licenses/README.md", `| Name | License |\n| --- | --- |\n${rows.join("\n")}\n`);
  const { records } = run("licenses", "records", "README.md");
  const wrong = [];
  // What the list of SPDX has by name or identifier is that licence, whatever spdx-correct guesses.
  const listed = new Map(Object.entries(licenses).flatMap(([id, one]) => [[one.name.toLowerCase(), id], [id.toLowerCase(), id]]));
  const plain = (id) => id?.replace(/-(only|or-later)$|\+$/, "").toLowerCase();
  for (const record of records) {
    const field = record.fields.find((one) => one.field === "license");
    const said = field?.value?.spdx?.length === 1 ? field.value.spdx[0] : null;
    const text = field?.text ?? "";
    const peer = listed.get(text.toLowerCase()) ?? correct(text);
    if (peer && said && plain(said) !== plain(peer)) wrong.push(`${field.text}: ${said}, the list or spdx-correct says ${peer}`);
  }
  report("SPDX and spdx-correct, spellings", records.length, wrong);
};

/** The addresses that the reference renderer makes links and images of, in each example of the specification. */
const examples = () => {
  const tests = (spec.default?.tests ?? spec.tests).filter((test) => !/[<@]|www\.|\/\/.*\n?$/.test(test.markdown.replace(/\]\([^)]*\)|\]: .*/g, "")));
  mkdirSync("examples");
  const expected = new Map();
  for (const test of tests) {
    const targets = new Set();
    let images = 0;
    const walker = new Parser().parse(test.markdown).walker();
    for (let event = walker.next(); event; event = walker.next()) {
      const { type, destination } = event.node;
      // Links in the alternative text of an image are no links to a reader.
      if (type === "image") images += event.entering ? 1 : -1;
      const isShown = event.entering && (type === "image" ? images === 1 : type === "link" && images === 0);
      if (isShown && destination) targets.add(decodeURI(destination));
    }
    expected.set(`${test.number}.md`, targets);
    writeFileSync(`examples/${test.number}.md`, test.markdown.replaceAll("→", "\t"));
  }
  const found = new Map();
  for (const link of run("examples", "links", ...readdirSync("examples")).links) {
    if (link.url) for (const place of link.places) found.set(place.path, (found.get(place.path) ?? new Set()).add(link.url));
  }
  const decode = (url) => { try { return decodeURI(url); } catch { return url; } };
  const wrong = [];
  for (const [path, targets] of expected) {
    const own = new Set([...(found.get(path) ?? [])].map(decode));
    const list = (set) => JSON.stringify([...set].sort());
    if (list(own) !== list(targets)) wrong.push(`example ${path}: ${list(own)}, CommonMark says ${list(targets)}`);
  }
  report("CommonMark, examples", expected.size, wrong);
};

slugs();
spellings();
examples();
