// The NIC: frames come in with their port, are looked up and edited, and leave to a port or to the host.
//
//                                            +---(again)---+
//   in --> header --> parser --> [headers] --+--> lookup --> chain --> [results]
//    |                                       |       |                     |
//    |                 control --(commands)--+       +--> counters         |
//    +--> [beats] -----------------------------------------------------> edit --> out
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
    // what became of each packet, in order
    output logic               done_valid,
    output logic [31:0]        done_seq,
    output logic [1:0]         done_verdict,
    output logic [7:0]         done_port,
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
  localparam int BEAT_W = BYTES * 8 + 7 + 1;

  logic new_life;
  logic reset;
  assign reset = rst || new_life;

  // ---- frames in: the beats wait, the header is parsed
  logic beats_in_ready;
  logic headers_room;
  logic take;
  assign in_ready = beats_in_ready && headers_room;
  assign take = in_valid && in_ready;

  logic              beat_valid;
  logic              beat_ready;
  logic [BEAT_W-1:0] beat;
  nic_fifo #(
      .WIDTH(BEAT_W),
      .DEPTH(BEATS)
  ) u_beats (
      .clk,
      .rst(reset),
      .in_valid(take),
      .in_ready(beats_in_ready),
      .in_data({in_data, in_bytes, in_last}),
      .out_valid(beat_valid),
      .out_ready(beat_ready),
      .out_data(beat)
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
  nic_parser u_parser (
      .clk,
      .rst(reset),
      .in_valid(header_valid),
      .in_header(header),
      .in_meta(header_meta),
      .out_valid(parsed_valid),
      .out_parseable(parsed_ok),
      .out_key(parsed_key),
      .out_meta(parsed_meta)
  );

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
      .in_valid(parsed_valid),
      .in_ready(unused_headers_ready),
      .in_data({parsed_ok, parsed_key, parsed_meta}),
      .out_valid(ready_valid),
      .out_ready(ready_take),
      .out_data({ready_ok, ready_key, ready_meta})
  );
  logic [5:0] headers_used;
  assign headers_room = headers_used < 6'(HEADERS);
  always_ff @(posedge clk) begin
    if (reset) headers_used <= '0;
    else headers_used <= headers_used + {5'd0, take && in_last} - {5'd0, ready_valid && ready_take};
  end

  // ---- lookup: commands go first, packets where there is room for their results
  logic              command_valid;
  command_t          command;
  logic [KEY_W-1:0]  staged_key;
  logic [KEY_W-1:0]  staged_mask;
  logic [ACT_W-1:0]  staged_action;
  logic [127:0]      staged_ufid;
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
  logic [$clog2(PLACES)-1:0] next_place;
  assign command_take = lookup_ready && command_valid;
  assign again_take = lookup_ready && !command_valid;
  assign ready_take = again_take && !again_valid && !places_used[$clog2(PLACES)];

  visit_t entering;
  always_comb begin
    entering = '0;
    entering.place = next_place;
  end
  always_ff @(posedge clk) begin
    if (reset) next_place <= '0;
    else if (ready_valid && ready_take) next_place <= next_place + 1'b1;
  end

  logic       found_valid;
  result_t    found;
  logic       passed_valid;
  logic [2:0] passed_code;
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
      .in_valid(again_valid ? again_take : ready_valid && ready_take),
      .in_parseable(again_valid || ready_ok),
      .in_key(again_valid ? again_key : ready_key),
      .in_meta(again_valid ? again_meta : ready_meta),
      .in_visit(again_valid ? again_visit : entering),
      .command_valid(command_take),
      .command,
      .staged_key,
      .staged_mask,
      .staged_action,
      .staged_ufid,
      .out_valid(found_valid),
      .out_result(found),
      .answer_valid(passed_valid),
      .answer_code(passed_code),
      .answer_only_if_valid(passed_only_if_valid),
      .answer(passed)
  );

  logic [63:0] cycles;
  logic        command_done;
  logic        answer_valid;
  answer_t     answer;
  nic_counters #(
      .SLOTS(SLOTS)
  ) u_counters (
      .clk,
      .rst(reset),
      .now(cycles),
      .hit_valid(found_valid && found.hit),
      .hit_slot(found.slot[$clog2(SLOTS)-1:0]),
      .hit_bytes(found.meta.length),
      .command_valid(passed_valid),
      .command_code(passed_code),
      .command_only_if_valid(passed_only_if_valid),
      .command_answer(passed),
      .command_done,
      .answer_valid,
      .answer
  );

  logic    final_valid;
  result_t final_result;
  nic_chain u_chain (
      .clk,
      .rst(reset),
      .enter_valid(ready_valid && ready_take),
      .enter_place(next_place),
      .enter_key(ready_key),
      .found_valid,
      .found,
      .again_valid,
      .again_ready(again_take),
      .again_key,
      .again_meta,
      .again_visit,
      .out_valid(final_valid),
      .out_result(final_result)
  );

  // Results in the order of the frames that wait for them.
  logic    result_valid;
  logic    result_ready;
  result_t result;
  nic_reorder #(
      .WIDTH($bits(result_t)),
      .DEPTH(PLACES)
  ) u_results (
      .clk,
      .rst(reset),
      .in_valid(final_valid),
      .in_place(final_result.visit.place),
      .in_data(final_result),
      .out_valid(result_valid),
      .out_ready(result_ready),
      .out_data(result)
  );
  always_ff @(posedge clk) begin
    if (reset) places_used <= '0;
    else begin
      places_used <= places_used + {{$clog2(PLACES) {1'b0}}, ready_valid && ready_take}
          - {{$clog2(PLACES) {1'b0}}, result_valid && result_ready};
    end
  end

  // ---- frames out
  nic_edit #(
      .BYTES(BYTES)
  ) u_edit (
      .clk,
      .rst(reset),
      .result_valid,
      .result_ready,
      .result,
      .in_valid(beat_valid),
      .in_ready(beat_ready),
      .in_data(beat[BEAT_W-1:8]),
      .in_bytes(beat[7:1]),
      .in_last(beat[0]),
      .out_valid,
      .out_ready,
      .out_data,
      .out_bytes,
      .out_last,
      .out_seq,
      .done_valid,
      .done_verdict,
      .done_seq,
      .done_port,
      .done_hit,
      .done_parseable,
      .done_slot,
      .done_visit
  );
  visit_t done_visit;
  logic   unused_place;
  assign done_passes = done_visit.passes;
  assign done_passed_slots = done_visit.slots;
  assign unused_place = &{1'b0, done_visit.place};

  // ---- control and statistics
  logic [63:0] totals[7];
  logic [63:0] rx_packets[PORTS];
  logic [63:0] rx_bytes[PORTS];
  logic [63:0] tx_packets[PORTS];
  logic [63:0] tx_bytes[PORTS];
  nic_control #(
      .PORTS(PORTS),
      .TUPLES(TUPLES),
      .BUCKETS(BUCKETS),
      .WAYS(WAYS),
      .TCAM(TCAM),
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
      .command_done,
      .answer_valid,
      .answer,
      .cycles,
      .totals,
      .rx_packets,
      .rx_bytes,
      .tx_packets,
      .tx_bytes
  );

  // The beat that leaves belongs to the result that is being worked on, or to the one before.
  logic [7:0] leaving_port;
  logic       leaving_to_port;
  always_ff @(posedge clk) begin
    if (result_valid && beat_valid && beat_ready) begin
      leaving_port <= result.action[ACT_PORT_LSB+:ACT_PORT_W];
      leaving_to_port <= result.parseable && result.hit && (result.action[ACT_VERDICT_LSB+:ACT_VERDICT_W] == VERDICT_FORWARD);
    end
  end

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
      .done_valid,
      .done_verdict,
      .done_port,
      .tx_valid(out_valid && out_ready && leaving_to_port),
      .tx_port(leaving_port),
      .tx_bytes_in_beat(out_bytes),
      .totals,
      .rx_packets,
      .rx_bytes,
      .tx_packets,
      .tx_bytes
  );
endmodule
