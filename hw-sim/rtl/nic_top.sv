// The NIC: frames come in with their port, are looked up and edited, and leave to a port or to the host.
//
//                  +---------------------(pop)----------------------+
//                  |                         +---(again)---+        |
//   in --> header -+-> parser --> [headers] -+--> lookup --> chain -+-> [results]
//    |                                       |       |               meter, sample
//    |                                       |       |                     |
//    |                 control --(commands)--+       +--> counters         |
//    +--> [frames] ----------------------------------------------------> edit --> out
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
    output logic               done_corrupt,  // the action of the rule in that slot has a parity error
    // what the parser made of each packet, in order, for who watches
    output logic               parsed_valid,
    output logic [31:0]        parsed_seq,
    output logic [KEY_W-1:0]   parsed_key,
    output logic [$bits(layers_t)-1:0] parsed_layers,
    // control bus
    input  logic               bus_write,
    input  logic               bus_read,
    input  logic [11:0]        bus_address,
    input  logic [63:0]        bus_wdata,
    output logic [63:0]        bus_rdata
);
  localparam int SLOTS = TUPLES * BUCKETS * WAYS + TCAM;
  localparam int MAX_FRAME = 65535;
  localparam int BEATS = 2048;    // room for the longest frame twice
  localparam int HEADERS = 32;    // headers inside the parser and behind it

  logic new_life;
  logic reset;
  assign reset = rst || new_life;

  // ---- frames in: the beats wait, the header is parsed
  logic beats_in_ready;
  logic headers_room;
  logic take;
  assign in_ready = beats_in_ready && headers_room;
  assign take = in_valid && in_ready;

  logic               beat_valid;
  logic               beat_ready;
  logic               beat_again;
  logic [BYTES*8-1:0] beat_data;
  logic [6:0]         beat_bytes;
  logic               beat_last;
  nic_frames #(
      .BYTES(BYTES),
      .DEPTH(BEATS)
  ) u_frames (
      .clk,
      .rst(reset),
      .in_valid(take),
      .in_ready(beats_in_ready),
      .in_data,
      .in_bytes,
      .in_last,
      .out_valid(beat_valid),
      .out_ready(beat_ready),
      .again(beat_again),
      .out_data(beat_data),
      .out_bytes(beat_bytes),
      .out_last(beat_last)
  );

  logic                header_valid;
  logic [WINDOW_W-1:0] header;
  meta_t               header_meta;
  nic_header #(
      .BYTES(BYTES)
  ) u_header (
      .clk,
      .rst(reset),
      .in_valid(take),
      .in_data,
      .in_bytes,
      .in_last,
      .in_port,
      .in_seq,
      .out_valid(header_valid),
      .out_header(header),
      .out_meta(header_meta)
  );

  logic  parsed_ok;
  meta_t parsed_meta;
  assign parsed_seq = parsed_meta.seq;
  assign parsed_layers = parsed_meta.layers;
  meta_t parsed_whole;
  nic_caution u_caution (
      .in_type(parsed_key[KEY_ETH_TYPE_LSB+:KEY_ETH_TYPE_W]),
      .in_ttl(parsed_key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W]),
      .in_protocol(parsed_key[KEY_IP_PROTO_LSB+:KEY_IP_PROTO_W]),
      .in_meta(parsed_meta),
      .out_meta(parsed_whole)
  );
  // The parser reads frames as they come in, and between them those that were inside others.
  logic                popped_valid;
  logic [WINDOW_W-1:0] popped_header;
  meta_t               popped_meta;
  tunnel_t             popped_tunnel;
  logic                parse_valid;
  logic [WINDOW_W-1:0] parse_header;
  meta_t               parse_meta;
  assign parse_valid = header_valid || popped_valid;
  assign parse_header = header_valid ? header : popped_header;
  assign parse_meta = header_valid ? header_meta : popped_meta;
  nic_parser #(
      .TUNNEL_OPTIONS(TUNNEL_OPTIONS)
  ) u_parser (
      .clk,
      .rst(reset),
      .in_valid(parse_valid),
      .in_header(parse_header),
      .in_meta(parse_meta),
      .in_tunnel(popped_tunnel),
      .out_valid(parsed_valid),
      .out_parseable(parsed_ok),
      .out_key(parsed_key),
      .out_meta(parsed_meta)
  );

  logic [KEY_W+$bits(meta_t):0] parsed_item;
  assign parsed_item = {parsed_ok, parsed_whole, parsed_key};

  // Headers on their way: room is kept for those inside the parser.
  logic                               unused_headers_ready;
  logic                               ready_valid;
  logic                               ready_take;
  logic                               ready_ok;
  logic [KEY_W-1:0]                   ready_key;
  meta_t                              ready_meta;
  nic_fifo #(
      .WIDTH(1 + KEY_W + $bits(meta_t)),
      .DEPTH(HEADERS)
  ) u_headers (
      .clk,
      .rst(reset),
      .in_valid(parsed_valid && (parsed_meta.skip == 0)),
      .in_ready(unused_headers_ready),
      .in_data(parsed_item),
      .out_valid(ready_valid),
      .out_ready(ready_take),
      .out_data({ready_ok, ready_meta, ready_key})
  );
  logic [5:0] headers_used;
  assign headers_room = headers_used < 6'(HEADERS);
  always_ff @(posedge clk) begin
    if (reset) headers_used <= '0;
    else headers_used <= headers_used + {5'd0, take && in_last} - {5'd0, ready_valid && ready_take};
  end

  // What was inside others is looked up before what has come in meanwhile; there is room for all of it.
  logic                               unused_inner_ready;
  logic                               inner_valid;
  logic                               inner_take;
  logic                               inner_ok;
  logic [KEY_W-1:0]                   inner_key;
  meta_t                              inner_meta;
  visit_t                             inner_visit;
  nic_fifo #(
      .WIDTH(1 + KEY_W + $bits(meta_t)),
      .DEPTH(PLACES)
  ) u_inner (
      .clk,
      .rst(reset),
      .in_valid(parsed_valid && (parsed_meta.skip != 0)),
      .in_ready(unused_inner_ready),
      .in_data(parsed_item),
      .out_valid(inner_valid),
      .out_ready(inner_take),
      .out_data({inner_ok, inner_meta, inner_key})
  );

  // ---- lookup: commands go first, packets where there is room for their results
  logic              command_valid;
  command_t          command;
  logic [KEY_W-1:0]  staged_key;
  logic [KEY_W-1:0]  staged_mask;
  logic [ACT_W-1:0]  staged_action;
  logic [127:0]      staged_ufid;
  logic [EDIT_W-1:0] staged_edit;
  logic [HEADER_W-1:0] staged_header;
  logic [COUNTER_BITS-1:0] counter_ones;
  logic [63:0]       since;
  logic              inject_corrupt;
  logic              inject_frozen;
  logic [TUPLES-1:0] tuple_enable;
  logic [KEY_W-1:0]  tuple_mask[TUPLES];
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

  logic       found_valid;
  result_t    matched;
  result_t    found;
  logic       passed_valid;
  logic [3:0] passed_code;
  logic       passed_only_if_valid;
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
      .tuple_enable,
      .tuple_mask,
      .in_valid(next_valid),
      .in_parseable(next_ok),
      .in_key(next_key),
      .in_meta(next_meta),
      .in_visit(next_visit),
      .command_valid(command_take),
      .command,
      .staged_key,
      .staged_mask,
      .staged_action,
      .staged_ufid,
      .corrupt(inject_corrupt),
      .out_valid(found_valid),
      .out_result(matched),
      .answer_valid(passed_valid),
      .answer_code(passed_code),
      .answer_only_if_valid(passed_only_if_valid),
      .answer(passed)
  );

  nic_resolve u_resolve (
      .found(matched),
      .decided(found)
  );

  // An edit's write leaves the lookup in order with the packets too, and then waits for those before it.
  logic passed_edit;
  logic passed_header;
  logic edit_done;
  logic header_done;
  logic counted_done;
  logic command_done;
  assign passed_edit = passed_valid && (passed_code == CMD_WRITE_EDIT);
  assign passed_header = passed_valid && (passed_code == CMD_WRITE_HEADER);
  assign command_done = counted_done || edit_done || header_done;

  logic [63:0] cycles;
  logic        answer_valid;
  answer_t     answer;
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
      .command_valid(passed_valid && !passed_edit && !passed_header),
      .command_code(passed_code),
      .command_only_if_valid(passed_only_if_valid),
      .command_answer(passed),
      .ones(counter_ones),
      .since,
      .frozen(inject_frozen),
      .command_done(counted_done),
      .answer_valid,
      .answer
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
      .parse_window(parse_meta.window),
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

  logic                      passed_meter_valid;
  logic                      passed_meter_ready;
  result_t                   passed_meter;
  logic                      meter_write;
  logic [$clog2(METERS)-1:0] meter_index;
  logic [METER_W-1:0]        staged_meter;
  logic [63:0]               metered;
  nic_meter #(
      .METERS(METERS),
      .MILLISECOND(MILLISECOND)
  ) u_meter (
      .clk,
      .rst(reset),
      .in_valid(ordered_valid),
      .in_ready(ordered_ready),
      .in_result(ordered),
      .out_valid(passed_meter_valid),
      .out_ready(passed_meter_ready),
      .out_result(passed_meter),
      .write_valid(meter_write),
      .write_index(meter_index),
      .write_meter(staged_meter),
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
      .in_valid(passed_meter_valid),
      .in_ready(passed_meter_ready),
      .in_result(passed_meter),
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
      .edit_index(passed.slot[$clog2(EDITS)-1:0]),
      .edit(staged_edit),
      .edit_done,
      .header_write(passed_header),
      .header_index(passed.slot[$clog2(HEADERS_OUT)-1:0]),
      .header(staged_header),
      .header_done,
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
  assign done_corrupt = done.corrupt;
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

  // ---- control and statistics
  logic [63:0] totals[8];
  logic [31:0] corrupt_slot;
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
      .HEADERS(HEADERS_OUT),
      .COUNTER_BITS(COUNTER_BITS),
      .TUNNEL_OPTIONS(TUNNEL_OPTIONS),
      .METERS(METERS),
      .MILLISECOND(MILLISECOND),
      .FEATURES(FEATURES),
      .COMPLETION_CLOCKS(COMPLETION_CLOCKS),
      .MAX_FRAME(MAX_FRAME)
  ) u_control (
      .clk,
      .rst,
      .new_life,
      .bus_write,
      .bus_read,
      .bus_address,
      .bus_wdata,
      .bus_rdata,
      .tuple_enable,
      .tuple_mask,
      .command_valid,
      .command_ready(lookup_ready),
      .command,
      .staged_key,
      .staged_mask,
      .staged_action,
      .staged_ufid,
      .staged_edit,
      .staged_header,
      .meter_write,
      .meter_index,
      .staged_meter,
      .metered,
      .seed_write,
      .seed,
      .counter_ones,
      .since,
      .inject_corrupt,
      .inject_frozen,
      .command_done,
      .answer_valid,
      .answer,
      .cycles,
      .totals,
      .corrupt_slot,
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
      .rx_valid(header_valid),
      .rx_port(header_meta.port),
      .rx_length(header_meta.length),
      .result_valid(final_valid),
      .result_parseable(final_result.parseable),
      .result_hit(final_result.hit),
      .corrupt_valid(found_valid && found.corrupt),
      .corrupt_found(found.slot),
      .done_valid,
      .done_verdict,
      .done_from(done.meta.port),
      .tx_valid(out_valid && out_ready),
      .tx_port(out_port),
      .tx_bytes_in_beat(out_bytes),
      .tx_last(out_last),
      .totals,
      .corrupt_slot,
      .rx_packets,
      .rx_bytes,
      .rx_dropped,
      .tx_packets,
      .tx_bytes
  );
endmodule
