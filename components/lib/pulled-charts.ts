/** Where `npm run charts -- pull` puts charts and their lock, from the project's folder. Alone here: commands need no SDK. */
export const pulledCharts = "vendor/charts";
