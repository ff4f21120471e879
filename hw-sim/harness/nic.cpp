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
// Clocks without a beat of a command after which the NIC counts as stuck: a scan of the largest table finds none for long.
constexpr std::uint64_t kCommandPatience = 4'000'000;
constexpr std::uint64_t kBusPatience = 10'000;  // clocks that an access may take
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
    top_->awvalid = 0;
    top_->wvalid = 0;
    top_->bready = 0;
    top_->arvalid = 0;
    top_->rready = 0;
    top_->descriptor_valid = 0;
    top_->completion_ready = 0;
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
    if (expected_ > 0) {
        moved_ = step_commands();
    } else {
        clock();
    }
}

void Nic::clock() {
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

Access Nic::write(std::uint32_t address, std::uint64_t value, std::uint32_t strobes) {
    Access access;
    Offer where{true, false};
    Offer what{true, false};
    top_->awaddr = static_cast<SData>(address);
    top_->wdata = value;
    top_->wstrb = static_cast<CData>(strobes);
    bool answered = false;
    access.response = kNoAnswer;
    for (std::uint64_t waited = 0; !answered && waited < kBusPatience; waited++) {
        top_->awvalid = offers(where);
        top_->wvalid = offers(what);
        top_->bready = !chance(stalls_);
        if (top_->awvalid && top_->awready) where.wanted = false;
        if (top_->wvalid && top_->wready) what.wanted = false;
        answered = top_->bvalid && top_->bready;
        if (answered) access.response = top_->bresp;
        tick();
    }
    top_->awvalid = 0;
    top_->wvalid = 0;
    top_->bready = 0;
    return access;
}

Access Nic::read(std::uint32_t address) {
    Access access;
    Offer where{true, false};
    top_->araddr = static_cast<SData>(address);
    bool answered = false;
    access.response = kNoAnswer;
    for (std::uint64_t waited = 0; !answered && waited < kBusPatience; waited++) {
        top_->arvalid = offers(where);
        top_->rready = !chance(stalls_);
        if (top_->arvalid && top_->arready) where.wanted = false;
        answered = top_->rvalid && top_->rready;
        if (answered) access = {top_->rresp, top_->rdata};
        tick();
    }
    top_->arvalid = 0;
    top_->rready = 0;
    return access;
}

bool Nic::step_commands() {
    beat_.wanted = !descriptors_.empty();
    top_->descriptor_valid = offers(beat_);
    if (beat_.offered) {
        const std::string& descriptor = *descriptors_.front();
        std::memcpy(&top_->descriptor_data, descriptor.data() + sent_, kBeat);
        top_->descriptor_last = sent_ + kBeat == descriptor.size();
    }
    top_->completion_ready = !chance(stalls_);
    bool taken = beat_.offered && top_->descriptor_ready;
    bool came = top_->completion_valid && top_->completion_ready;
    if (came) {
        completion_.append(reinterpret_cast<const char*>(&top_->completion_data), kBeat);
        if (top_->completion_last) {
            completions_.push_back(std::move(completion_));
            completion_.clear();
            expected_--;
        }
    }
    clock();
    if (taken) {
        beat_.offered = false;
        sent_ += kBeat;
        if (sent_ == descriptors_.front()->size()) {
            descriptors_.pop_front();
            sent_ = 0;
        }
    }
    top_->descriptor_valid = 0;
    top_->completion_ready = 0;
    return taken || came;
}

bool Nic::finish_commands(std::vector<std::string>& completions) {
    for (std::uint64_t quiet = 0; expected_ > 0 && quiet < kCommandPatience && broken_.name.empty(); quiet++) {
        tick();
        if (moved_) quiet = 0;
    }
    for (std::string& completion : completions_) completions.push_back(std::move(completion));
    completions_.clear();
    bool finished = expected_ == 0;
    expected_ = 0;
    descriptors_.clear();
    return finished;
}

bool Nic::command(const std::vector<const std::string*>& descriptors, std::vector<std::string>& completions) {
    descriptors_.insert(descriptors_.end(), descriptors.begin(), descriptors.end());
    expected_ += descriptors.size();
    return finish_commands(completions);
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

bool Nic::load(const std::vector<Frame>& frames, std::uint32_t packets,
               const std::vector<const std::string*>& descriptors, std::uint32_t between,
               std::vector<std::string>& completions) {
    std::uint32_t sent = 0;
    std::uint32_t finished = 0;
    std::size_t at = 0;
    std::uint64_t quiet = 0;
    std::size_t commanded = 0;
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
        if (commanded < descriptors.size() && ++clocks >= between) {
            descriptors_.push_back(descriptors[commanded++]);
            expected_++;
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
    return finish_commands(completions) && finished == packets && commanded == descriptors.size();
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
