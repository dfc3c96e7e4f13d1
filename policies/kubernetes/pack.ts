import { definePack } from "../lib/pack";
import { rules } from "./rules";

void definePack("kubernetes", rules);
