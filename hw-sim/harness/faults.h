// The faults that a NIC is to have, as a request asks for them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "nic.h"
#include "tandem/hwsim/v1/harness.pb.h"

namespace tandem {

class Faults {
  public:
    // Garbage is written to that file.
    Faults(Nic& nic, int responses) : nic_(nic), responses_(responses) {}

    void begin(const hwsim::v1::Fault& fault);

    // Sleeps as long as an exchange is to take.
    void delay() const;

    // A descriptor that is sent: what it stores may be needed to store it wrong.
    void remember(const std::string& descriptor);

    // The NIC has a new life: its tables are empty.
    void forget() { entries_.clear(); }

    // The next command: its completion is to be lost.
    bool loses() { return lose_in_ != 0 && --lose_in_ == 0; }

    // The next command: it is to be refused, while reject is on.
    bool rejects(const std::string& descriptor);
    void reject(bool on);

    // The next frame that leaves: it is to be wrong.
    bool spoils() { return spoil_every_ != 0 && ++sent_ % spoil_every_ == 0; }

  private:
    // Switches a fault of the INJECT register on or off.
    void inject(std::uint64_t fault, bool on);
    // Stores what is there once more, with a bit wrong; counters, counts and buckets stay. Nothing where there is nothing.
    void flip(std::uint32_t table, std::uint32_t place, std::uint32_t bit);
    // The descriptor that stores what a slot holds.
    std::string rule(std::uint32_t slot);

    Nic& nic_;
    const int responses_;
    // By table and place, the descriptors that store what is there.
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> entries_;
    std::uint64_t injected_ = 0;     // what the INJECT register holds
    std::uint32_t reject_in_ = 0;    // rule writes until one is refused; zero: none
    std::uint32_t lose_in_ = 0;      // commands until one whose completion is lost; zero: none
    std::uint32_t spoil_every_ = 0;  // frames that leave until one is wrong; zero: none is
    std::uint64_t sent_ = 0;
    std::uint32_t delay_ = 0;        // milliseconds
};

}  // namespace tandem
