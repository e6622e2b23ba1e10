// How simulated clients send: which connection, and when. Times are ns.
#include <gmock/gmock.h>

#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

using testing::ElementsAre;
using testing::FieldsAre;

struct Sent {
  std::uint32_t connection;
  std::int64_t sent_ns;
  std::int64_t answered_ns;
};

/// In the order of answers.
std::vector<Sent> sent_by(Load& load, std::uint32_t connections, const char* strategy,
                          std::uint32_t workers) {
  std::vector<Sent> sent;
  for (const Answer& answer : answers_to(setting_of(strategy, workers, connections), load)) {
    sent.push_back({answer.connection, answer.sent_ns, answer.answered_ns});
  }
  return sent;
}

TEST(Simulation, a_request_that_falls_due_waits_for_its_own_connection) {
  FedLoad load;
  load.add(0, 0, 100);
  load.add(0, 10, 5);
  load.add(1, 20, 5);
  load.add(0, 30, 5);
  EXPECT_THAT(sent_by(load, 2, "threads-epoll", 2),
              ElementsAre(FieldsAre(1, 20, 25), FieldsAre(0, 0, 100), FieldsAre(0, 100, 105),
                          FieldsAre(0, 105, 110)));
}

TEST(Simulation, a_request_for_any_connection_takes_the_one_that_has_been_free_for_longest) {
  FedLoad load;
  for (const std::int64_t due : {0, 1, 50, 60, 70}) load.add(none, due, 10);
  EXPECT_THAT(sent_by(load, 3, "threads-epoll", 4),
              ElementsAre(FieldsAre(0, 0, 10), FieldsAre(1, 1, 11), FieldsAre(0, 50, 60),
                          FieldsAre(1, 60, 70), FieldsAre(0, 70, 80)));
}

TEST(Simulation, a_request_that_finds_every_connection_taken_gets_the_first_that_is_free) {
  FedLoad load;
  for (const std::int64_t due : {0, 1, 2}) load.add(none, due, 100);
  EXPECT_THAT(sent_by(load, 2, "threads-epoll", 4),
              ElementsAre(FieldsAre(0, 0, 100), FieldsAre(1, 1, 101), FieldsAre(0, 100, 200)));
}

TEST(Simulation, an_answer_knows_how_long_its_request_was_late) {
  FedLoad load;
  load.add(0, 0, 100);
  load.add(0, 10, 5);
  const auto answers = answers_to(setting_of("single-reactor", 1, 1), load);
  EXPECT_EQ(answers[1].request.due_ns, 10);
  EXPECT_EQ(answers[1].sent_ns, 100);
}

TEST(Simulation, figures_leave_a_warm_up_out) {
  TableLoad load(1);
  load.add(0, 0, 100);
  load.add(0, 10, 5);
  class WarmUp final : public Load {
   public:
    explicit WarmUp(Load& all) : all_(all) {}
    std::optional<Request> next(std::uint32_t connection, std::int64_t now_ns) override {
      auto request = all_.next(connection, now_ns);
      if (request) request->warmup = request->number == 0;
      return request;
    }

   private:
    Load& all_;
  } with_warm_up(load);
  const Figures figures = Simulation(setting_of("single-reactor", 1, 1)).run(with_warm_up);
  EXPECT_EQ(figures.warmup_requests, 1U);
  EXPECT_EQ(figures.latency.count(), 1U);
  EXPECT_EQ(figures.latency.max(), 95);
  EXPECT_EQ(figures.first_ns, 100);
}

}  // namespace
}  // namespace dispatchbench::simulator
