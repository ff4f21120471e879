// What the host has of the NIC beside its frames: registers, commands, completions, and what is counted over all and by port.
module nic_host
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int PORTS = 4,
    parameter int TUPLES = 8,
    parameter int BUCKETS = 128,
    parameter int WAYS = 4,
    parameter int TCAM = 16,
    parameter int EDITS = 256,
    parameter int HEADERS = 16,
    parameter int TUNNEL_OPTIONS = 16,  // bytes of Geneve's options in keys
    parameter int METERS = 16,
    parameter int MILLISECOND = 250000,
    parameter int COUNTER_BITS = 64,
    parameter int FEATURES = 15,  // as REG_FEATURES says them
    parameter int COMPLETION_CLOCKS = 0,  // that a command's answer waits before it leaves
    parameter int FINDERS = 3  // of entries with a parity error
) (
    input  logic              clk,
    input  logic              rst,
    output logic              new_life,  // a reset that the host asked for; the bus goes on over it
    // registers
    input  logic              awvalid,
    output logic              awready,
    input  logic [14:0]       awaddr,
    input  logic              wvalid,
    output logic              wready,
    input  logic [63:0]       wdata,
    input  logic [7:0]        wstrb,
    output logic              bvalid,
    input  logic              bready,
    output logic [1:0]        bresp,
    input  logic              arvalid,
    output logic              arready,
    input  logic [14:0]       araddr,
    output logic              rvalid,
    input  logic              rready,
    output logic [63:0]       rdata,
    output logic [1:0]        rresp,
    // descriptors and completions
    input  logic              descriptor_valid,
    output logic              descriptor_ready,
    input  logic [BEAT_W-1:0] descriptor_data,
    input  logic              descriptor_last,
    output logic              completion_valid,
    input  logic              completion_ready,
    output logic [BEAT_W-1:0] completion_data,
    output logic              completion_last,
    // what registers say
    output logic [COUNTER_BITS-1:0] counter_ones,
    output logic [1:0]        seed_write,
    output logic [63:0]       seed,
    output logic              inject_frozen,
    // commands to the lookup, and their answers
    output logic              command_valid,
    input  logic              command_ready,
    output command_t          command,
    output rule_t             rule,
    output logic [63:0]       since,
    output logic [EDIT_W-1:0] entry,
    input  logic              entry_done,     // the entry is written, or the meter read
    input  logic [3:0][63:0]  meter_counts,   // which is what it says then
    input  logic              counted_done,   // any other command has passed
    input  logic              counted_valid,  // and has an answer
    input  answer_t           counted,
    // what is counted
    output logic [63:0]       cycles,
    input  logic [63:0]       metered,
    input  logic              rx_valid,
    input  logic [7:0]        rx_port,
    input  logic [16:0]       rx_length,
    input  logic              result_valid,
    input  logic              result_parseable,
    input  logic              result_hit,
    input  logic              done_valid,
    input  logic [1:0]        done_verdict,
    input  logic              done_corrupt,
    input  logic [7:0]        done_from,
    input  logic              tx_valid,
    input  logic [7:0]        tx_port,
    input  logic [6:0]        tx_bytes_in_beat,
    input  logic              tx_last,
    // entries with a parity error
    input  logic              found[FINDERS],
    input  flaw_t             flaws[FINDERS],
    output logic              attention  // the host has not read of all of them
);
  localparam int SLOTS = TUPLES * BUCKETS * WAYS + TCAM;
  localparam int ANSWERS = 16;  // of commands, that can wait

  logic reset;
  assign reset = rst || new_life;

  // ---- registers
  logic        write_valid;
  logic [11:0] write_number;
  logic [63:0] write_data;
  logic        read_valid;
  logic [11:0] read_number;
  logic [63:0] read_data;
  nic_axil #(
      .PORTS(PORTS)
  ) u_axil (
      .clk,
      .rst,
      .awvalid,
      .awready,
      .awaddr,
      .wvalid,
      .wready,
      .wdata,
      .wstrb,
      .bvalid,
      .bready,
      .bresp,
      .arvalid,
      .arready,
      .araddr,
      .rvalid,
      .rready,
      .rdata,
      .rresp,
      .write_valid,
      .write_number,
      .write_data,
      .read_valid,
      .read_number,
      .read_data
  );

  logic        reject;
  logic [63:0] totals[9];
  logic        flaw_ready;
  flaw_t       flaw;
  logic [63:0] errors[TABLES];
  logic [31:0] errors_first[TABLES];
  logic [31:0] errors_last[TABLES];
  logic [63:0] rx_packets[PORTS];
  logic [63:0] rx_bytes[PORTS];
  logic [63:0] rx_dropped[PORTS];
  logic [63:0] tx_packets[PORTS];
  logic [63:0] tx_bytes[PORTS];
  nic_control #(
      .PORTS(PORTS),
      .TUPLES(TUPLES),
      .BUCKETS(BUCKETS),
      .WAYS(WAYS),
      .TCAM(TCAM),
      .EDITS(EDITS),
      .HEADERS(HEADERS),
      .COUNTER_BITS(COUNTER_BITS),
      .TUNNEL_OPTIONS(TUNNEL_OPTIONS),
      .METERS(METERS),
      .MILLISECOND(MILLISECOND),
      .FEATURES(FEATURES)
  ) u_control (
      .clk,
      .rst,
      .new_life,
      .write_valid,
      .write_number,
      .write_data,
      .read_valid,
      .read_number,
      .read_data,
      .counter_ones,
      .seed_write,
      .seed,
      .inject_frozen,
      .inject_reject(reject),
      .cycles,
      .metered,
      .totals,
      .flaw_valid(attention),
      .flaw_ready,
      .flaw,
      .errors,
      .errors_first,
      .errors_last,
      .rx_packets,
      .rx_bytes,
      .rx_dropped,
      .tx_packets,
      .tx_bytes
  );

  nic_stats #(
      .PORTS(PORTS)
  ) u_stats (
      .clk,
      .rst(reset),
      .cycles,
      .rx_valid,
      .rx_port,
      .rx_length,
      .result_valid,
      .result_parseable,
      .result_hit,
      .done_valid,
      .done_verdict,
      .done_corrupt,
      .done_from,
      .tx_valid,
      .tx_port,
      .tx_bytes_in_beat,
      .tx_last,
      .totals,
      .rx_packets,
      .rx_bytes,
      .rx_dropped,
      .tx_packets,
      .tx_bytes
  );

  nic_parity_log #(
      .FINDERS(FINDERS)
  ) u_parity_log (
      .clk,
      .rst(reset),
      .found,
      .flaw(flaws),
      .out_valid(attention),
      .out_ready(flaw_ready),
      .out_flaw(flaw),
      .errors,
      .first(errors_first),
      .last(errors_last)
  );

  // ---- commands
  logic    answer_valid;
  answer_t answer;
  logic    answer_taken;
  assign answer_valid = counted_valid || entry_done;
  always_comb begin
    answer = counted;
    if (entry_done) begin
      answer.command = command;
      answer.packets = meter_counts[0];
      answer.bytes = meter_counts[1];
      answer.last_used = meter_counts[2];
      answer.rule.ufid = {64'd0, meter_counts[3]};
    end
  end
  nic_commands #(
      .SLOTS(SLOTS),
      .TUPLES(TUPLES),
      .EDITS(EDITS),
      .HEADERS(HEADERS),
      .METERS(METERS),
      .ANSWERS(ANSWERS)
  ) u_commands (
      .clk,
      .rst(reset),
      .reject,
      .in_valid(descriptor_valid),
      .in_ready(descriptor_ready),
      .in_data(descriptor_data),
      .in_last(descriptor_last),
      .command_valid,
      .command_ready,
      .command,
      .rule,
      .since,
      .entry,
      .entry_done,
      .command_done(counted_done || entry_done),
      .answered(answer_valid),
      .taken(answer_taken)
  );

  nic_completions #(
      .ANSWERS(ANSWERS),
      .CLOCKS(COMPLETION_CLOCKS)
  ) u_completions (
      .clk,
      .rst(reset),
      .in_valid(answer_valid),
      .in_answer(answer),
      .taken(answer_taken),
      .out_valid(completion_valid),
      .out_ready(completion_ready),
      .out_data(completion_data),
      .out_last(completion_last)
  );
endmodule
