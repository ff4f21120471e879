// The Verilator model with its clock, its bus and its two streams.
#pragma once

#include <array>
#include <cstdint>
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
    bool corrupt = false;
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

struct Write {
    std::uint32_t address;
    std::uint64_t value;
};

class Nic {
  public:
    // What is written to that file, where one is named: by an executable of the variant trace every signal, by one of the
    // variant coverage, at the end, which lines of the RTL ran.
    explicit Nic(const std::string& file);
    ~Nic();

    void write(std::uint32_t address, std::uint64_t value);
    std::uint64_t read(std::uint32_t address);
    void idle(std::uint32_t cycles);
    std::uint64_t cycles() const { return cycles_; }

    // The first assertion that did not hold.
    const Broken& broken() const { return broken_; }

    // From now on nothing is offered on so many of a hundred clocks of a burst, and nothing taken on so many others.
    void press(std::uint32_t seed, std::uint32_t gaps, std::uint32_t stalls);

    // Sends the frames back to back and waits for all outcomes. False where the NIC does not finish in time.
    bool burst(const std::vector<Frame>& frames, std::vector<Outcome>& outcomes);

    // Sends as many frames back to back, over and over, and waits until the last one has left. Every `between` clocks a
    // register is written meanwhile. False likewise.
    bool load(const std::vector<Frame>& frames, std::uint32_t packets, const std::vector<Write>& writes,
              std::uint32_t between);

  private:
    void tick();
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
};

}  // namespace tandem
