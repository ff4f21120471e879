#include "nic.h"

#include <algorithm>
#include <cstring>

#include "nic_defs.h"

namespace {
// What assertions of the model that is evaluated report to.
tandem::Broken reported;
}  // namespace

// Imported by nic_check_pkg.sv.
extern "C" void nic_broken(const char* name, const char* place) {
    if (reported.name.empty()) reported = {name, place, 0};
}

namespace tandem {

namespace {
constexpr std::size_t kBeat = 64;  // bytes
// Clocks that a frame may take beyond one a beat before the NIC counts as stuck.
constexpr std::uint64_t kPatience = 10'000;
// Clocks without a beat after which none is inside.
constexpr std::uint64_t kDrained = 16;
#if VM_TRACE_FST
constexpr int kLevels = 99;  // of modules below the top
#endif
}  // namespace

Nic::Nic([[maybe_unused]] const std::string& file) : context_(std::make_unique<VerilatedContext>()) {
#if VM_TRACE_FST
    context_->traceEverOn(true);
#endif
    top_ = std::make_unique<Vnic_top>(context_.get());
#if VM_TRACE_FST
    if (!file.empty()) {
        top_->trace(&wave_, kLevels);
        wave_.open(file.c_str());
    }
#endif
#if VM_COVERAGE
    lines_ = file;
#endif
    top_->clk = 0;
    top_->rst = 1;
    top_->in_valid = 0;
    top_->out_ready = 1;
    top_->bus_write = 0;
    top_->bus_read = 0;
    top_->eval();
    for (int i = 0; i < 4; i++) tick();
    top_->rst = 0;
    top_->eval();
}

Nic::~Nic() {
    top_->final();
#if VM_TRACE_FST
    if (wave_.isOpen()) wave_.close();
#endif
#if VM_COVERAGE
    if (!lines_.empty()) context_->coveragep()->write(lines_.c_str());
#endif
}

void Nic::tick() {
#ifdef NIC_CHECKS
    top_->eval();  // assertions sample what was there before the edge
#endif
    top_->clk = 1;
    top_->eval();
    dump(2 * cycles_);
    top_->clk = 0;
    top_->eval();
    dump(2 * cycles_ + 1);
    cycles_++;
    if (broken_.name.empty() && !reported.name.empty()) broken_ = {reported.name, reported.place, cycles_};
}

void Nic::dump([[maybe_unused]] std::uint64_t time) {
#if VM_TRACE_FST
    if (wave_.isOpen()) wave_.dump(time);
#endif
}

void Nic::write(std::uint32_t address, std::uint64_t value) {
    top_->bus_write = 1;
    top_->bus_address = static_cast<SData>(address);
    top_->bus_wdata = value;
    top_->eval();
    tick();
    top_->bus_write = 0;
    top_->eval();
    // A new life begins one clock later.
    if (address == REG_GENERATION) idle(2);
}

std::uint64_t Nic::read(std::uint32_t address) {
    top_->bus_read = 1;
    top_->bus_address = static_cast<SData>(address);
    top_->eval();
    tick();
    top_->bus_read = 0;
    return top_->bus_rdata;
}

void Nic::idle(std::uint32_t cycles) {
    for (std::uint32_t i = 0; i < cycles; i++) tick();
}

void Nic::offer(const Frame& frame, std::size_t at, std::uint32_t seq) {
    const std::string& data = *frame.data;
    std::size_t size = std::min(kBeat, data.size() - at);
    std::memcpy(&top_->in_data, data.data() + at, size);
    top_->in_bytes = static_cast<CData>(size);
    top_->in_last = at + size == data.size();
    top_->in_port = static_cast<CData>(frame.port);
    top_->in_seq = seq;
}

bool Nic::load(const std::vector<Frame>& frames, std::uint32_t packets, const std::vector<Write>& writes,
               std::uint32_t between) {
    std::uint32_t sent = 0;
    std::uint32_t finished = 0;
    std::size_t at = 0;
    std::uint64_t quiet = 0;
    std::size_t written = 0;
    std::uint32_t clocks = 0;
    while (finished < packets && ++quiet < kPatience) {
        bool offering = sent < packets;
        top_->in_valid = offering;
        const Frame& frame = frames[sent % frames.size()];
        if (offering) offer(frame, at, sent);
        bool accepted = offering && top_->in_ready;
        if (top_->done_valid) {
            finished++;
            quiet = 0;
        }
        bool due = written < writes.size() && ++clocks >= between;
        top_->bus_write = due;
        if (due) {
            top_->bus_address = static_cast<SData>(writes[written].address);
            top_->bus_wdata = writes[written].value;
            written++;
            clocks = 0;
        }
        tick();
        if (accepted && (at += kBeat) >= frame.data->size()) {
            sent++;
            at = 0;
        }
    }
    top_->in_valid = 0;
    // Packets are done when their last copy is on its way; what still leaves belongs to no burst.
    for (std::uint64_t idle = 0; idle < kDrained; idle++) {
        if (top_->out_valid) idle = 0;
        tick();
    }
    return finished == packets;
}

void Nic::press(std::uint32_t seed, std::uint32_t gaps, std::uint32_t stalls) {
    random_.seed(seed);
    gaps_ = gaps;
    stalls_ = stalls;
}

bool Nic::burst(const std::vector<Frame>& frames, std::vector<Outcome>& outcomes) {
    outcomes.assign(frames.size(), Outcome());
    std::size_t frame = 0;
    std::size_t at = 0;
    std::size_t finished = 0;
    std::uint64_t quiet = 0;
    bool offered = false;
    auto chance = [this](std::uint32_t percent) { return percent > 0 && random_() % 100 < percent; };
    while (finished < frames.size()) {
        // what has been offered stays so until it is taken
        bool offering = frame < frames.size() && (offered || !chance(gaps_));
        offered = offering;
        top_->in_valid = offering;
        if (offering) offer(frames[frame], at, static_cast<std::uint32_t>(frame));
        top_->out_ready = !chance(stalls_);
        if (gaps_ + stalls_ > 0) top_->eval();
        bool accepted = offering && top_->in_ready;
        if (accepted && at == 0) outcomes[frame].entered = cycles_;
        quiet++;
        if (top_->out_valid && top_->out_ready) {
            Outcome& outcome = outcomes[top_->out_seq];
            if (outcome.copies.size() <= top_->out_number) outcome.copies.resize(top_->out_number + 1u);
            Copy& copy = outcome.copies[top_->out_number];
            copy.port = top_->out_port;
            copy.data.append(reinterpret_cast<const char*>(&top_->out_data), top_->out_bytes);
            if (top_->out_last) {
                outcome.complete++;
                if (outcome.done && outcome.complete == outcome.wanted) {
                    outcome.ended = cycles_;
                    finished++;
                }
            }
            quiet = 0;
        }
        if (top_->done_valid) {
            Outcome& outcome = outcomes[top_->done_seq];
            outcome.verdict = top_->done_verdict;
            outcome.hit = top_->done_hit;
            outcome.parseable = top_->done_parseable;
            outcome.corrupt = top_->done_corrupt;
            outcome.slot = top_->done_slot;
            for (int pass = 0; pass < top_->done_passes; pass++) outcome.passed.push_back(top_->done_passed_slots[pass]);
            outcome.mark = top_->done_mark;
            outcome.wanted = top_->done_copies;
            outcome.done = true;
            if (outcome.complete == outcome.wanted) {
                outcome.ended = cycles_;
                finished++;
            }
            quiet = 0;
        }
        if (top_->parsed_valid) {
            Outcome& outcome = outcomes[top_->parsed_seq];
            std::memcpy(outcome.key.data(), &top_->parsed_key, sizeof outcome.key);
            outcome.layers = top_->parsed_layers;
        }
        tick();
        if (accepted) {
            offered = false;
            at += kBeat;
            if (at >= frames[frame].data->size()) {
                frame++;
                at = 0;
            }
            quiet = 0;
        }
        if (quiet > kPatience) {
            top_->in_valid = 0;
            top_->out_ready = 1;
            return false;
        }
    }
    top_->in_valid = 0;
    top_->out_ready = 1;
    return true;
}

}  // namespace tandem
