import { definePack } from "../lib/pack";
import { rules } from "./rules";

definePack("cloud", rules);
