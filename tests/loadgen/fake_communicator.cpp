#include "tests/loadgen/fake_communicator.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <exception>
#include <thread>

namespace dispatchbench::loadgen {
namespace {

constexpr std::chrono::minutes patience(1);

template <typename T>
std::string_view bytes_of(std::span<T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

template <typename T>
void copy_to(std::span<T> values, const std::string& bytes) {
  if (bytes.size() != values.size_bytes()) throw CommunicatorError("a message of another size");
  std::memcpy(values.data(), bytes.data(), bytes.size());
}

}  // namespace

std::vector<std::string> FakeWorld::run(const Body& body) {
  std::vector<std::string> thrown(size_);
  std::vector<std::jthread> ranks;
  for (unsigned rank = 0; rank < size_; ++rank) {
    ranks.emplace_back([this, rank, &body, &thrown] {
      FakeCommunicator communicator(*this, rank);
      try {
        body(communicator);
      } catch (const std::exception& error) {
        thrown[rank] = error.what();
      }
      end(rank);
    });
  }
  ranks.clear();
  return thrown;
}

void FakeWorld::put(const Key& key, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  mail_[key].emplace_back(bytes);
  changed_.notify_all();
}

std::string FakeWorld::get(const Key& key) {
  const unsigned from = std::get<1>(key);
  std::unique_lock lock(mutex_);
  const auto settled = [&] { return !mail_[key].empty() || ended_.contains(from); };
  if (!changed_.wait_for(lock, patience, settled))
    throw CommunicatorError("rank " + std::to_string(from) + " has sent rank " +
                            std::to_string(std::get<2>(key)) + " nothing for a minute");
  if (mail_[key].empty()) throw CommunicatorError("rank " + std::to_string(from) + " has ended");
  std::string bytes = mail_[key].front();
  mail_[key].pop_front();
  return bytes;
}

bool FakeWorld::try_get(const Key& key, std::string& bytes) {
  const std::lock_guard lock(mutex_);
  if (mail_[key].empty()) return false;
  bytes = mail_[key].front();
  mail_[key].pop_front();
  return true;
}

void FakeWorld::end(unsigned rank) {
  const std::lock_guard lock(mutex_);
  ended_.insert(rank);
  changed_.notify_all();
}

void FakeCommunicator::send(unsigned to, std::span<const std::int64_t> words) {
  world_.put({FakeWorld::Channel::words, rank_, to}, bytes_of(words));
}

void FakeCommunicator::receive(unsigned from, std::span<std::int64_t> words) {
  copy_to(words, world_.get({FakeWorld::Channel::words, from, rank_}));
}

void FakeCommunicator::post(unsigned to, std::span<const std::int64_t> words) {
  world_.put({FakeWorld::Channel::posts, rank_, to}, bytes_of(words));
}

bool FakeCommunicator::take(unsigned from, std::span<std::int64_t> words) {
  std::string bytes;
  if (!world_.try_get({FakeWorld::Channel::posts, from, rank_}, bytes)) return false;
  copy_to(words, bytes);
  return true;
}

void FakeCommunicator::broadcast(std::span<std::int64_t> words) {
  if (rank_ != 0) return copy_to(words, world_.get({FakeWorld::Channel::collective, 0, rank_}));
  for (unsigned to = 1; to < size(); ++to)
    world_.put({FakeWorld::Channel::collective, 0, to}, bytes_of(words));
}

template <typename T, typename Combine>
void FakeCommunicator::reduce(std::span<T> values, Combine combine) {
  const std::vector<std::string> all = gather(bytes_of(values));
  std::vector<T> other(values.size());
  for (std::size_t rank = 1; rank < all.size(); ++rank) {
    copy_to(std::span<T>(other), all[rank]);
    std::transform(values.begin(), values.end(), other.begin(), values.begin(), combine);
  }
  // What the others have is nothing: nobody may go on with it.
  if (rank_ != 0) std::fill(values.begin(), values.end(), T(-77));
}

void FakeCommunicator::sum(std::span<std::uint64_t> counts) {
  reduce(counts, std::plus<>());
}

void FakeCommunicator::sum(std::span<double> sums) {
  reduce(sums, std::plus<>());
}

void FakeCommunicator::greatest(std::span<std::int64_t> values) {
  reduce(values, [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
}

std::vector<std::string> FakeCommunicator::gather(std::string_view bytes) {
  if (rank_ != 0) {
    world_.put({FakeWorld::Channel::collective, rank_, 0}, bytes);
    return {};
  }
  std::vector<std::string> all{std::string(bytes)};
  for (unsigned from = 1; from < size(); ++from)
    all.push_back(world_.get({FakeWorld::Channel::collective, from, 0}));
  return all;
}

}  // namespace dispatchbench::loadgen
