/** Alert that fires all the time. */
export const deadMansSwitch = "DeadMansSwitch";
