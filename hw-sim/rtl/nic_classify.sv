// Finds the rules of packets: looks each up, in one chain after the other, opens tunnels on the way, and counts. Commands go the
// same way, in order with the packets.
//
//           +-----------(pop)----------> frames inside, to the parser
//           |     +---(again)---+
//           |     v             |
//   in ---------> lookup --> chain --> reorder --> out
//                   |
//                   +--> counters --> (answers)
//
module nic_classify
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
#(
    parameter int TUPLES = 8,     // masks
    parameter int BUCKETS = 128,  // of each tuple, a power of two
    parameter int WAYS = 4,       // slots in each bucket, a power of two from 2 on
    parameter int TCAM = 16,      // entries whose rules have a mask each, a power of two
    parameter int COUNTER_BITS = 64,  // of rules' counters, which wrap
    parameter logic TRACKS = 1'b1  // knows packets of connections
) (
    input  logic                clk,
    input  logic                rst,
    // what the parser gets
    input  logic                parse_valid,
    input  logic [WINDOW_W-1:0] parse_header,
    input  logic [6:0]          parse_window,
    // and what it made of frames that came in, which wait
    input  logic                ready_valid,
    input  logic                ready_room,   // for one more result
    output logic                ready_take,
    input  logic                ready_ok,     // parseable
    input  logic [KEY_W-1:0]    ready_key,
    input  meta_t               ready_meta,
    // and of those that were inside others
    input  logic                inner_valid,
    output logic                inner_take,
    input  logic                inner_ok,
    input  logic [KEY_W-1:0]    inner_key,
    input  meta_t               inner_meta,
    // which go to the parser from here
    output logic                popped_valid,
    input  logic                popped_ready,
    output logic [WINDOW_W-1:0] popped_header,
    output meta_t               popped_meta,
    output tunnel_t             popped_tunnel,
    // what is decided, in any order, and the results in the order of the frames
    output logic                decided_valid,
    output logic                decided_parseable,
    output logic                decided_hit,
    output logic                out_valid,
    input  logic                out_ready,
    output result_t             out_result,
    // commands, which go first
    input  logic                command_valid,
    output logic                command_ready,
    input  command_t            command,
    input  rule_t               rule,
    input  logic [63:0]         since,
    // and those that have passed: with an answer, or in order to do something behind the lookup
    output logic                counted_done,
    output logic                counted_valid,
    output answer_t             counted,
    output logic                passed_edit,    // writes an entry of the edit table
    output logic                passed_header,  // of the header table
    output logic                passed_meter,   // of the meter table
    output logic                passed_count,   // reads a meter's counts
    // counters
    input  logic [63:0]         now,            // cycle number, the stamp of a hit
    input  logic [COUNTER_BITS-1:0] counter_ones,
    input  logic                frozen,
    // entries with a parity error
    output logic                flawed,
    output flaw_t               flaw
);
  localparam int SLOTS = TUPLES * BUCKETS * WAYS + TCAM;

  // ---- lookup: commands go first, packets where there is room for their results
  logic   lookup_ready;
  logic   command_take;
  logic   again_valid;  // a packet goes to another chain
  logic   again_take;
  logic [KEY_W-1:0] again_key;
  meta_t  again_meta;
  visit_t again_visit;
  visit_t inner_visit;
  assign command_ready = lookup_ready;
  assign command_take = lookup_ready && command_valid;
  assign again_take = lookup_ready && !command_valid;
  assign inner_take = again_take && !again_valid;
  assign ready_take = inner_take && !inner_valid && ready_room;

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

  logic    found_valid;
  result_t matched;
  result_t found;
  logic    passed_valid;
  answer_t passed;
  nic_lookup #(
      .TUPLES(TUPLES),
      .BUCKETS(BUCKETS),
      .WAYS(WAYS),
      .TCAM(TCAM)
  ) u_lookup (
      .clk,
      .rst,
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
      .flawed,
      .flaw
  );

  nic_resolve u_resolve (
      .found(matched),
      .decided(found)
  );

  // An entry's write leaves the lookup in order with the packets too, and then waits for those before it.
  assign passed_edit = passed_valid && (passed.command.code == CMD_WRITE_EDIT);
  assign passed_header = passed_valid && (passed.command.code == CMD_WRITE_HEADER);
  assign passed_meter = passed_valid
      && ((passed.command.code == CMD_WRITE_METER) || (passed.command.code == CMD_REPAIR_METER));
  assign passed_count = passed_valid && (passed.command.code == CMD_READ_METER);

  nic_counters #(
      .SLOTS(SLOTS),
      .COUNTER_BITS(COUNTER_BITS)
  ) u_counters (
      .clk,
      .rst,
      .now,
      .hit_valid(found_valid && found.hit),
      .hit_slot(found.slot[$clog2(SLOTS)-1:0]),
      .hit_bytes(found.meta.length),
      .command_valid(passed_valid && !passed_edit && !passed_header && !passed_meter && !passed_count),
      .command_answer(passed),
      .ones(counter_ones),
      .since,
      .frozen,
      .command_done(counted_done),
      .answer_valid(counted_valid),
      .answer(counted)
  );

  // ---- packets that go on
  logic                      pop_valid;
  logic [ACT_POP_PORT_W-1:0] pop_port;
  meta_t                     pop_meta;
  logic [KEY_W-1:0]          pop_key;
  result_t                   decided;
  assign decided_parseable = decided.parseable;
  assign decided_hit = decided.hit;
  nic_chain #(
      .TRACKS(TRACKS)
  ) u_chain (
      .clk,
      .rst,
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
      .out_valid(decided_valid),
      .out_result(decided)
  );

  nic_reorder #(
      .WIDTH($bits(result_t)),
      .DEPTH(PLACES)
  ) u_results (
      .clk,
      .rst,
      .in_valid(decided_valid),
      .in_place(decided.meta.window[$clog2(PLACES)-1:0]),
      .in_data(decided),
      .out_valid,
      .out_ready,
      .out_data(out_result)
  );

  nic_pop u_pop (
      .clk,
      .rst,
      .parse_valid,
      .parse_header,
      .parse_window,
      .in_valid(pop_valid),
      .in_meta(pop_meta),
      .in_key(pop_key),
      .in_port(pop_port),
      .out_valid(popped_valid),
      .out_ready(popped_ready),
      .out_header(popped_header),
      .out_meta(popped_meta),
      .out_tunnel(popped_tunnel)
  );
endmodule
