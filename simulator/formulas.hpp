// What queueing theory says in closed form. Times are in whatever unit the mean service time has,
// rates in its inverse; `load` is the utilization, at least 0 and below 1. Pure.
//
// A sojourn is waiting and service together: what a client without network sees as latency.
#pragma once

#include <cstdint>

namespace dispatchbench::simulator {

/// M/G/1, first come first served: mean waiting time by Pollaczek (1930) and Khinchine (1932),
/// load (1 + c²) service / (2 (1 - load)). `squared_variation` c² is the variance of the service
/// time over the square of its mean: 0 of a constant, 1 of an exponential one.
double mg1_mean_wait(double load, double service, double squared_variation);
double mg1_mean_sojourn(double load, double service, double squared_variation);

/// M/G/1 whose requests share the server, each with the same part of it: what serving in slices
/// comes to as they get short. The mean depends on the mean service time alone (Kleinrock, Queueing
/// Systems 2, 1976, section 4.4).
double mg1_shared_mean_sojourn(double load, double service);

/// M/M/1 and M/D/1: M/G/1 with c² of 1 and of 0.
double mm1_mean_sojourn(double load, double service);
double md1_mean_sojourn(double load, double service);

/// M/M/1: the sojourn is exponential with mean service / (1 - load) (Kleinrock, Queueing Systems 1,
/// 1975, section 3.2 and 5.7).
double mm1_sojourn_quantile(double load, double service, double quantile);

/// M/D/1: the chance that the wait is at most `wait`, exact; Franx, "A simple solution for the
/// M/D/c waiting time distribution", Operations Research Letters 29 (2001), for one server. All of
/// its terms are positive, unlike those of Erlang's (1909).
double md1_wait_at_most(double load, double service, double wait);
double md1_sojourn_quantile(double load, double service, double quantile);

/// M/M/k: the chance that an arrival must wait, Erlang's C (1917). `load` is that of one server of
/// the k. Worked out by the recursion of Erlang's B, which overflows nowhere.
double erlang_c(unsigned servers, double load);

double mmk_mean_wait(unsigned servers, double load, double service);
double mmk_mean_sojourn(unsigned servers, double load, double service);
/// The chance that a sojourn is longer than `time`; Gross and Harris, Fundamentals of Queueing
/// Theory, section 2.3.
double mmk_sojourn_above(unsigned servers, double load, double service, double time);
double mmk_sojourn_quantile(unsigned servers, double load, double service, double quantile);

/// M/G/k: an approximation, Allen and Cunneen (1978), exact for k = 1 and for exponential service
/// times: M/M/k's wait times (1 + c²) / 2.
double mgk_mean_wait(unsigned servers, double load, double service, double squared_variation);
double mgk_mean_sojourn(unsigned servers, double load, double service, double squared_variation);

/// A closed network: `requests` are always under way, each goes to one of `servers` at random,
/// service times are exponential. The share of time that a server is busy, N / (N + k - 1)
/// (Gordon and Newell 1967; all divisions of N over k servers are equally likely).
double closed_network_utilization(std::uint64_t requests, std::uint64_t servers);

/// The supermarket model: of `choices` queues drawn at random the shortest, many servers, Poisson
/// arrivals, exponential service. The share of queues with at least `length` requests is
/// load^((d^length - 1) / (d - 1)); Vvedenskaya, Dobrushin and Karpelevich (1996), Mitzenmacher
/// (1996). `choices` of 1 are M/M/1.
double supermarket_tail(double load, unsigned choices, unsigned length);
double supermarket_mean_sojourn(double load, double service, unsigned choices);

}  // namespace dispatchbench::simulator
