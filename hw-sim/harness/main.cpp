// The simulated NIC as a process: reads requests from stdin and answers each on stdout, both length-delimited Protobuf.
// Ends when stdin does, or when its parent dies. Logs to stderr, and so does what the model prints.
//   tandem-nic [--trace FILE | --coverage FILE] [--gaps PERCENT] [--stalls PERCENT] [--seed N]
// A file is for the executable that was built so; gaps and stalls are clocks on which the host offers, or takes, nothing.

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "faults.h"
#include "nic.h"
#include "nic_defs.h"
#include "tandem/hwsim/v1/harness.pb.h"

namespace {

using tandem::hwsim::v1::Burst;
using tandem::hwsim::v1::BurstResult;
using tandem::hwsim::v1::Completions;
using tandem::hwsim::v1::Load;
using tandem::hwsim::v1::Operation;
using tandem::hwsim::v1::Request;
using tandem::hwsim::v1::Response;

constexpr std::uint32_t kAllBytes = 0xff;
constexpr std::uint32_t kNewLife = 2;  // clocks from the write that asks for it
constexpr int kResponses = 3;          // what was stdout
#if VM_TRACE_FST
constexpr char kFileOption[] = "--trace";
#elif VM_COVERAGE
constexpr char kFileOption[] = "--coverage";
#else
constexpr char kFileOption[] = "";
#endif

struct Options {
    std::string file;
    std::uint32_t seed = 1;
    std::uint32_t gaps = 0;
    std::uint32_t stalls = 0;
};

class Harness {
  public:
    explicit Harness(const Options& options) : nic_(options.file) {
        nic_.press(options.seed, options.gaps, options.stalls);
    }

    // False where the request is wrong or the NIC is stuck; the response says why.
    bool serve(const Request& request, Response& response) {
        response.set_id(request.id());
        faults_.delay();
        for (const Operation& operation : request.operations()) {
            if (!perform(operation, response) || !nic_.broken().name.empty()) break;
        }
        response.set_cycles(nic_.cycles());
        response.set_attention(nic_.attention());
        if (const tandem::Broken& broken = nic_.broken(); !broken.name.empty()) {
            response.mutable_broken()->set_name(broken.name);
            response.mutable_broken()->set_place(broken.place);
            response.mutable_broken()->set_cycle(broken.cycle);
        }
        return response.error().empty();
    }

  private:
    bool perform(const Operation& operation, Response& response) {
        switch (operation.operation_case()) {
            case Operation::kWrite: {
                const auto& write = operation.write();
                return answer(
                    nic_.write(write.address(), write.value(), write.has_strobes() ? write.strobes() : kAllBytes),
                    write.address(), response);
            }
            case Operation::kRead:
                return answer(nic_.read(operation.read().address()), operation.read().address(), response);
            case Operation::kCommands:
                return commands(operation.commands().descriptors(), *response.add_results()->mutable_completions(), response);
            case Operation::kBurst:
                return burst(operation.burst(), *response.add_results()->mutable_burst(), response);
            case Operation::kLoad:
                return load(operation.load(), *response.add_results()->mutable_completions(), response);
            case Operation::kIdle:
                nic_.idle(operation.idle().cycles());
                response.add_results()->set_done(true);
                return true;
            case Operation::kFault:
                faults_.begin(operation.fault());
                response.add_results()->set_done(true);
                return true;
            case Operation::OPERATION_NOT_SET:
                break;
        }
        response.set_error("an operation of no known kind");
        return false;
    }

    // What the bus answered. False where it did not.
    bool answer(const tandem::Access& access, std::uint32_t address, Response& response) {
        if (access.response == tandem::kNoAnswer) {
            response.set_error("the bus does not answer an access of " + std::to_string(address));
            return false;
        }
        if (access.response != 0) {
            response.add_results()->set_bus_error(access.response);
        } else {
            response.add_results()->set_value(access.value);
        }
        if (address == REG_GENERATION) {
            nic_.idle(kNewLife);
            faults_.forget();
        }
        return true;
    }

    using Descriptors = google::protobuf::RepeatedPtrField<std::string>;

    // False where one is none.
    bool collect(const Descriptors& from, std::vector<const std::string*>& descriptors, Response& response) {
        descriptors.reserve(static_cast<std::size_t>(from.size()));
        for (const std::string& descriptor : from) {
            if (descriptor.empty() || descriptor.size() % BEAT_BYTES != 0) {
                response.set_error("a descriptor of " + std::to_string(descriptor.size()) + " bytes");
                return false;
            }
            descriptors.push_back(&descriptor);
            faults_.remember(descriptor);
        }
        return true;
    }

    bool commands(const Descriptors& from, Completions& result, Response& response) {
        std::vector<const std::string*> descriptors;
        if (!collect(from, descriptors, response)) return false;
        std::vector<std::string> completions;
        std::size_t lost = descriptors.size();
        bool finished = true;
        std::vector<const std::string*> next;
        for (std::size_t i = 0; i < descriptors.size(); i++) {
            if (faults_.loses()) lost = i;
            bool reject = faults_.rejects(*descriptors[i]);
            if (reject) {
                finished = finished && nic_.command(next, completions);
                next.clear();
                faults_.reject(true);
            }
            next.push_back(descriptors[i]);
            if (reject) {
                finished = finished && nic_.command(next, completions);
                next.clear();
                faults_.reject(false);
            }
        }
        if (!finished || !nic_.command(next, completions)) {
            response.set_error("commands do not finish");
            return false;
        }
        for (std::size_t i = 0; i < completions.size(); i++) {
            if (i != lost) result.add_completions(std::move(completions[i]));
        }
        return true;
    }

