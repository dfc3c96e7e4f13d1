import { readFileSync, writeFileSync } from "node:fs";
import { draw, loadLayout } from "./picture";
void (async()=>{
await loadLayout();
for (const s of ["production","dev"]){const p=JSON.parse(readFileSync(`out/${s}/plan.json`,"utf8"));p.settings={};
const t=Date.now();const c=process.cpuUsage();const d=await draw(p);console.log("all",Date.now()-t,process.cpuUsage(c).user/1000);
writeFileSync(`/tmp/${s}.svg`,d.svg());console.log(d.svg().length)}
})();
