// The NIC: frames come in with their port, are looked up and edited, and leave to a port or to the host.
//
//             +--------(inside a tunnel)-------+
//             v                                |
//   in --> ingress --(headers)---------> classify --(results)--> metering --> sample
//             |                            |  ^                                 |
//             |                  (answers) v  | (commands)                      |
//             |                           host                                  v
//             +--(frames)--------------------------------------------------> edit --> out
//
module nic_top
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
#(
    parameter int PORTS = 4,      // numbered from 1
    parameter int TUPLES = 8,     // masks, a power of two
    parameter int BUCKETS = 128,  // of each tuple, a power of two
    parameter int WAYS = 4,       // slots in each bucket, a power of two from 2 on
    parameter int TCAM = 16,      // entries whose rules have a mask each, a power of two
    parameter int EDITS = 256,    // entries of the edit table, a power of two
    parameter int HEADERS_OUT = 16,  // entries of the header table, a power of two up to 256
    parameter int TUNNEL_OPTIONS = 16,  // bytes of Geneve's options in keys, 0 to 16 in steps of 4
    parameter int METERS = 16,    // entries of the meter table, a power of two up to 256
    parameter int MILLISECOND = 250000,  // clocks, as meters reckon
    parameter int COUNTER_BITS = 64,  // of rules' counters, which wrap
    parameter int FEATURES = 15,  // as REG_FEATURES says them
    parameter int COMPLETION_CLOCKS = 0,  // that a command stays under way once it has passed
    parameter int BYTES = 64      // bytes of a beat
) (
    input  logic               clk,
    input  logic               rst,
    // frames in
    input  logic               in_valid,
    output logic               in_ready,
    input  logic [BYTES*8-1:0] in_data,
    input  logic [6:0]         in_bytes,
    input  logic               in_last,
    input  logic [7:0]         in_port,
    input  logic [31:0]        in_seq,
    // frames out
    output logic               out_valid,
    input  logic               out_ready,
    output logic [BYTES*8-1:0] out_data,
    output logic [6:0]         out_bytes,
    output logic               out_last,
    output logic [31:0]        out_seq,
    output logic [7:0]         out_port,    // zero for the host
    output logic [1:0]         out_number,  // among the frame's copies
    // what became of each packet, in order
    output logic               done_valid,
    output logic [31:0]        done_seq,
    output logic [1:0]         done_verdict,
    output logic [2:0]         done_copies,  // that leave
    output logic [31:0]        done_mark,    // for the host
    output logic               done_hit,
    output logic               done_parseable,
    output logic [31:0]        done_slot,
    output logic [2:0]         done_passes,  // rules that sent it to another chain
    output logic [PASSES-1:0][31:0] done_passed_slots,  // of those
    // what the parser made of each packet, in order, for who watches
    output logic               parsed_valid,
    output logic [31:0]        parsed_seq,
    output logic [KEY_W-1:0]   parsed_key,
    output logic [$bits(layers_t)-1:0] parsed_layers,
    // registers: AXI4-Lite, addresses in bytes
    input  logic               awvalid,
    output logic               awready,
    input  logic [14:0]        awaddr,
    input  logic               wvalid,
    output logic               wready,
    input  logic [63:0]        wdata,
    input  logic [7:0]         wstrb,
    output logic               bvalid,
    input  logic               bready,
    output logic [1:0]         bresp,
    input  logic               arvalid,
    output logic               arready,
    input  logic [14:0]        araddr,
    output logic               rvalid,
    input  logic               rready,
    output logic [63:0]        rdata,
    output logic [1:0]         rresp,
    // commands in and completions out: AXI4-Stream
    input  logic               descriptor_valid,
    output logic               descriptor_ready,
    input  logic [BEAT_W-1:0]  descriptor_data,
    input  logic               descriptor_last,
    output logic               completion_valid,
    input  logic               completion_ready,
    output logic [BEAT_W-1:0]  completion_data,
    output logic               completion_last,
    output logic               attention  // the parity log has something that was not read
);
  logic new_life;
  logic reset;
  assign reset = rst || new_life;

  logic               beat_valid;
  logic               beat_ready;
  logic               beat_again;
  logic [BYTES*8-1:0] beat_data;
  logic [6:0]         beat_bytes;
  logic               beat_last;
  logic               header_valid;
  logic [7:0]         header_port;
  logic [16:0]        header_length;
  logic               popped_valid;
  logic [WINDOW_W-1:0] popped_header;
  meta_t              popped_meta;
  tunnel_t            popped_tunnel;
  logic               parse_valid;
  logic [WINDOW_W-1:0] parse_header;
  logic [6:0]         parse_window;
  logic               ready_valid;
  logic               ready_take;
  logic               ready_ok;
  logic [KEY_W-1:0]   ready_key;
  meta_t              ready_meta;
  logic               inner_valid;
  logic               inner_take;
  logic               inner_ok;
  logic [KEY_W-1:0]   inner_key;
  meta_t              inner_meta;
  nic_ingress #(
      .TUNNEL_OPTIONS(TUNNEL_OPTIONS),
      .BYTES(BYTES)
  ) u_ingress (
      .clk,
      .rst(reset),
      .in_valid,
      .in_ready,
      .in_data,
      .in_bytes,
      .in_last,
      .in_port,
      .in_seq,
      .beat_valid,
      .beat_ready,
      .beat_again,
      .beat_data,
      .beat_bytes,
      .beat_last,
      .header_valid,
      .header_port,
      .header_length,
      .popped_valid,
      .popped_header,
      .popped_meta,
      .popped_tunnel,
      .parse_valid,
      .parse_header,
      .parse_window,
      .parsed_valid,
      .parsed_seq,
      .parsed_key,
      .parsed_layers,
      .ready_valid,
      .ready_take,
      .ready_ok,
      .ready_key,
      .ready_meta,
      .inner_valid,
      .inner_take,
      .inner_ok,
      .inner_key,
      .inner_meta
  );

  // ---- rules, and commands in order with the packets
  logic              command_valid;
  logic              command_ready;
  command_t          command;
  rule_t             rule;
  logic [63:0]       since;
  logic [EDIT_W-1:0] entry;  // that a command writes
  logic [COUNTER_BITS-1:0] counter_ones;
  logic              inject_frozen;
  logic [63:0]       cycles;
  logic              counted_done;
  logic              counted_valid;
  answer_t           counted;
  logic              passed_edit;
  logic              passed_header;
  logic              passed_meter;
  logic              passed_count;
  logic              decided_valid;
  logic              decided_parseable;
  logic              decided_hit;
  logic              ordered_valid;
  logic              ordered_ready;
  result_t           ordered;
  logic [$clog2(PLACES):0] places_used;  // packets whose results wait or are under way
  localparam int FINDERS = 3;  // of entries with a parity error
  logic              found_flaw[FINDERS];
  flaw_t             flaws[FINDERS];
  nic_classify #(
      .TUPLES(TUPLES),
      .BUCKETS(BUCKETS),
      .WAYS(WAYS),
      .TCAM(TCAM),
      .COUNTER_BITS(COUNTER_BITS),
      .TRACKS(FEATURES[3])
  ) u_classify (
      .clk,
      .rst(reset),
      .parse_valid,
      .parse_header,
      .parse_window,
      .ready_valid,
      .ready_room(!places_used[$clog2(PLACES)]),
      .ready_take,
      .ready_ok,
      .ready_key,
      .ready_meta,
      .inner_valid,
      .inner_take,
      .inner_ok,
      .inner_key,
      .inner_meta,
      .popped_valid,
      .popped_ready(!header_valid),
      .popped_header,
      .popped_meta,
      .popped_tunnel,
      .decided_valid,
      .decided_parseable,
      .decided_hit,
      .out_valid(ordered_valid),
      .out_ready(ordered_ready),
      .out_result(ordered),
      .command_valid,
      .command_ready,
      .command,
      .rule,
      .since,
      .counted_done,
      .counted_valid,
      .counted,
      .passed_edit,
      .passed_header,
      .passed_meter,
      .passed_count,
      .now(cycles),
      .counter_ones,
      .frozen(inject_frozen),
      .flawed(found_flaw[0]),
      .flaw(flaws[0])
  );

  // ---- what becomes of each packet
  logic             gauged_valid;
  logic             gauged_ready;
  result_t          gauged;
  logic [63:0]      metered;
  logic             meter_done;
  logic [3:0][63:0] meter_counts;
  result_t          done;
  nic_metering #(
      .METERS(METERS),
      .MILLISECOND(MILLISECOND)
  ) u_metering (
      .clk,
      .rst(reset),
      .in_valid(ordered_valid),
      .in_ready(ordered_ready),
      .in_result(ordered),
      .out_valid(gauged_valid),
      .out_ready(gauged_ready),
      .out_result(gauged),
      .dropped(metered),
      .write_valid(passed_meter),
      .read_valid(passed_count),
      .command,
      .write_meter(entry[METER_W-1:0]),
      .command_done(meter_done),
      .counts(meter_counts),
      .entered(ready_valid && ready_take),
      .done_valid,
      .done,
      .flawed(found_flaw[2]),
      .flaw(flaws[2])
  );

  logic        result_valid;
  logic        result_ready;
  result_t     result;
  logic [1:0]  seed_write;
  logic [63:0] seed;
  nic_sample u_sample (
      .clk,
      .rst(reset),
      .in_valid(gauged_valid),
      .in_ready(gauged_ready),
      .in_result(gauged),
      .out_valid(result_valid),
      .out_ready(result_ready),
      .out_result(result),
      .seed_write,
      .seed
  );
  always_ff @(posedge clk) begin
    if (reset) places_used <= '0;
    else begin
      places_used <= places_used + {{$clog2(PLACES) {1'b0}}, ready_valid && ready_take}
          - {{$clog2(PLACES) {1'b0}}, result_valid && result_ready};
    end
  end

  // ---- frames out
  logic edit_done;
  logic header_done;
  nic_edit #(
      .BYTES(BYTES),
      .EDITS(EDITS),
      .HEADERS(HEADERS_OUT)
  ) u_edit (
      .clk,
      .rst(reset),
      .result_valid,
      .result_ready,
      .result,
      .in_valid(beat_valid),
      .in_ready(beat_ready),
      .in_again(beat_again),
      .in_data(beat_data),
      .in_bytes(beat_bytes),
      .in_last(beat_last),
      .edit_write(passed_edit),
      .header_write(passed_header),
      .write(command),
      .write_entry(entry),
      .edit_done,
      .header_done,
      .flawed(found_flaw[1]),
      .flaw(flaws[1]),
      .in_flight(places_used),
      .out_valid,
      .out_ready,
      .out_data,
      .out_bytes,
      .out_last,
      .out_seq,
      .out_port,
      .out_number,
      .done_valid,
      .done
  );
  assign done_verdict = done.verdict;
  assign done_seq = done.meta.seq;
  assign done_hit = done.hit;
  assign done_parseable = done.parseable;
  assign done_slot = done.slot;
  assign done_mark = done.hit ? done.action[ACT_MARK_LSB+:ACT_MARK_W] : '0;
  always_comb begin
    unique case (done.verdict)
      VERDICT_FORWARD: done_copies = done.action[ACT_COPIES_LSB+:ACT_COPIES_W];
      VERDICT_DROP: done_copies = 3'd0;
      default: done_copies = 3'd1;
    endcase
  end
  assign done_passes = done.visit.passes;
  assign done_passed_slots = done.visit.slots;

  // ---- the host's side
  nic_host #(
      .PORTS(PORTS),
      .TUPLES(TUPLES),
      .BUCKETS(BUCKETS),
      .WAYS(WAYS),
      .TCAM(TCAM),
      .EDITS(EDITS),
      .HEADERS(HEADERS_OUT),
      .TUNNEL_OPTIONS(TUNNEL_OPTIONS),
      .METERS(METERS),
      .MILLISECOND(MILLISECOND),
      .COUNTER_BITS(COUNTER_BITS),
      .FEATURES(FEATURES),
      .COMPLETION_CLOCKS(COMPLETION_CLOCKS)
  ) u_host (
      .clk,
      .rst,
      .new_life,
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
      .descriptor_valid,
      .descriptor_ready,
      .descriptor_data,
      .descriptor_last,
      .completion_valid,
      .completion_ready,
      .completion_data,
      .completion_last,
      .counter_ones,
      .seed_write,
      .seed,
      .inject_frozen,
      .command_valid,
      .command_ready,
      .command,
      .rule,
      .since,
      .entry,
      .entry_done(edit_done || header_done || meter_done),
      .meter_counts,
      .counted_done,
      .counted_valid,
      .counted,
      .cycles,
      .metered,
      .rx_valid(header_valid),
      .rx_port(header_port),
      .rx_length(header_length),
      .result_valid(decided_valid),
      .result_parseable(decided_parseable),
      .result_hit(decided_hit),
      .done_valid,
      .done_verdict,
      .done_corrupt(done.corrupt),
      .done_from(done.meta.port),
      .tx_valid(out_valid && out_ready),
      .tx_port(out_port),
      .tx_bytes_in_beat(out_bytes),
      .tx_last(out_last),
      .found(found_flaw),
      .flaws,
      .attention
  );
endmodule
