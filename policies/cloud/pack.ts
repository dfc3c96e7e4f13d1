import { definePack } from "../lib/pack";
import { rules } from "./rules";

void definePack("cloud", rules);
