#include "faults.h"

#include <unistd.h>

#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "nic_defs.h"

namespace tandem {

using hwsim::v1::Fault;

namespace {
constexpr std::uint64_t kInjectFrozen = 1;
constexpr std::uint64_t kInjectReject = 2;

std::uint32_t code(const std::string& descriptor) { return static_cast<unsigned char>(descriptor[DESC_CODE_LSB / 8]); }
}  // namespace

void Faults::begin(const Fault& fault) {
    switch (fault.kind()) {
        case Fault::EXIT:
            _exit(1);
        case Fault::HANG:
            for (;;) pause();
        case Fault::GARBAGE: {
            static const char kGarbage[] = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";
            if (::write(responses_, kGarbage, sizeof kGarbage) < 0) _exit(1);
            break;
        }
        case Fault::REJECT_WRITE:
            reject_in_ = fault.n();
            break;
        case Fault::FLIP_BIT:
            flip(fault.has_table() ? fault.table() : TABLE_ACTIONS, fault.n(), fault.bit());
            break;
        case Fault::FREEZE_COUNTERS:
            inject(kInjectFrozen, fault.n() != 0);
            break;
        case Fault::LOSE_COMPLETION:
            lose_in_ = fault.n();
            break;
        case Fault::SPOIL:
            spoil_every_ = fault.n();
            break;
        case Fault::SLOW_DOWN:
            delay_ = fault.n();
            break;
        default:
            break;
    }
}

void Faults::delay() const { std::this_thread::sleep_for(std::chrono::milliseconds(delay_)); }

// What entries hold that no command reads.
void Faults::remember(const std::string& descriptor) {
    std::uint32_t slot = 0;
    std::memcpy(&slot, &descriptor[DESC_SLOT_LSB / 8], sizeof slot);
    switch (code(descriptor)) {
        case CMD_WRITE_EDIT:
            entries_[{TABLE_EDITS, slot}] = descriptor;
            break;
        case CMD_WRITE_HEADER:
            entries_[{TABLE_HEADERS, slot}] = descriptor;
            break;
        case CMD_WRITE_METER:
            entries_[{TABLE_METERS, slot}] = descriptor;
            entries_[{TABLE_METERS, slot}][DESC_CODE_LSB / 8] = CMD_REPAIR_METER;
            break;
        case CMD_WRITE_MASK:
            entries_[{TABLE_MASKS, slot}] = descriptor;
            break;
        case CMD_CLEAR_MASK:
            entries_.erase({TABLE_MASKS, slot});
            break;
        default:
            break;
    }
}

bool Faults::rejects(const std::string& descriptor) {
    return code(descriptor) == CMD_WRITE && reject_in_ != 0 && --reject_in_ == 0;
}

void Faults::reject(bool on) { inject(kInjectReject, on); }

void Faults::inject(std::uint64_t fault, bool on) {
    injected_ = on ? injected_ | fault : injected_ & ~fault;
    nic_.write(REG_INJECT, injected_);
}

void Faults::flip(std::uint32_t table, std::uint32_t place, std::uint32_t bit) {
    std::string store;
    if (table == TABLE_EDITS || table == TABLE_HEADERS || table == TABLE_METERS || table == TABLE_MASKS) {
        auto entry = entries_.find({table, place});
        if (entry == entries_.end()) return;
        store = entry->second;
    } else {
        store = rule(place);
        if (store.empty()) return;
    }
    store[DESC_FLIP_LSB / 8] = static_cast<char>(table);
    std::memcpy(&store[DESC_FLIPPED_LSB / 8], &bit, sizeof bit);
    std::vector<std::string> ignored;
    nic_.command({&store}, ignored);
}

std::string Faults::rule(std::uint32_t slot) {
    std::string read(BEAT_BYTES, '\0');
    read[DESC_CODE_LSB / 8] = CMD_READ;
    std::memcpy(&read[DESC_SLOT_LSB / 8], &slot, sizeof slot);
    std::vector<std::string> held;
    if (!nic_.command({&read}, held) || held[0].size() != COMP_BITS / 8) return "";
    bool there = held[0][COMP_HELD_LSB / 8] >> COMP_HELD_LSB % 8 & 1;
    std::string store(there ? DESC_BITS / 8 : BEAT_BYTES, '\0');
    store[DESC_CODE_LSB / 8] = there ? CMD_REPAIR : CMD_DELETE;
    std::memcpy(&store[DESC_SLOT_LSB / 8], &slot, sizeof slot);
    if (!there) return store;
    auto copy = [&](int to, int from, int bits) { store.replace(to / 8, bits / 8, held[0], from / 8, bits / 8); };
    copy(DESC_UFID_LSB, COMP_UFID_LSB, DESC_UFID_BITS);
    copy(DESC_ACTION_LSB, COMP_ACTION_LSB, DESC_ACTION_BITS);
    copy(DESC_KEY_LSB, COMP_KEY_LSB, DESC_KEY_BITS);
    copy(DESC_MASK_LSB, COMP_MASK_LSB, DESC_MASK_BITS);
    return store;
}

}  // namespace tandem
