"""The map's page: strategies × workloads as one interactive file, from results/map/<time>/map.json."""
