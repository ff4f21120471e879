// Drives one module of the NIC: what stdin has, item by item, goes in, and what comes out goes to stdout. The top is
// bench_NAME, whose in_data and out_data are the items, in this machine's order of bytes.
//   bench [--seed N] [--gaps PERCENT] [--stalls PERCENT] [--coverage FILE]
// Gaps are clocks on which nothing is offered, stalls those on which nothing is taken.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <string>

#include BENCH_HEADER
#include "verilated.h"
#if VM_COVERAGE
#include "verilated_cov.h"
#endif

namespace {

constexpr int kPatience = 20'000;  // clocks without an item in or out after which the module is idle, or stuck
constexpr int kBroken = 4;         // exit code where an assertion does not hold

std::string broken;

}  // namespace

// Imported by nic_check_pkg.sv.
extern "C" void nic_broken(const char* name, const char* place) {
    if (broken.empty()) broken = std::string(name) + " in " + place;
}

int main(int argc, char** argv) {
    std::uint32_t seed = 1;
    int gaps = 0;
    int stalls = 0;
    std::string coverage;
    for (int i = 1; i + 1 < argc; i += 2) {
        std::string option = argv[i];
        if (option == "--seed") seed = static_cast<std::uint32_t>(std::strtoul(argv[i + 1], nullptr, 10));
        if (option == "--gaps") gaps = std::atoi(argv[i + 1]);
        if (option == "--stalls") stalls = std::atoi(argv[i + 1]);
        if (option == "--coverage") coverage = argv[i + 1];
    }
    auto context = std::make_unique<VerilatedContext>();
    auto top = std::make_unique<BENCH_TOP>(context.get());
    std::mt19937 random(seed);
    auto chance = [&random](int percent) { return percent > 0 && static_cast<int>(random() % 100) < percent; };
    auto clock = [&top] {
        top->eval();  // assertions sample what was there before the edge
        top->clk = 1;
        top->eval();
        top->clk = 0;
    };
    top->clk = 0;
    top->rst = 1;
    top->in_valid = 0;
    top->out_ready = 0;
    for (int i = 0; i < 4; i++) clock();
    top->rst = 0;

    bool held = false;  // an item is offered until it is taken
    bool more = true;
    bool offered = false;
    for (int quiet = 0; quiet < kPatience && broken.empty(); quiet++) {
        if (!held && more) {
            more = std::fread(&top->in_data, sizeof top->in_data, 1, stdin) == 1;
            held = more;
        }
        offered = held && (offered || !chance(gaps));  // what has been offered stays so
        top->in_valid = offered;
        top->out_ready = !chance(stalls);
        top->eval();
        bool taken = offered && top->in_ready;
        if (top->out_valid && top->out_ready) {
            if (std::fwrite(&top->out_data, sizeof top->out_data, 1, stdout) != 1) return 1;
            quiet = 0;
        }
        clock();
        if (taken) {
            held = false;
            offered = false;
            quiet = 0;
        }
    }
    top->final();
#if VM_COVERAGE
    if (!coverage.empty()) context->coveragep()->write(coverage.c_str());
#endif
    if (!broken.empty()) {
        std::fprintf(stderr, "%s\n", broken.c_str());
        return kBroken;
    }
    if (held) {
        std::fprintf(stderr, "the module takes no more\n");
        return 1;
    }
    return 0;
}