    using Frames = google::protobuf::RepeatedPtrField<tandem::hwsim::v1::Frame>;

    // False where one cannot enter.
    bool collect(const Frames& from, std::vector<tandem::Frame>& frames, Response& response) {
        frames.reserve(static_cast<std::size_t>(from.size()));
        for (const auto& frame : from) {
            if (frame.data().empty() || frame.data().size() > max_frame_) {
                response.set_error("a frame of " + std::to_string(frame.data().size()) + " bytes");
                return false;
            }
            frames.push_back({frame.port(), &frame.data()});
        }
        return true;
    }

    bool load(const Load& load, Completions& result, Response& response) {
        std::vector<tandem::Frame> frames;
        std::vector<const std::string*> descriptors;
        std::vector<std::string> completions;
        if (!collect(load.frames(), frames, response) || !collect(load.descriptors(), descriptors, response)) return false;
        if (frames.empty()
            || !nic_.load(frames, load.packets(), descriptors, load.clocks_between_descriptors(), completions)) {
            response.set_error(
                frames.empty() ? "a load of no frames" : "the pipeline is stuck, or the load ended before its commands");
            return false;
        }
        for (std::string& completion : completions) result.add_completions(std::move(completion));
        return true;
    }

    bool burst(const Burst& burst, BurstResult& result, Response& response) {
        std::vector<tandem::Frame> frames;
        if (!collect(burst.frames(), frames, response)) return false;
        if (!nic_.burst(frames, outcomes_)) {
            response.set_error("the pipeline is stuck");
            return false;
        }
        for (std::size_t i = 0; i < outcomes_.size(); i++) {
            const tandem::Outcome& from = outcomes_[i];
            auto& to = *result.add_outcomes();
            to.set_verdict(from.verdict);
            to.set_hit(from.hit);
            to.set_parseable(from.parseable);
            to.set_slot(from.slot);
            to.mutable_passed()->Add(from.passed.begin(), from.passed.end());
            to.set_mark(from.mark);
            to.set_clocks(static_cast<std::uint32_t>(from.ended - from.entered + 1));
            if (burst.parsed()) {
                to.mutable_parsed()->mutable_key()->Add(from.key.begin(), from.key.end());
                to.mutable_parsed()->set_layers(from.layers);
            }
            if (from.verdict == VERDICT_FORWARD) {
                for (const tandem::Copy& copy : from.copies) {
                    auto& output = *to.add_outputs();
                    output.set_port(copy.port);
                    output.set_data(copy.data);
                    if (faults_.spoils()) output.mutable_data()->back() ^= 1;
                }
            } else if (from.verdict == VERDICT_TO_HOST && from.copies[0].data != *frames[i].data) {
                response.set_error("a frame to the host was changed");
                return false;
            }
        }
        return true;
    }

    tandem::Nic nic_;
    tandem::Faults faults_{nic_, kResponses};
    const std::uint64_t max_frame_ = nic_.read(REG_MAX_FRAME).value;
    std::vector<tandem::Outcome> outcomes_;
};

}  // namespace

int main(int argc, char** argv) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN);  // a terminal's ctrl-C is for the driver, which closes stdin when it is done
    if (getppid() == 1) return 1;
    Options options;
    for (int i = 1; i < argc; i += 2) {
        std::string option = argv[i];
        if (i + 1 == argc) {
            std::fprintf(stderr, "tandem-nic: %s takes something\n", argv[i]);
            return 1;
        }
        auto number = static_cast<std::uint32_t>(std::strtoul(argv[i + 1], nullptr, 10));
        if (*kFileOption != '\0' && option == kFileOption) {
            options.file = argv[i + 1];
        } else if (option == "--seed") {
            options.seed = number;
        } else if (option == "--gaps") {
            options.gaps = number;
        } else if (option == "--stalls") {
            options.stalls = number;
        } else {
            std::fprintf(stderr, "tandem-nic: there is no option %s\n", argv[i]);
            return 1;
        }
    }
    if (dup2(STDOUT_FILENO, kResponses) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return 1;
    Harness harness(options);
    google::protobuf::io::FileInputStream in(STDIN_FILENO);
    google::protobuf::io::FileOutputStream out(kResponses);
    for (;;) {
        Request request;
        bool clean_end = false;
        if (!google::protobuf::util::ParseDelimitedFromZeroCopyStream(&request, &in, &clean_end)) {
            if (clean_end) return 0;
            std::fprintf(stderr, "tandem-nic: stdin holds no request\n");
            return 1;
        }
        Response response;
        harness.serve(request, response);
        if (!google::protobuf::util::SerializeDelimitedToZeroCopyStream(response, &out) || !out.Flush()) return 1;
    }
}
