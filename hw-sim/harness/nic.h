// The Verilator model with its clock, its bus and its streams.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "Vnic_top.h"
#include "nic_defs.h"
#include "verilated.h"
#if VM_TRACE_FST
#include "verilated_fst_c.h"
#endif
#if VM_COVERAGE
#include "verilated_cov.h"
#endif

namespace tandem {

struct Copy {
    std::uint32_t port = 0;  // zero: to the host
    std::string data;
};

struct Outcome {
    std::uint32_t verdict = 0;
    bool hit = false;
    bool parseable = false;
    std::uint32_t slot = 0;
    std::vector<std::uint32_t> passed;  // slots of the rules that sent it to another chain
    std::array<std::uint64_t, KEY_WORDS> key{};
    std::uint64_t layers = 0;  // layers_t of nic_types_pkg.sv
    std::uint32_t mark = 0;
    bool done = false;         // all of the above is known
    std::uint32_t wanted = 0;  // copies, and those whose last byte has left
    std::uint32_t complete = 0;
    std::uint64_t entered = 0;  // clock of its first beat in, and of its end
    std::uint64_t ended = 0;
    std::vector<Copy> copies;
};

// An assertion of the RTL that did not hold; without a name where all did.
struct Broken {
    std::string name;
    std::string place;
    std::uint64_t cycle = 0;
};

struct Frame {
    std::uint32_t port;
    const std::string* data;
};

// What the bus answers.
struct Access {
    std::uint32_t response = 0;  // of AXI4-Lite; zero: it was carried out
    std::uint64_t value = 0;     // of a read
};

constexpr std::uint32_t kNoAnswer = 4;  // a response that the bus does not have

class Nic {
  public:
    // What is written to that file, where one is named: by an executable of the variant trace every signal, by one of the
    // variant coverage, at the end, which lines of the RTL ran.
    explicit Nic(const std::string& file);
    ~Nic();

    // An access of the bus; the address is in bytes.
    Access write(std::uint32_t address, std::uint64_t value, std::uint32_t strobes = 0xff);
    Access read(std::uint32_t address);
    void idle(std::uint32_t cycles);
    std::uint64_t cycles() const { return cycles_; }

    // The parity log has something that was not read.
    bool attention() const { return top_->attention; }

    // The first assertion that did not hold.
    const Broken& broken() const { return broken_; }

    // From now on nothing is offered on so many of a hundred clocks, and nothing taken on so many others, on any stream and
    // on the bus.
    void press(std::uint32_t seed, std::uint32_t gaps, std::uint32_t stalls);

    // Sends the frames back to back and waits for all outcomes. False where the NIC does not finish in time.
    bool burst(const std::vector<Frame>& frames, std::vector<Outcome>& outcomes);

    // Sends as many frames back to back, over and over, and waits until the last one has left. Every `between` clocks a
    // descriptor is sent meanwhile; their completions are appended. False likewise.
    bool load(const std::vector<Frame>& frames, std::uint32_t packets, const std::vector<const std::string*>& descriptors,
              std::uint32_t between, std::vector<std::string>& completions);

    // Sends descriptors and appends their completions. False likewise.
    bool command(const std::vector<const std::string*>& descriptors, std::vector<std::string>& completions);

  private:
    // A channel of the bus on which something is offered until it is taken.
    struct Offer {
        bool wanted = false;
        bool offered = false;
    };

    bool chance(std::uint32_t percent) { return percent > 0 && random_() % 100 < percent; }
    // Whether it is offered at this clock: what has been offered stays so.
    bool offers(Offer& offer) { return offer.offered = offer.wanted && (offer.offered || !chance(gaps_)); }
    void tick();
    void clock();
    // Another clock of both command streams. True where something was taken on one of them.
    bool step_commands();
    // Waits for all completions that are still to come. False where they do not.
    bool finish_commands(std::vector<std::string>& completions);
    void dump(std::uint64_t time);
    void offer(const Frame& frame, std::size_t at, std::uint32_t seq);

    std::unique_ptr<VerilatedContext> context_;
    std::unique_ptr<Vnic_top> top_;
#if VM_TRACE_FST
    VerilatedFstC wave_;
#endif
#if VM_COVERAGE
    std::string lines_;
#endif
    std::uint64_t cycles_ = 0;
    Broken broken_;
    std::mt19937 random_;
    std::uint32_t gaps_ = 0;
    std::uint32_t stalls_ = 0;
    std::deque<const std::string*> descriptors_;  // that wait, or are on their way
    std::size_t sent_ = 0;                        // bytes of the first one
    Offer beat_;
    std::vector<std::string> completions_;
    std::string completion_;  // whose last beat has not come
    std::size_t expected_ = 0;  // completions
    bool moved_ = false;        // a beat of either stream at the last clock
};

}  // namespace tandem
