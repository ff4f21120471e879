// The NIC: frames come in with their port, are looked up and edited, and leave to a port or to the host.
//
//            +--------------------(pop)--------------------+
//            |                  +---(again)---+            |
//            v                  v             |            |
//   in --> ingress: parser ---> lookup --> chain ----------+-> [results]
//            |      [headers]     ^  |                       meter, sample
//            |                    |  +--> counters                 |
//            |         (commands) |         | (answers)            |
//            |                   host <-----+                      |
//            +--------[frames]---------------------------------> edit --> out
//
module nic_top
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
#(
    parameter int PORTS = 4,      // numbered from 1
    parameter int TUPLES = 8,     // masks
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
  localparam int SLOTS = TUPLES * BUCKETS * WAYS + TCAM;

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
  visit_t             inner_visit;
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

  // ---- lookup: commands go first, packets where there is room for their results
  logic              command_valid;
  command_t          command;
  rule_t             rule;
  logic [63:0]       since;
  logic [EDIT_W-1:0] entry;  // that a command writes
  logic [COUNTER_BITS-1:0] counter_ones;
  logic              inject_frozen;
  logic              lookup_ready;
  logic              command_take;
  logic              again_valid;  // a packet goes to another chain
  logic              again_take;
  logic [KEY_W-1:0]  again_key;
  meta_t             again_meta;
  visit_t            again_visit;
  logic [$clog2(PLACES):0]   places_used;  // packets whose results wait or are under way
  assign command_take = lookup_ready && command_valid;
  assign again_take = lookup_ready && !command_valid;
  assign inner_take = again_take && !again_valid;
  assign ready_take = inner_take && !inner_valid && !places_used[$clog2(PLACES)];

  // The lookup's next packet.
  logic             next_valid;
  logic             next_ok;
  logic [KEY_W-1:0] next_key;
  meta_t            next_meta;
  visit_t           next_visit;
  logic             next_parsed;  // by a key that chains do not know yet
  assign next_parsed = !again_valid && (inner_valid ? inner_take : ready_valid && ready_take);
  assign next_valid = again_valid ? again_take : next_parsed;
  assign next_ok = again_valid || (inner_valid ? inner_ok : ready_ok);
  assign next_key = again_valid ? again_key : inner_valid ? inner_key : ready_key;
  assign next_meta = again_valid ? again_meta : inner_valid ? inner_meta : ready_meta;
  assign next_visit = again_valid ? again_visit : inner_valid ? inner_visit : '0;

  localparam int FINDERS = 3;  // of entries with a parity error
  logic       found_flaw[FINDERS];
  flaw_t      flaws[FINDERS];
  logic       found_valid;
  result_t    matched;
  result_t    found;
  logic       passed_valid;
  answer_t    passed;
  nic_lookup #(
      .TUPLES(TUPLES),
      .BUCKETS(BUCKETS),
      .WAYS(WAYS),
      .TCAM(TCAM)
  ) u_lookup (
      .clk,
      .rst(reset),
      .ready(lookup_ready),
      .in_valid(next_valid),
      .in_parseable(next_ok),
      .in_key(next_key),
      .in_meta(next_meta),
      .in_visit(next_visit),
      .command_valid(command_take),
      .command,
      .rule,
      .out_valid(found_valid),
      .out_result(matched),
      .answer_valid(passed_valid),
      .answer(passed),
      .flawed(found_flaw[0]),
      .flaw(flaws[0])
  );

  nic_resolve u_resolve (
      .found(matched),
      .decided(found)
  );

  // An entry's write leaves the lookup in order with the packets too, and then waits for those before it.
  logic passed_edit;
  logic passed_header;
  logic passed_meter;
  logic passed_count;
  logic edit_done;
  logic header_done;
  logic meter_done;
  logic count_done;
  logic entry_done;
  assign passed_edit = passed_valid && (passed.command.code == CMD_WRITE_EDIT);
  assign passed_header = passed_valid && (passed.command.code == CMD_WRITE_HEADER);
  assign passed_meter = passed_valid
      && ((passed.command.code == CMD_WRITE_METER) || (passed.command.code == CMD_REPAIR_METER));
  assign passed_count = passed_valid && (passed.command.code == CMD_READ_METER);
  assign entry_done = edit_done || header_done || meter_done || count_done;

  logic [63:0] cycles;
  logic        counted_done;
  logic        counted_valid;
  answer_t     counted;
  nic_counters #(
      .SLOTS(SLOTS),
      .COUNTER_BITS(COUNTER_BITS)
  ) u_counters (
      .clk,
      .rst(reset),
      .now(cycles),
      .hit_valid(found_valid && found.hit),
      .hit_slot(found.slot[$clog2(SLOTS)-1:0]),
      .hit_bytes(found.meta.length),
      .command_valid(passed_valid && !passed_edit && !passed_header && !passed_meter && !passed_count),
      .command_answer(passed),
      .ones(counter_ones),
      .since,
      .frozen(inject_frozen),
      .command_done(counted_done),
      .answer_valid(counted_valid),
      .answer(counted)
  );

  logic                      pop_valid;
  logic [ACT_POP_PORT_W-1:0] pop_port;
  meta_t                     pop_meta;
  logic [KEY_W-1:0]          pop_key;
  logic                      final_valid;
  result_t                   final_result;
  nic_chain #(
      .TRACKS(FEATURES[3])
  ) u_chain (
      .clk,
      .rst(reset),
      .enter_valid(next_parsed),
      .enter_place(next_meta.window[$clog2(PLACES)-1:0]),
      .enter_key(next_key),
      .found_valid,
      .found,
      .again_valid,
      .again_ready(again_take),
      .again_key,
      .again_meta,
      .again_visit,
      .pop_valid,
      .pop_port,
      .pop_meta,
      .pop_key,
      .popped_place(inner_meta.window[$clog2(PLACES)-1:0]),
      .popped_visit(inner_visit),
      .out_valid(final_valid),
      .out_result(final_result)
  );

  nic_pop u_pop (
      .clk,
      .rst(reset),
      .parse_valid,
      .parse_header,
      .parse_window,
      .in_valid(pop_valid),
      .in_meta(pop_meta),
      .in_key(pop_key),
      .in_port(pop_port),
      .out_valid(popped_valid),
      .out_ready(!header_valid),
      .out_header(popped_header),
      .out_meta(popped_meta),
      .out_tunnel(popped_tunnel)
  );

  // Results in the order of the frames that wait for them.
  logic    ordered_valid;
  logic    ordered_ready;
  result_t ordered;
  nic_reorder #(
      .WIDTH($bits(result_t)),
      .DEPTH(PLACES)
  ) u_results (
      .clk,
      .rst(reset),
      .in_valid(final_valid),
      .in_place(final_result.meta.window[$clog2(PLACES)-1:0]),
      .in_data(final_result),
      .out_valid(ordered_valid),
      .out_ready(ordered_ready),
      .out_data(ordered)
  );

  logic                      named_valid;
  logic                      named_ready;
  result_t                   named;
  logic [METER_W-1:0]        meter;
  logic                      set_meter;
  logic                      meter_set;
  nic_meter_table #(
      .METERS(METERS)
  ) u_meter_table (
      .clk,
      .rst(reset),
      .in_valid(ordered_valid),
      .in_ready(ordered_ready),
      .in_result(ordered),
      .out_valid(named_valid),
      .out_ready(named_ready),
      .out_result(named),
      .out_meter(meter),
      .write_valid(passed_meter),
      .write(command),
      .write_meter(entry[METER_W-1:0]),
      .write_done(meter_done),
      .set_valid(set_meter),
      .set_done(meter_set),
      .flawed(found_flaw[2]),
      .flaw(flaws[2])
  );

  logic                      gauged_valid;
  logic                      gauged_ready;
  result_t                   gauged;
  logic [63:0]               metered;
  logic                      cleared;  // the counts of the meter that is set
  nic_meter #(
      .METERS(METERS),
      .MILLISECOND(MILLISECOND)
  ) u_meter (
      .clk,
      .rst(reset),
      .in_valid(named_valid),
      .in_ready(named_ready),
      .in_result(named),
      .in_meter(meter),
      .out_valid(gauged_valid),
      .out_ready(gauged_ready),
      .out_result(gauged),
      .write_valid(cleared),
      .write_index(command.slot[$clog2(METERS)-1:0]),
      .write_content(entry[METER_CAPACITY_LSB+:METER_CAPACITY_W]),
      .write_done(meter_set),
      .dropped(metered)
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
  result_t done;
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
  logic [3:0][63:0] meter_counts;
  nic_meter_counts #(
      .METERS(METERS)
  ) u_meter_counts (
      .clk,
      .rst(reset),
      .count_valid(done_valid && (done.verdict != VERDICT_TO_HOST) && (done.action[ACT_METER_LSB+:ACT_METER_W] != 0)),
      .count_meter(done.action[ACT_METER_LSB+:$clog2(METERS)]),
      .count_bytes(done.meta.length),
      .count_dropped(done.over),
      .clear_valid(set_meter),
      .clear_done(cleared),
      .read_valid(passed_count),
      .read_done(count_done),
      .index(command.slot[$clog2(METERS)-1:0]),
      .counts(meter_counts),
      .entered(ready_valid && ready_take),
      .metered(named_valid && named_ready),
      .finished(done_valid)
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
      .command_ready(lookup_ready),
      .command,
      .rule,
      .since,
      .entry,
      .entry_done,
      .meter_counts,
      .counted_done,
      .counted_valid,
      .counted,
      .cycles,
      .metered,
      .rx_valid(header_valid),
      .rx_port(header_port),
      .rx_length(header_length),
      .result_valid(final_valid),
      .result_parseable(final_result.parseable),
      .result_hit(final_result.hit),
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
