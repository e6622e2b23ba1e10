// The map as it is looked at: cells by strategy, workload and cores; what the filters leave.

const CHOICES = [["accept", "Who accepts"], ["placement", "Placement"], ["handoff", "Hand-over"],
                 ["afterwards", "Afterwards"]];

class Model {
  constructor(map) {
    this.map = map;
    this.cells = new Map(map.cells.map((cell) => [Model.key(cell.strategy, cell.workload, cell.cores), cell]));
    this.strategies = new Map(map.strategies.map((strategy) => [strategy.name, strategy]));
    this.workloads = new Map(map.workloads.map((workload) => [workload.name, workload]));
    const subjects = map.caveat_subjects || [], told = subjects.length === map.caveats.length;
    this.caveats = map.caveats.map((text, place) => ({text, ...(told ? subjects[place] : {of: "run"})}));
  }

  static key(strategy, workload, cores) {
    return JSON.stringify([strategy, workload, cores]);
  }

  cell(strategy, workload, cores) {
    return this.cells.get(Model.key(strategy, workload, cores)) || null;
  }

  /** The sentences of the map that are about one of these figures or columns. */
  caveatsOf(...names) {
    return this.caveats.filter(({of, name}) => of !== "run" && names.includes(name)).map(({text}) => text);
  }

  caveatsOfEverything() {
    return this.caveats.filter(({of}) => of === "run").map(({text}) => text);
  }

  /** The parts that strategies make this choice from, in order of appearance. */
  parts(choice) {
    return [...new Set(this.map.strategies.map((strategy) => strategy.choices[choice]))];
  }

  strategiesOf(state) {
    return this.map.strategies.filter((strategy) => CHOICES.every(([choice]) =>
      !state[choice].length || state[choice].includes(strategy.choices[choice])));
  }

  workloadsOf(state) {
    return this.map.workloads.filter((workload) =>
      !state.workload.length || state.workload.includes(workload.name));
  }

  /** Every cell of a workload at so many cores, lowest p99 first. */
  ranking(workload, cores) {
    return this.map.strategies.map(({name}) => this.cell(name, workload, cores))
      .filter((cell) => cell && cell.latency_p99)
      .sort((one, other) => d3.ascending(one.latency_p99.seconds, other.latency_p99.seconds));
  }

  best(workload, cores) {
    return this.ranking(workload, cores)[0] || null;
  }

  /** Ten mean service times of a workload, in seconds. */
  tenServiceTimes(workload) {
    return 10 * this.workloads.get(workload).mean_service_seconds;
  }
}
