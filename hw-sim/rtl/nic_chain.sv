// Chains: a packet whose rule says so is looked up again, in another chain, ahead of the packets that come after it; where a
// tunnel's header is to be taken off before, by a key that comes back by the parser. One
// that would be looked up more than PASSES times is for the host, as if no rule had been found. A clock after each lookup
// it answers what is final. A packet that is looked up among connections goes on, where it belongs to one, with what that
// says of it, in the chain that its rule named before.
module nic_chain
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter logic TRACKS = 1'b1  // knows packets of connections
) (
    input  logic             clk,
    input  logic             rst,
    // packets that are looked up by a key of the parser's
    input  logic             enter_valid,
    input  logic [$clog2(PLACES)-1:0] enter_place,
    input  logic [KEY_W-1:0] enter_key,
    // what lookups found
    input  logic             found_valid,
    input  result_t          found,
    // packets that are to be looked up again; always room for them all
    output logic             again_valid,
    input  logic             again_ready,
    output logic [KEY_W-1:0] again_key,
    output meta_t            again_meta,
    output visit_t           again_visit,
    // packets that a tunnel's header is taken off, and how far each of them is when it is looked up then
    output logic             pop_valid,
    output logic [ACT_POP_PORT_W-1:0] pop_port,
    output meta_t            pop_meta,
    output logic [KEY_W-1:0] pop_key,
    input  logic [$clog2(PLACES)-1:0] popped_place,
    output visit_t           popped_visit,
    // results that are final
    output logic             out_valid,
    output result_t          out_result
);
  localparam int PW = $clog2(PLACES);

  logic [KEY_W-1:0] keys[PLACES];

  logic             goes;  // to another chain
  logic             held_valid;
  logic             held_goes;
  result_t          held;
  logic [KEY_W-1:0] held_key;
  assign goes = found.parseable && found.hit && found.action[ACT_GOTO_LSB];
  always_ff @(posedge clk) begin
    held_valid <= found_valid && !rst;
    held_goes <= goes;
    if (found_valid) held <= found;
    if (found_valid && goes) held_key <= keys[found.meta.window[PW-1:0]];
    if (enter_valid) keys[enter_place] <= enter_key;
  end

  // What a packet's connection has said, and where it goes on behind its lookup among connections.
  logic                        held_tracked;
  logic [KEY_CONNECTION_W-1:0] held_connection;
  logic [ACT_BACK_W-1:0]       held_back;
  logic [KEY_CT_ZONE_W-1:0]    held_zone;
  logic [KEY_CONNECTION_W-1:0] connection;
  always_comb begin
    connection = '0;
    connection[KEY_CT_STATE_LSB-KEY_CONNECTION_LSB+:KEY_CT_STATE_W] = held.action[ACT_CT_STATE_LSB+:ACT_CT_STATE_W];
    connection[KEY_CT_ZONE_LSB-KEY_CONNECTION_LSB+:KEY_CT_ZONE_W] = held_zone;
    connection[KEY_CT_MARK_LSB-KEY_CONNECTION_LSB+:KEY_CT_MARK_W] = held.action[ACT_CT_MARK_LSB+:ACT_CT_MARK_W];
    connection[KEY_CT_LABEL_LSB-KEY_CONNECTION_LSB+:KEY_CT_LABEL_W] = {
      held.action[ACT_CT_LABEL_HIGH_LSB+:ACT_CT_LABEL_HIGH_W], held.action[ACT_CT_LABEL_LOW_LSB+:ACT_CT_LABEL_LOW_W]
    };
  end
  if (TRACKS) begin : g_tracks
    logic [KEY_CONNECTION_W-1:0] connections[PLACES];
    logic [ACT_BACK_W-1:0]       backs[PLACES];
    logic [KEY_CT_ZONE_W-1:0]    zones[PLACES];
    logic [PLACES-1:0]           tracked;
    always_ff @(posedge clk) begin
      if (found_valid && goes) begin
        held_tracked <= tracked[found.meta.window[PW-1:0]];
        held_connection <= connections[found.meta.window[PW-1:0]];
        held_back <= backs[found.meta.window[PW-1:0]];
        held_zone <= zones[found.meta.window[PW-1:0]];
      end
      if (enter_valid) tracked[enter_place] <= 1'b0;
      if (held_valid && held_goes && held.action[ACT_TRACKED_LSB]) begin
        tracked[held.meta.window[PW-1:0]] <= 1'b1;
        connections[held.meta.window[PW-1:0]] <= connection;
      end
      if (held_valid && held_goes && held.action[ACT_TRACK_LSB]) begin
        backs[held.meta.window[PW-1:0]] <= held.action[ACT_BACK_LSB+:ACT_BACK_W];
        zones[held.meta.window[PW-1:0]] <= held.action[ACT_GOTO_CHAIN_LSB+:KEY_CT_ZONE_W];
      end
    end
  end else begin : g_tracks_nothing
    assign {held_tracked, held_connection, held_back, held_zone} = '0;
  end

  visit_t           visit;
  logic [KEY_W-1:0] key;
  always_comb begin
    visit = held.visit;
    key = held_key;
    if (held_goes) begin
      visit = went_on(held.visit, held.slot);
      key[KEY_CHAIN_LSB+:KEY_CHAIN_W] = held.action[ACT_GOTO_CHAIN_LSB+:ACT_GOTO_CHAIN_W];
      if (held_tracked) key[KEY_CONNECTION_LSB+:KEY_CONNECTION_W] = held_connection;
      if (held.action[ACT_TRACKED_LSB]) begin
        key[KEY_CONNECTION_LSB+:KEY_CONNECTION_W] = connection;
        key[KEY_CHAIN_LSB+:KEY_CHAIN_W] = held_back;
      end
    end
  end

  logic goes_on;
  logic again;
  logic unused_ready;
  assign goes_on = held_valid && held_goes && (held.visit.passes < 3'(PASSES - 1));
  assign again = goes_on && !held.action[ACT_POP_LSB];

  visit_t visits[PLACES];
  assign pop_valid = goes_on && held.action[ACT_POP_LSB];
  assign pop_port = held.action[ACT_POP_PORT_LSB+:ACT_POP_PORT_W];
  assign pop_meta = held.meta;
  assign pop_key = key;
  assign popped_visit = visits[popped_place];
  always_ff @(posedge clk) begin
    if (pop_valid) visits[held.meta.window[PW-1:0]] <= visit;
  end

  nic_fifo #(
      .WIDTH(KEY_W + $bits(meta_t) + $bits(visit_t)),
      .DEPTH(PLACES)
  ) u_again (
      .clk,
      .rst,
      .in_valid(again),
      .in_ready(unused_ready),
      .in_data({held.meta, visit, key}),
      .out_valid(again_valid),
      .out_ready(again_ready),
      .out_data({again_meta, again_visit, again_key})
  );

  assign out_valid = held_valid && !goes_on;
  always_comb begin
    out_result = held;
    out_result.visit = visit;
    if (held_goes) out_result.hit = 1'b0;
  end
endmodule
